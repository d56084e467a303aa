"""The list of promises: which, in what order, and what each row shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from presence.customers import search
from presence.kit import keyset
from presence.tenancy.models import Membership
from promises.agreement import reading as agreement
from promises.answers import reading as answers
from promises.marks import reading as marks
from promises.record import due, verdicts
from promises.record.models import Promise, RevisionWording

MOST_FOUND = 200
ENDS_SOON = timedelta(days=60)
OPEN = (Promise.State.DRAFT, Promise.State.IN_REVIEW, Promise.State.AGREED)
ORDERS = {
    order.key: order
    for order in (
        keyset.Order("attention", "Due first", "next_due_at", nullable=True, newest_id_first=True),
        keyset.Order("newest", "Newest first", descending=True),
    )
}
COLUMNS: dict[str, Any] = {
    "id": "id",
    "customer": "customer",
    "customer_name": "customer__name",
    "state": "state",
    "external_ref": "external_ref",
    "next_due_at": "next_due_at",
    "maker": "made_by__user__name",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for. `state` is one state, `open` or `all`."""

    q: str = ""
    state: str = "open"
    risk: bool = False
    disputed: bool = False
    not_kept: bool = False
    ending: bool = False
    unread_by: Membership | None = None
    waiting_for: Membership | None = None
    customer: UUID | None = None
    made_by: UUID | None = None
    order: keyset.Order = ORDERS["attention"]

    @property
    def narrows(self) -> bool:
        chosen = (
            self.q,
            self.risk,
            self.disputed,
            self.not_kept,
            self.ending,
            self.unread_by,
            self.waiting_for,
            self.customer,
            self.made_by,
        )
        return any(chosen) or self.state not in ("open", "all")


def rows(wanted: Wanted, now: datetime) -> QuerySet[Promise]:
    """The promises that fit."""
    found = marks.unread_by(wanted.unread_by) if wanted.unread_by else Promise.rows()
    if wanted.waiting_for:
        found = found.filter(pk__in=agreement.waiting_for(wanted.waiting_for).values("pk"))
    if wanted.q:
        customers = [match.customer_id for match in search.find(wanted.q, MOST_FOUND)]
        found = found.filter(Q(customer__in=customers) | Q(external_ref=wanted.q))
    if wanted.customer:
        found = found.filter(customer=wanted.customer)
    if wanted.made_by:
        found = found.filter(made_by=wanted.made_by)
    if wanted.disputed:
        found = found.filter(pk__in=answers.disputed_promises())
    if wanted.not_kept:
        found = found.filter(pk__in=verdicts.promises_not_kept())
    if wanted.ending:
        today = timezone.localdate(now)
        found = found.filter(customer__renewal_date__gte=today, customer__renewal_date__lte=today + ENDS_SOON)
    if wanted.risk:
        return found.filter(state=Promise.State.AGREED, next_due_at__lte=now + due.SOON)
    if wanted.state == "open":
        return found.filter(state__in=OPEN)
    return found if wanted.state == "all" else found.filter(state=wanted.state)


def page(wanted: Wanted, *, now: datetime, after: str) -> keyset.Page:
    """One page, each row with its `title`, `urgency`, `due_words` and `state_word`."""
    found = keyset.page(rows(wanted, now), wanted.order, COLUMNS | {"title": _title()}, after=after)
    for row in found.rows:
        row["urgency"] = due.urgency(row["state"], row["next_due_at"], now)
        row["due_words"] = due.in_words(row["urgency"], row["next_due_at"])
        row["state_word"] = str(Promise.State(row["state"]).label)
    return found


def _title() -> Subquery:
    """The current title; empty once erased."""
    current = RevisionWording.objects.filter(revision__promise=OuterRef("pk"), revision__number=OuterRef("current_number"))
    return Subquery(current.values("title")[:1])


EXPORTED = ("customer", "title", "state", "external_ref", "revision", "next_due_at", "made_by", "created_at")


def exported(wanted: Wanted, *, now: datetime) -> Iterator[tuple[Any, ...]]:
    """A header and one row per promise that fits."""
    yield from _table(keyset.every(rows(wanted, now), wanted.order))


def exported_only(ids: Sequence[UUID]) -> Iterator[tuple[Any, ...]]:
    """The same for promises chosen by hand, newest first."""
    yield from _table(Promise.rows().filter(pk__in=ids).order_by("-pk"))


def _table(listed: QuerySet[Promise]) -> Iterator[tuple[Any, ...]]:
    yield EXPORTED
    columns = (
        "customer__name",
        "title",
        "state",
        "external_ref",
        "current_number",
        "next_due_at",
        "made_by__user__email",
        "created_at",
    )
    yield from listed.annotate(title=_title()).values_list(*columns).iterator(chunk_size=1000)
