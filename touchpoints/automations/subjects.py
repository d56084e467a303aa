"""Whom a trigger finds between two moments: one statement for each kind of trigger, before anybody looks at conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from presence.customers.models import Customer
from promises.record.models import Commitment
from touchpoints.automations import rules
from touchpoints.automations.models import Event
from touchpoints.interactions.models import HandledBy, Interaction

ZONES = timedelta(days=2)
"""Days begin at different moments around the world: what is looked for is wider by this, and narrowed for each recipient."""
OF_MESSAGES = "message:"
"""Begins the reference of contacts that are automated messages (touchpoints/sends/recording.py)."""
LONGEST_WAIT = timedelta(days=90)
"""Business hours can be few: nothing is waited for longer."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A customer that a trigger found. It counts from `day` (a local date) or from `moment`.

    `ended_at` is when it stopped being true: a commitment that was done, a reply that came.
    """

    customer_id: UUID
    occurrence: str
    day: date | None = None
    moment: datetime | None = None
    promise_id: UUID | None = None
    address: str = ""
    ended_at: datetime | None = None
    due: datetime | None = None
    facts: dict[str, str] = field(default_factory=dict)


def found(details: rules.Details, *, since: datetime, until: datetime) -> list[Subject]:
    """Every subject whose moment may lie in the window."""
    if isinstance(details, rules.AfterEvent):
        return list(_events(details, since, until) if details.key else _interactions(details, since, until))
    if isinstance(details, rules.AroundDate):
        return list(_renewals(details, since, until) if details.date == "renewal" else _due(details, since, until))
    if isinstance(details, rules.WithoutReply):
        return list(_unanswered(details, since, until))
    return list(_scheduled(details, since, until))


def _events(details: rules.AfterEvent, since: datetime, until: datetime) -> Iterator[Subject]:
    wait = timedelta(minutes=details.minutes)
    rows = Event.rows().filter(key=details.key, occurred_at__gt=since - wait, occurred_at__lte=until - wait)
    for row in rows.order_by("occurred_at", "pk"):
        facts = {name: str(value) for name, value in row.facts.items()}
        yield Subject(
            row.customer_id,
            f"event:{row.pk}",
            moment=row.occurred_at + wait,
            promise_id=row.promise_id,
            address=row.address,
            facts=facts,
        )


def _interactions(details: rules.AfterEvent, since: datetime, until: datetime) -> Iterator[Subject]:
    wait = timedelta(minutes=details.minutes)
    rows = _at(details.touchpoint, since - wait, until - wait)
    for pk, customer_id, at in rows.values_list("pk", "customer_id", "occurred_at"):
        yield Subject(customer_id, f"interaction:{pk}", moment=at + wait)


def _at(touchpoint: UUID | None, since: datetime, until: datetime) -> QuerySet[Interaction]:
    """Contacts at the touchpoint, but for what automations sent: otherwise one would answer itself for ever."""
    rows = Interaction.rows().filter(touchpoint=touchpoint, deleted_at=None, occurred_at__gt=since, occurred_at__lte=until)
    return rows.exclude(external_ref__startswith=OF_MESSAGES).order_by("occurred_at", "pk")


def _renewals(details: rules.AroundDate, since: datetime, until: datetime) -> Iterator[Subject]:
    moved = timedelta(days=details.days)
    first, last = (since - moved - ZONES).date(), (until - moved + ZONES).date()
    rows = Customer.rows().filter(renewal_date__gte=first, renewal_date__lte=last, erased_at=None)
    for pk, day in rows.order_by("renewal_date", "pk").values_list("pk", "renewal_date"):
        if day:
            yield Subject(pk, f"renewal:{day.isoformat()}", day=day + moved)


def _due(details: rules.AroundDate, since: datetime, until: datetime) -> Iterator[Subject]:
    """Commitments count from the day they are due where the recipient is, so the day is made there."""
    moved = timedelta(days=details.days)
    rows = Commitment.rows().filter(due_at__gt=since - moved - ZONES, due_at__lte=until - moved + ZONES)
    named = rows.order_by("due_at", "pk").values_list(
        "pk", "due_at", "done_at", "ended_at", "promise_id", "promise__customer_id"
    )
    for pk, due, done_at, ended_at, promise_id, customer_id in named:
        ended = min((at for at in (done_at, ended_at) if at), default=None)
        yield Subject(customer_id, f"due:{pk}:{due.isoformat()}", promise_id=promise_id, ended_at=ended, due=due)


def _unanswered(details: rules.WithoutReply, since: datetime, until: datetime) -> Iterator[Subject]:
    """What we did last at the touchpoint, with the first sign of the customer after it. Automatic ones are no sign."""
    later = Interaction.rows().filter(customer=OuterRef("customer"), deleted_at=None, occurred_at__gt=OuterRef("occurred_at"))
    heard = later.exclude(handled_by=HandledBy.AUTOMATION).order_by().values("customer").annotate(first=Min("occurred_at"))
    rows = _at(details.touchpoint, since - LONGEST_WAIT, until)
    rows = rows.annotate(heard_at=Cast(Subquery(heard.values("first")), DateTimeField()))
    for pk, customer_id, at, heard_at in rows.values_list("pk", "customer_id", "occurred_at", "heard_at"):
        yield Subject(customer_id, f"no_reply:{pk}", moment=at, ended_at=heard_at)


def _scheduled(details: rules.OnDays, since: datetime, until: datetime) -> Iterator[Subject]:
    days = rules.days_of(details, since, until)
    if days:
        for pk in Customer.rows().filter(erased_at=None).order_by("pk").values_list("pk", flat=True):
            for day in days:
                yield Subject(pk, f"schedule:{day.isoformat()}", day=day)
