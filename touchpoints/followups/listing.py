"""The list of follow-ups: whose, when, and what each row shows. What is due longest comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from presence.kit import keyset
from presence.tenancy.models import Membership
from touchpoints.followups.models import FollowUp

WHO = {"mine": "Mine", "team": "My team’s", "all": "Everybody’s"}
WHEN = {"open": "Open", "due": "Due by today", "today": "On a day", "later": "Later", "done": "Done"}
DUE_FIRST = keyset.Order("due", "Due longest first", "due_date")
DONE_LAST = keyset.Order("done", "Last done first", "done_at", descending=True, newest_id_first=True)
EXPORTED = ("follow_up", "customer", "due_date", "member", "done_at")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; `day` is the one that “On a day” means, `customer` narrows to one."""

    who: str = "mine"
    when: str = "open"
    day: date | None = None
    customer: UUID | None = None

    @property
    def order(self) -> keyset.Order:
        return DONE_LAST if self.when == "done" else DUE_FIRST

    @property
    def narrows(self) -> bool:
        return self != Wanted()


def rows(wanted: Wanted, *, reader: Membership, today: date) -> QuerySet[FollowUp]:
    found = FollowUp.rows().filter(customer=wanted.customer) if wanted.customer else FollowUp.rows()
    if wanted.who == "mine":
        found = found.filter(member=reader.pk)
    elif wanted.who == "team":
        found = found.filter(member__in=Membership.rows().filter(team=reader.team_id).values("pk"))
    return found.filter(_at(wanted, today))


def _at(wanted: Wanted, today: date) -> Q:
    if wanted.when == "done":
        return Q(done_at__isnull=False)
    days = {
        "due": Q(due_date__lte=today),
        "today": Q(due_date=wanted.day or today),
        "later": Q(due_date__gt=today),
    }
    return Q(done_at=None) & days.get(wanted.when, Q())


def columns() -> dict[str, Any]:
    """What is read of each row."""
    return {
        "id": "id",
        "words": "words",
        "due_date": "due_date",
        "done_at": "done_at",
        "customer": "customer",
        "customer_name": "customer__name",
        "member": "member",
        "who": "member__user__name",
        "email": "member__user__email",
    }


def page(wanted: Wanted, *, reader: Membership, today: date, after: str = "") -> keyset.Page:
    return keyset.page(rows(wanted, reader=reader, today=today), wanted.order, columns(), after=after)


def exported(wanted: Wanted, *, reader: Membership, today: date, batch: int = 500) -> Iterator[tuple[Any, ...]]:
    """A header and one row per follow-up that fits."""
    yield EXPORTED
    after = ""
    while True:
        part = keyset.page(rows(wanted, reader=reader, today=today), wanted.order, columns(), after=after, size=batch)
        for row in part.rows:
            yield (row["words"], row["customer_name"], row["due_date"], row["email"], row["done_at"])
        if not (after := part.after):
            return


def due(member_id: UUID, today: date, most: int) -> list[FollowUp]:
    """A member's own that are due by today, the longest waiting first."""
    mine = FollowUp.rows().filter(member=member_id, done_at=None, due_date__lte=today)
    return list(mine.select_related("customer").order_by(F("due_date"), F("id"))[:most])


def week(reader: Membership, who: str, first: date) -> list[tuple[date, int]]:
    """Seven days from `first` with how many are open on each: the calendar above the list."""
    last = first + timedelta(days=6)
    days = rows(Wanted(who=who), reader=reader, today=first).filter(due_date__gte=first, due_date__lte=last)
    counted: dict[date, int] = {}
    for day in days.values_list("due_date", flat=True):
        counted[day] = counted.get(day, 0) + 1
    return [(day, counted.get(day, 0)) for day in (first + timedelta(days=number) for number in range(7))]
