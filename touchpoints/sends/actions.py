"""What people do with messages: stop one that waits, try a failed one again, say what became of an uncertain one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from touchpoints.delivery import reading as delivery
from touchpoints.sends.models import Message, State

BY_HAND = "by_hand"
WAITING = (State.QUEUED, State.HELD)
Fate = Literal["arrived", "lost", "again"]


# What became of a message, for whoever presses a button of a page that is older than that.
NOW: dict[str, str] = {
    State.QUEUED: "It waits to leave.",
    State.HELD: "It is held.",
    State.SENDING: "It is leaving right now.",
    State.SENT: "It was sent.",
    State.UNCERTAIN: "It is uncertain whether it arrived.",
    State.FAILED: "It failed.",
    State.SUPPRESSED: "It is not sent.",
    State.CANCELED: "It was stopped.",
    State.EXPIRED: "It was no longer of use.",
}


class NotWaiting(refusals.Refusal):
    """There is nothing to stop: it is on its way or gone, or something else keeps it back for good."""

    def __init__(self, state: str) -> None:
        has_left = state in (State.SENDING, State.SENT, State.UNCERTAIN)
        words = "This message has left already, so it cannot be stopped." if has_left else "This message waits no longer."
        super().__init__(f"{words} {NOW[state]}")


class CannotReturn(refusals.Refusal):
    """It was not stopped by a person, or somebody brought it back."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This message is not one that somebody stopped. {NOW[state]}")


class NotFailed(refusals.Refusal):
    """Only what the mail server refused can be sent again without being sent twice."""

    def __init__(self, state: str) -> None:
        super().__init__(f"Only a message that the mail server refused can be tried again. {NOW[state]}")


class TooLate(refusals.Refusal):
    """It would arrive when it is no longer of use."""

    def __init__(self) -> None:
        super().__init__("It is no longer of use, so it is not sent again. Write to the customer yourself.")


class NotUncertain(refusals.Refusal):
    """Somebody, or the mail server, settled it."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This message is not uncertain any more. {NOW[state]}")


@dataclass(frozen=True, slots=True)
class Step:
    """From which states a person may do something, what the log calls it, and the refusal when it is too late for it."""

    verb: str
    sources: Sequence[State]
    refusal: type[refusals.Refusal]


STOP = Step("message.stopped", WAITING, NotWaiting)
BRING_BACK = Step("message.brought_back", [State.CANCELED], CannotReturn)
RETRY = Step("message.retried", [State.FAILED], NotFailed)
AGAIN = Step("message.sent_again", [State.UNCERTAIN], NotUncertain)
FOUND = Step("message.found", [State.UNCERTAIN], NotUncertain)
FOUND_LOST = Step("message.found_lost", [State.UNCERTAIN], NotUncertain)


def stop(*, by: Actor, message: Message) -> None:
    """Cancel a message that waits. Raises NotWaiting."""
    _take(STOP, by, message, state=State.CANCELED, reason=f"Stopped by {by.label}."[:300])


def bring_back(*, by: Actor, now: datetime, message: Message) -> None:
    """Undo a stop: it waits again for its hold. Raises CannotReturn, TooLate."""
    if message.reason_code != BY_HAND:
        raise CannotReturn(message.state)
    _queue(BRING_BACK, by, now, message)


def retry(*, by: Actor, now: datetime, message: Message) -> None:
    """Send what the mail server refused once more. Raises NotFailed, TooLate."""
    _queue(RETRY, by, now, message)


def resolve(*, by: Actor, now: datetime, message: Message, fate: Fate) -> None:
    """Say whether an uncertain message arrived, was lost, or shall be sent again at the risk of a second copy.

    Raises NotUncertain, TooLate.
    """
    if fate == "again":
        _queue(AGAIN, by, now, message)
    elif fate == "arrived":
        words = f"{by.label} looked and found that it arrived."
        _take(FOUND, by, message, state=State.SENT, sent_at=message.sending_at, reason=words[:300])
    else:
        words = f"{by.label} looked and found that it did not arrive."
        _take(FOUND_LOST, by, message, state=State.FAILED, reason=words[:300])


def _queue(step: Step, by: Actor, now: datetime, message: Message) -> None:
    if message.not_after <= now:
        raise TooLate
    hold = timedelta(seconds=delivery.of_organization().hold_seconds)
    _take(step, by, message, state=State.QUEUED, reason="", due_at=now + hold, attempts=0)


def _take(step: Step, by: Actor, message: Message, **fields: Any) -> None:
    with transaction.atomic():
        rows = Message.rows().filter(pk=message.pk, state__in=step.sources)
        if not rows.update(reason_code=BY_HAND, leased_until=None, **fields):
            raise step.refusal(Message.rows().values_list("state", flat=True).get(pk=message.pk))
        audit.record(verb=step.verb, by=by, subject=message, customer=str(message.customer_id))
