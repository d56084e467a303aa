"""How often each recipient was contacted, by people and by machines, across all touchpoints; and how far a ramp is."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from touchpoints.interactions.models import HandledBy, Interaction
from touchpoints.sends.models import Message, State
from touchpoints.suppression.models import Kind

IN_A_ROW = timedelta(days=14)
LONGEST_PACE = timedelta(days=90)
LEFT = (State.SENDING, State.SENT, State.UNCERTAIN)
BY_PEOPLE = (HandledBy.HUMAN, HandledBy.ASSISTED)


@dataclass(frozen=True, slots=True)
class Left:
    """A message that left, or may have."""

    contact_id: UUID | None
    touchpoint_id: UUID
    promise_id: UUID | None
    kind: str
    at: datetime


@dataclass(slots=True)
class History:
    """What happened with one customer lately. `met` are contacts by people; after `settled_at` nothing was resolved."""

    left: list[Left] = field(default_factory=list)
    met: list[datetime] = field(default_factory=list)
    settled_at: datetime | None = None

    def contacts(self, message: Message) -> list[datetime]:
        """Contacts with this person. What names nobody may have been with them."""
        return self.met + [one.at for one in self.left if one.contact_id in (None, message.contact_id)]

    def in_a_row(self, message: Message, now: datetime) -> int:
        """Service messages about the same matter (moment and promise) since a person last met them, two weeks back at most."""
        if message.kind != Kind.SERVICE:
            return 0
        since = max(self.settled_at or now - IN_A_ROW, now - IN_A_ROW)
        matter = (message.touchpoint_id, message.promise_id, message.kind)
        return sum((one.touchpoint_id, one.promise_id, one.kind) == matter and one.at > since for one in self.left)

    def latest(self, message: Message) -> datetime | None:
        """When this person last got a message of this kind."""
        times = [one.at for one in self.left if one.kind == message.kind and one.contact_id in (None, message.contact_id)]
        return max(times, default=None)


def histories(customers: Collection[UUID], now: datetime) -> dict[UUID, History]:
    """Two statements, whatever the batch. The longest that anybody asks back is LONGEST_PACE."""
    found: dict[UUID, History] = defaultdict(History)
    left = Message.rows().filter(customer__in=customers, state__in=LEFT, sending_at__gt=now - LONGEST_PACE)
    for row in left.only("customer", "contact", "touchpoint", "promise", "kind", "sending_at"):
        found[row.customer_id].left.append(
            Left(row.contact_id, row.touchpoint_id, row.promise_id, row.kind, row.sending_at or now)
        )
    happened = Interaction.rows().filter(
        customer__in=customers, deleted_at=None, occurred_at__gt=now - LONGEST_PACE, occurred_at__lte=now
    )
    by_people = happened.filter(Q(handled_by__in=BY_PEOPLE) | Q(resolved=True))
    for customer, handled_by, at in by_people.values_list("customer", "handled_by", "occurred_at"):
        history = found[customer]
        history.settled_at = max(at, history.settled_at or at)
        if handled_by in BY_PEOPLE:
            history.met.append(at)
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """How many customers an automation reached, and which of those asked about."""

    count: int = 0
    theirs: frozenset[UUID] = frozenset()


def reached(automations: Collection[UUID], customers: Collection[UUID]) -> dict[UUID, Reach]:
    """For automations with a ramp."""
    if not automations:
        return {}
    left = Message.rows().filter(automation__in=automations, state__in=LEFT).order_by()
    counted = left.values("automation").annotate(n=Count("customer", distinct=True)).values_list("automation", "n")
    theirs: dict[UUID, set[UUID]] = defaultdict(set)
    for automation, customer in left.filter(customer__in=customers).values_list("automation", "customer").distinct():
        theirs[automation].add(customer)
    return {automation: Reach(count, frozenset(theirs[automation])) for automation, count in counted}
