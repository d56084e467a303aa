"""The list of commitments: which, in what order, and what each row shows. What is most at risk comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from presence.kit import keyset
from presence.tenancy.models import Membership
from promises.commitments import standing
from promises.commitments.rules import Times
from promises.record import due, opinions
from promises.record.models import Commitment, RevisionWording, TermWording

WHO = {"all": "Everybody’s", "mine": "Mine", "team": "My team’s"}
WHEN = {
    "open": "Open",
    "overdue": "Overdue",
    "soon": "Due within 7 days",
    "later": "Due later",
    "done": "Done",
}
DUE_FIRST = keyset.Order("due", "Most at risk first", "due_at")
DONE_LAST = keyset.Order("done", "Last done first", "done_at", descending=True, newest_id_first=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; `customer` narrows to one."""

    who: str = "all"
    when: str = "open"
    customer: UUID | None = None

    @property
    def order(self) -> keyset.Order:
        return DONE_LAST if self.when == "done" else DUE_FIRST

    @property
    def narrows(self) -> bool:
        return self != Wanted()


def rows(wanted: Wanted, *, reader: Membership, now: datetime) -> QuerySet[Any]:
    """The commitments that fit. Somebody answers for one who made the promise, or else owns the customer."""
    found: QuerySet[Any] = Commitment.rows().annotate(answers=Coalesce("promise__made_by", "promise__customer__owner"))
    if wanted.customer:
        found = found.filter(promise__customer=wanted.customer)
    return _of(found, wanted.who, reader).filter(_at(wanted.when, now))


def _of(found: QuerySet[Any], who: str, reader: Membership) -> QuerySet[Any]:
    if who == "mine":
        return found.filter(answers=reader.pk)
    if who == "team":
        return found.filter(answers__in=Membership.rows().filter(team=reader.team_id).values("pk"))
    return found


def _at(when: str, now: datetime) -> Q:
    if when == "done":
        return Q(done_at__isnull=False)
    still_open = Q(done_at=None, ended_at=None)
    times = {
        "overdue": Q(due_at__lt=now),
        "soon": Q(due_at__gte=now, due_at__lte=now + due.SOON),
        "later": Q(due_at__gt=now + due.SOON),
    }
    return still_open & times.get(when, Q())


def columns() -> dict[str, Any]:
    """What is read of each row; the words are those of the newest revision that has them."""
    newest = TermWording.objects.filter(
        term__key=OuterRef("term_key"),
        term__revision__promise=OuterRef("promise"),
        term__revision__number=OuterRef("promise__current_number"),
    )
    title = RevisionWording.objects.filter(
        revision__promise=OuterRef("promise"), revision__number=OuterRef("promise__current_number")
    )
    person = Membership.objects.filter(pk=OuterRef("answers"))
    return {
        "id": "id",
        "promise": "promise",
        "term_key": "term_key",
        "due_at": "due_at",
        "done_at": "done_at",
        "ended_at": "ended_at",
        "text": Coalesce(Subquery(newest.values("text")[:1]), "term__wording__text"),
        "title": Subquery(title.values("title")[:1]),
        "external_ref": "promise__external_ref",
        "customer": "promise__customer",
        "customer_name": "promise__customer__name",
        "customer_zone": "promise__customer__time_zone",
        "who": Subquery(person.values("user__name")[:1]),
        "email": Subquery(person.values("user__email")[:1]),
    }


def page(wanted: Wanted, *, reader: Membership, now: datetime, after: str) -> keyset.Page:
    """One page, each row with `told`, how it stands."""
    found = keyset.page(rows(wanted, reader=reader, now=now), wanted.order, columns(), after=after)
    tell(found.rows, now=now)
    return found


def tell(found: list[dict[str, Any]], *, now: datetime) -> None:
    """Add to each row how it stands and whether it is open."""
    said = opinions.of(row["term_key"] for row in found)
    for row in found:
        times = Times(row["due_at"], row["done_at"], row["ended_at"])
        row["told"] = standing.tell(times, said.get((row["term_key"], row["due_at"])), now=now)
        row["is_open"] = row["done_at"] is None and row["ended_at"] is None


EXPORTED = ("commitment", "promise", "external_ref", "customer", "due_at", "done_at", "state", "clock_says", "responsible")


def exported(wanted: Wanted, *, reader: Membership, now: datetime, batch: int = 500) -> Iterator[tuple[Any, ...]]:
    """A header and one row per commitment that fits."""
    yield EXPORTED
    after = ""
    while True:
        part = keyset.page(rows(wanted, reader=reader, now=now), wanted.order, columns(), after=after, size=batch)
        tell(part.rows, now=now)
        for row in part.rows:
            yield _line(row)
        if not (after := part.after):
            return


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    what = (row["text"], row["title"], row["external_ref"], row["customer_name"], row["due_at"], row["done_at"])
    return (*what, row["told"].word, row["told"].beside, row["email"])
