"""Whether the reason to send still holds when a worker is about to: one look at a whole batch."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from django.db.models import Min, OuterRef, Subquery

from promises.record.models import Commitment
from touchpoints.automations import facts, rules
from touchpoints.automations.models import Automation
from touchpoints.automations.rules import About
from touchpoints.interactions.models import HandledBy, Interaction


class Waiting(Protocol):
    """What this asks of a message of the outbox."""

    pk: UUID
    customer_id: UUID
    contact_id: UUID | None
    promise_id: UUID | None
    occurrence: str
    address: str


def unmet(automation: Automation, messages: Sequence[Waiting]) -> dict[UUID, str]:
    """Why these messages should not leave any more, in words. Those that still may are left out.

    Raises rules.InvalidRule for conditions that cannot be read.
    """
    asked = rules.conditions(automation.conditions)
    about = facts.of({one.customer_id for one in messages})
    over = _over(messages)
    found = {}
    for message in messages:
        customer = about.get(message.customer_id)
        words = _why_not(message, customer, asked) if customer else "The customer is gone."
        if not words and customer:
            words = over.get(message.pk, "") or _moved(message, customer)
        if words:
            found[message.pk] = words
    return found


def _why_not(message: Waiting, customer: About, asked: rules.Conditions) -> str:
    words = rules.why_not(customer, asked, message.promise_id)
    if words:
        return words
    same = [one for one in customer.people if one.contact_id == message.contact_id]
    if not same:
        return "The person is no contact with an e-mail address any more."
    return "" if rules.choose(same, asked) else "The person's role or language no longer fits."


def _moved(message: Waiting, customer: About) -> str:
    kind, _, day = message.occurrence.partition(":")
    if kind == "renewal" and (customer.renewal_date is None or customer.renewal_date.isoformat() != day):
        return "The renewal was moved."
    return ""


def _over(messages: Iterable[Waiting]) -> dict[UUID, str]:
    """What was done, moved or answered meanwhile."""
    due = _named(messages, "due")
    silent = _named(messages, "no_reply")
    return {**_settled(due), **_heard(silent)} if due or silent else {}


def _named(messages: Iterable[Waiting], kind: str) -> dict[UUID, tuple[UUID, str]]:
    """The row each occurrence of this kind names, and what stands behind it, by message."""
    found = {}
    for message in messages:
        parts = message.occurrence.split(" ")[0].split(":", 2)
        if parts[0] == kind and len(parts) > 1:
            found[message.pk] = (UUID(parts[1]), parts[2] if len(parts) > 2 else "")
    return found


def _settled(due: dict[UUID, tuple[UUID, str]]) -> dict[UUID, str]:
    rows = {row.pk: row for row in Commitment.rows().filter(pk__in=[pk for pk, _ in due.values()])}
    words = {}
    for message_id, (pk, moment) in due.items():
        row = rows.get(pk)
        if row is None or not row.is_open:
            words[message_id] = "It was done or dropped meanwhile."
        elif row.due_at.isoformat() != moment:
            words[message_id] = "The due time was moved."
    return words


def _heard(silent: dict[UUID, tuple[UUID, str]]) -> dict[UUID, str]:
    later = Interaction.rows().filter(customer=OuterRef("customer"), deleted_at=None, occurred_at__gt=OuterRef("occurred_at"))
    first = later.exclude(handled_by=HandledBy.AUTOMATION).order_by().values("customer").annotate(at=Min("occurred_at"))
    rows = Interaction.rows().filter(pk__in=[pk for pk, _ in silent.values()], deleted_at=None)
    silent_still = set(rows.annotate(heard=Subquery(first.values("at"))).filter(heard=None).values_list("pk", flat=True))
    return {message: "A reply came meanwhile." for message, (pk, _) in silent.items() if pk not in silent_still}
