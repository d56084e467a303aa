"""Opening a handoff, and everything a person does with one.

Each verb changes the row only if it still is as the verb needs it, and looks at the count: of two people who press at once,
one is told that the other was faster.
"""

from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.customers.models import Contact, Customer
from presence.kit import refusals
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.record.models import Promise
from touchpoints.handoffs import promising, rules
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.journeys.models import Touchpoint


class UnknownReason(refusals.Refusal):
    """The reason is none of the listed ones."""

    def __init__(self) -> None:
        super().__init__("Choose one of the reasons.", pointer="reason")


class Taken(refusals.Refusal):
    """Somebody else has it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has this. Ask them before you step in.")


class NotClaimed(refusals.Refusal):
    """Nobody has it yet."""

    def __init__(self) -> None:
        super().__init__("Claim it first, so that the others know it is yours.")


class Closed(refusals.Refusal):
    """It is handed back."""

    def __init__(self) -> None:
        super().__init__("This is handed back already. What was done stands below.")


class StillOpen(refusals.Refusal):
    """Only what was handed back can be opened again."""

    def __init__(self) -> None:
        super().__init__("This is open.")


class TooLateToReopen(refusals.Refusal):
    """The minute for undoing is over."""

    def __init__(self) -> None:
        super().__init__("This was handed back more than a minute ago. Open another handoff for the customer instead.")


class AlreadyReached(refusals.Refusal):
    """Whoever reached the customer stays the one they know."""

    def __init__(self) -> None:
        super().__init__("The customer was reached already. Hand it back with what was done.")


class CustomerKnown(refusals.Refusal):
    """It is about another customer already."""

    def __init__(self) -> None:
        super().__init__("This is about a customer already.")


def open_handoff(
    *,
    by: Actor,
    reason: str,
    now: datetime,
    customer: Customer | None,
    words: str = "",
    contact: Contact | None = None,
    touchpoint: Touchpoint | None = None,
    promise: Promise | None = None,
    caller: str = "",
    doubt: str = "",
    source_id: str = "",
) -> Handoff:
    """A person owes the customer an answer from now on; automation to the customer is muted with the same commit.

    The promised time comes from the touchpoint's published way to a person, otherwise from the usual hours. `source_id` says
    what caused it: while a handoff from the same source is open, it gets the words instead, and none is opened twice.
    Raises UnknownReason, and InvalidWords for words over rules.LONGEST_WORDS.
    """
    if reason not in Reason.values:
        raise UnknownReason
    said = rules.clean(words, most=rules.LONGEST_WORDS)
    way = promising.way_from(touchpoint.pk if touchpoint else None, customer)
    fresh = _begin(by, now, way, reason=reason, customer=customer, words=said, contact=contact, touchpoint=touchpoint)
    fresh.promise, fresh.caller, fresh.doubt, fresh.source_id = promise, caller, doubt, source_id
    with transaction.atomic():
        return _add_to_open(by, source_id, said) or _insert(by, fresh)


def claim(*, by: Actor, now: datetime, handoff: Handoff) -> Handoff:
    """Take it: one person owns the answer. Claiming what one has changes nothing. Raises Taken, Closed."""
    free = {"claimed_at": None, "handed_back_at": None}
    taken = _change("handoff.claimed", by, handoff, free, claimed_by_id=by.member_id, claimed_at=now)
    return taken or _already_mine(by, handoff)


def release(*, by: Actor, handoff: Handoff) -> Handoff:
    """Give it back to the queue, unanswered. For whoever has it, and for leaders.

    Raises Taken, NotClaimed, Closed, AlreadyReached.
    """
    _refuse_anothers(by, handoff)
    held = _held_by(handoff.claimed_by_id) | {"reached_at": None}
    return _change("handoff.released", by, handoff, held, claimed_by_id=None, claimed_at=None) or _refuse(by, handoff)


def release_of_removed(*, by: Actor, handoff: Handoff) -> None:
    """Put what a removed member had back into the queue; whoever takes it reaches the customer anew."""
    held = _held_by(handoff.claimed_by_id)
    _change("handoff.released", by, handoff, held, claimed_by_id=None, claimed_at=None, reached_at=None)


def reach(*, by: Actor, now: datetime, handoff: Handoff) -> Handoff:
    """The customer was reached: with this moment the promised time is met or missed. Reaching twice changes nothing.

    Raises Taken, NotClaimed, Closed.
    """
    held = _held_by(by.member_id) | {"reached_at": None}
    return _change("handoff.reached", by, handoff, held, reached_at=now) or _already_mine(by, handoff)


def take_back_reach(*, by: Actor, handoff: Handoff) -> Handoff:
    """It was pressed by mistake. Raises Taken, NotClaimed, Closed."""
    held = _held_by(by.member_id) | {"reached_at__isnull": False}
    return _change("handoff.not_reached", by, handoff, held, reached_at=None) or _already_mine(by, handoff)


def hand_back(*, by: Actor, now: datetime, handoff: Handoff, done: str) -> Handoff:
    """Say what was done; automation to the customer may go on. For whoever has it, and for leaders.

    Raises InvalidWords, Taken, NotClaimed, Closed.
    """
    told = rules.clean(done, most=rules.LONGEST_DONE, missing="Say what was done for the customer.", pointer="done")
    _refuse_anothers(by, handoff)
    values = {"handed_back_at": now, "handed_back_by_id": by.member_id, "done": told}
    return _change("handoff.handed_back", by, handoff, _held_by(handoff.claimed_by_id), **values) or _refuse(by, handoff)


def reopen(*, by: Actor, now: datetime, handoff: Handoff) -> Handoff:
    """Undo a hand back, within a minute. Raises StillOpen, TooLateToReopen, Taken."""
    if handoff.handed_back_at is None:
        raise StillOpen
    if not rules.may_reopen(handoff.handed_back_at, now):
        raise TooLateToReopen
    _refuse_anothers(by, handoff)
    was = {"handed_back_at": handoff.handed_back_at}
    again = _change("handoff.reopened", by, handoff, was, handed_back_at=None, handed_back_by_id=None, done=None)
    if again is None:
        raise StillOpen
    return again


def name_customer(*, by: Actor, handoff: Handoff, customer: Customer) -> Handoff:
    """Say who wrote, when it came from the organization's own page. Raises CustomerKnown, Closed."""
    nameless = {"customer": None, "handed_back_at": None}
    named = _change("handoff.named", by, handoff, nameless, customer_id=customer.pk)
    if named is None:
        raise CustomerKnown if _current(handoff).is_open else Closed
    return named


def _begin(by: Actor, now: datetime, way: promising.Way, **about: Any) -> Handoff:
    return Handoff(
        id=new_id(),
        source=by.kind,
        raised_by_id=by.member_id,
        meant_for=way.member,
        opened_at=now,
        calendar=way.calendar,
        reply_minutes=way.minutes,
        promised_at=way.promised(now),
        **about,
    )


def _insert(by: Actor, fresh: Handoff) -> Handoff:
    """Where somebody was faster with the same source, the words go to theirs."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        if "handoff_one_open_from_source" not in str(error):
            raise
        return _add_to_open(by, fresh.source_id, fresh.words or "") or _insert(by, fresh)
    audit.record(
        verb="handoff.raised", by=by, subject=fresh, reason=fresh.reason, customer=_text(fresh.customer_id),
        touchpoint=_text(fresh.touchpoint_id), promise=_text(fresh.promise_id), promised_at=fresh.promised_at.isoformat(),
    )  # fmt: skip
    return fresh


def _add_to_open(by: Actor, source_id: str, words: str) -> Handoff | None:
    """The open handoff from this source with these words, too; None when there is none."""
    if not source_id:
        return None
    found = Handoff.rows().select_for_update(of=("self",)).filter(source_id=source_id, handed_back_at=None).first()
    if found is None:
        return None
    grown = rules.joined(found.words or "", words)
    if grown != (found.words or ""):
        found.words = grown
        found.save(update_fields=["words"])
        audit.record(verb="handoff.added_to", by=by, subject=found)
    return found


def _held_by(member_id: UUID | None) -> dict[str, Any]:
    return {"claimed_by": member_id, "claimed_at__isnull": False, "handed_back_at": None}


def _change(verb: str, by: Actor, handoff: Handoff, held: dict[str, Any], **values: Any) -> Handoff | None:
    """Change the row if it still is as `held` says, with one entry in the log; None when it is not."""
    with transaction.atomic():
        if not Handoff.rows().filter(pk=handoff.pk, **held).update(**values):
            return None
        audit.record(verb=verb, by=by, subject=handoff, customer=_text(handoff.customer_id))
    return _current(handoff)


def _already_mine(by: Actor, handoff: Handoff) -> Handoff:
    """The row when this member has it, so that pressing twice does no harm; otherwise the refusal."""
    current = _current(handoff)
    return current if current.is_open and current.claimed_by_id == by.member_id else _refuse(by, handoff)


def _refuse(by: Actor, handoff: Handoff) -> NoReturn:
    """Say what stands in the way, from the row as it is now."""
    current = _current(handoff)
    if not current.is_open:
        raise Closed
    if current.claimed_by is None:
        raise NotClaimed
    if current.claimed_by_id != by.member_id:
        raise Taken(str(current.claimed_by))
    raise AlreadyReached


def _refuse_anothers(by: Actor, handoff: Handoff) -> None:
    """Whoever has it decides, and a leader for somebody who is away."""
    is_leader = by.role is not None and by.role.covers(Role.LEADER)
    if handoff.claimed_by and handoff.claimed_by_id != by.member_id and not is_leader:
        raise Taken(str(handoff.claimed_by))


def _current(handoff: Handoff) -> Handoff:
    return Handoff.rows().select_related("claimed_by__user").get(pk=handoff.pk)


def _text(id: UUID | None) -> str | None:
    return str(id) if id else None
