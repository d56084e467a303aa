"""The example organization's outbox: a month of mail with what became of it. All of it is told; none of it is ever sent.

It went live, sent, and rehearses again since its sender was changed. Everything goes through the states that real messages go
through, because the database lets no message be born sent.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization
from touchpoints.automations import occasions, ready, switching, values
from touchpoints.automations import reading as automations
from touchpoints.automations.models import Automation, AutomationTemplate, Event
from touchpoints.automations.models import State as Standing
from touchpoints.delivery import actions as delivery
from touchpoints.delivery import reading as deliveries
from touchpoints.sends import composing, enqueuing, recording, rules
from touchpoints.sends.composing import Frame
from touchpoints.sends.models import Message, State

SHOWN = timedelta(days=27)
MOST = 45  # of one automation: several pages in all, and loaded in a moment
STATUSES = ("The part has arrived.", "The visit is planned.", "Two of three units are done.", "The report is being written.")
UNSENT: tuple[tuple[State, str, str], ...] = (
    (State.SUPPRESSED, "with_a_person", "A person is taking care of this customer, so no machine writes."),
    (State.EXPIRED, "budget", "Contacted 3 times within the last 7 days, and 3 is the most. By then it is no longer of use."),
    (State.CANCELED, "by_hand", "Stopped by Ada Lindqvist."),
    (State.SUPPRESSED, rules.PERSONS_TURN, "2 automated messages resolved nothing, so a person writes next."),
    (State.FAILED, "server_refused", "The mail server refused it: 552 5.2.2 The mailbox is full"),
    (State.SUPPRESSED, "conditions", "There is no open promise any more."),
    (State.EXPIRED, "expired", "It was no longer of use when it could have left."),
)
LOST = "The worker stopped while this was on its way. Nobody can tell whether it arrived."
NEXT_VISIT = timedelta(hours=20)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Events of another system, the messages they caused, one automation that is paused, and mail in rehearsal again."""
    customers = list(Customer.rows().order_by("external_ref"))
    Event.objects.bulk_create([*_bookings(customers, now, dice), *_changes(customers, now, dice)])
    active = list(Automation.rows().filter(state=Standing.ACTIVE).order_by("name"))
    if not active:
        return
    delivery.go_live(by, now - SHOWN)
    for automation in active:
        _Past(automation, now).write()
    _pause_status_ping(now)
    recording.record(now=now)
    delivery.rehearse(by)
    Automation.rows().filter(state__in=[Standing.ACTIVE, Standing.PAUSED]).update(looked_until=now)


def _bookings(customers: Sequence[Customer], now: datetime, dice: random.Random) -> Iterator[Event]:
    """Everybody booked a visit within the month, and some a second one these days."""
    for number, customer in enumerate(customers):
        yield _booking(customer, now - timedelta(days=4 + number * 22 / len(customers), minutes=dice.randrange(400)))
        if number % 6 == 5:
            yield _booking(customer, now - timedelta(hours=6 + number))
    yield _booking(customers[0], now + NEXT_VISIT)


def _booking(customer: Customer, at: datetime) -> Event:
    starts = (at + timedelta(days=6)).replace(hour=9, minute=0, second=0, microsecond=0)
    reference = f"V-{customer.external_ref[-4:]}-{at:%d%H}"
    facts = {values.STARTS: starts.isoformat(), "appointment.place": f"{customer.name}, ground floor"}
    return _event(ready.BOOKED, reference, customer, at, facts)


def _changes(customers: Sequence[Customer], now: datetime, dice: random.Random) -> Iterator[Event]:
    """A status now and then, until the portal was changed; the newest wait for the pause to end."""
    for number, customer in enumerate(customers[:40]):
        at = now - timedelta(days=8 + number * 18 / 40, minutes=dice.randrange(300))
        yield _event(ready.STATUS, f"S-{1000 + number}", customer, at, {"event.text": STATUSES[number % len(STATUSES)]})
    for number, customer in enumerate(customers[-3:]):
        at = now - timedelta(minutes=20 + number)
        yield _event(ready.STATUS, f"S-{2000 + number}", customer, at, {"event.text": STATUSES[number]})


def _event(key: str, reference: str, customer: Customer, at: datetime, facts: dict[str, str]) -> Event:
    facts = {**facts, "event.reference": reference}
    return Event(id=new_id(), key=key, external_ref=reference, customer=customer, occurred_at=at, facts=facts)


def _pause_status_ping(now: datetime) -> None:
    """Paused by the leader who wrote it, after what it had sent."""
    ping = automations.readable().filter(state=Standing.ACTIVE, preset="status-ping").first()
    writer = Membership.rows().filter(role="leader").select_related("user").order_by("joined_at", "id").first()
    if ping is not None and writer is not None:
        why = "The portal says the same until Friday"
        switching.pause(by=Actor.of(writer), now=now - timedelta(days=6), automation=ping, why=why)
        waiting = Message.rows().filter(automation=ping, state=State.QUEUED)
        held = {"reason": "The automation is paused.", "reason_code": "automation_paused"}
        waiting.update(state=State.HELD, due_at=now + rules.ASK_AGAIN, **held)


class _Past:
    """What one automation did: written when it was due, and brought to its end."""

    def __init__(self, automation: Automation, now: datetime) -> None:
        self.automation, self.now = automation, now
        self.words = automations.approved([automation.pk])[automation.pk]
        organization = Organization.objects.get(pk=scope.acting_organization_id())
        place = Message(touchpoint_id=automation.touchpoint_id)
        self.frame: Frame = composing.frame_of(organization, deliveries.of_organization(), [place])

    def write(self) -> None:
        found = occasions.due(self.automation, since=self.now - SHOWN, until=self.now + timedelta(days=1))[-MOST:]
        for one in found:
            enqueuing.enqueue(self.automation, [one], min(one.due_at, self.now))
        rows = Message.rows().filter(automation=self.automation, due_at__lt=self.now).select_related("contact")
        past = list(rows.order_by("due_at", "pk"))
        if self.automation.preset == "status-ping":
            past = [message for message in past if message.not_after < self.now]  # the others wait for the pause to end
        lost = [past.pop()] if past and self.automation.preset == "confirmation" else []
        for number, message in enumerate(past):
            self._end(message, number)
        for message in lost:
            self._send(message, is_lost=True)

    def _end(self, message: Message, number: int) -> None:
        if number % 6 == 3:
            state, code, reason = UNSENT[number // 6 % len(UNSENT)]
            _move(message, state=state, reason_code=code, reason=reason)
        else:
            self._send(message)

    def _send(self, message: Message, *, is_lost: bool = False) -> None:
        template = automations.in_language(self.words, message.contact.language if message.contact else "")
        _move(message, state=State.SENDING, **self._left(message, template))
        if is_lost:
            _move(message, state=State.UNCERTAIN, reason_code="worker_stopped", reason=LOST)
        else:
            _move(message, state=State.SENT, sent_at=message.due_at + timedelta(seconds=2), server_said="250")

    def _left(self, message: Message, template: AutomationTemplate) -> dict[str, Any]:
        """The exact mail, as a worker writes it down."""
        mail = composing.compose(message, template, self.frame, message.due_at)
        return {
            "sending_at": message.due_at + timedelta(seconds=1), "map_version": 3,
            "message_id": composing.message_id_of(message),
            "template_number": template.number, "template_sha256": template.sha256, "language": template.language,
            "subject": mail.subject, "text": mail.text, "html": mail.html,
        }  # fmt: skip


def _move(message: Message, **fields: Any) -> None:
    Message.rows().filter(pk=message.pk).update(**fields)
