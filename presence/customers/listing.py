"""The list of customers: who is on it, in which order, and what each row shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from presence.customers import search, standing
from presence.customers.models import Contact, Customer
from presence.kit import keyset
from presence.tenancy import scope

MOST_FOUND = 200
ORDERS = {
    order.key: order
    for order in (
        keyset.Order("name", "By name", "name_norm", collation="C"),
        keyset.Order("renewal", "Next renewal first", "renewal_date", nullable=True),
        keyset.Order("value", "Highest value first", "annual_value", descending=True, nullable=True),
        keyset.Order("newest", "Newest first", descending=True),
    )
}
COLUMNS = {
    name: name
    for name in ("id", "name", "external_ref", "segment", "renewal_date", "annual_value", "owner", "owner__user__name")
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; every field empty means everybody, by name."""

    q: str = ""
    segment: str = ""
    owner: UUID | None = None
    renewal: str = ""
    order: keyset.Order = ORDERS["name"]

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.segment or self.owner or self.renewal)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page; `cut` when the search found more than MOST_FOUND, of which only the best are listed."""

    rows: list[dict[str, Any]]
    after: str
    cut: bool


def rows(wanted: Wanted, today: date, found: Sequence[UUID] | None = None) -> QuerySet[Customer]:
    """The customers that fit; `found` are the ones the search found, when that was asked before."""
    listed = Customer.rows()
    if wanted.q:
        listed = listed.filter(pk__in=_found(wanted.q) if found is None else found)
    if wanted.segment:
        listed = listed.filter(segment=wanted.segment)
    if wanted.owner:
        listed = listed.filter(owner=wanted.owner)
    if wanted.renewal == "past":
        return listed.filter(renewal_date__lt=today)
    if wanted.renewal:
        return listed.filter(renewal_date__gte=today, renewal_date__lte=today + timedelta(days=int(wanted.renewal)))
    return listed


def page(wanted: Wanted, *, now: datetime, today: date, after: str) -> Listed:
    """One page, each row with its `standing`."""
    found = _found(wanted.q) if wanted.q else []
    part = keyset.page(rows(wanted, today, found), wanted.order, COLUMNS, after=after)
    counted = standing.of([row["id"] for row in part.rows], now)
    for row in part.rows:
        row["standing"] = counted.get(row["id"], standing.Standing())
    return Listed(part.rows, part.after, cut=len(found) == MOST_FOUND)


def _found(text: str) -> list[UUID]:
    return [match.customer_id for match in search.find(text, MOST_FOUND)]


# Walks from segment to segment along the index, instead of reading every customer for the few there are.
_SEGMENTS = """
WITH RECURSIVE walk AS (
  (SELECT segment FROM presence_customer WHERE organization_id = %(organization)s AND segment > ''
    ORDER BY segment LIMIT 1)
  UNION ALL
  SELECT (SELECT c.segment FROM presence_customer c WHERE c.organization_id = %(organization)s AND c.segment > walk.segment
           ORDER BY c.segment LIMIT 1)
    FROM walk WHERE walk.segment IS NOT NULL
)
SELECT segment FROM walk WHERE segment IS NOT NULL LIMIT 200
"""


def segments() -> list[str]:
    """The segments in use, in alphabetical order."""
    with connection.cursor() as cursor:
        cursor.execute(_SEGMENTS, {"organization": scope.acting_organization_id()})
        return [segment for (segment,) in cursor.fetchall()]


EXPORTED = (
    "name",
    "external_ref",
    "segment",
    "annual_value",
    "renewal_date",
    "owner",
    "time_zone",
    "contact_name",
    "contact_email",
    "contact_phone",
    "agreed_promises",
    "promises_at_risk",
)


def exported(wanted: Wanted, *, now: datetime, today: date, batch: int = 500) -> Iterator[tuple[Any, ...]]:
    """A header and one row per customer that fits, with its first contact; memory does not grow with the list."""
    yield from _table(keyset.every(rows(wanted, today), wanted.order), now, batch)


def exported_only(ids: Sequence[UUID], *, now: datetime) -> Iterator[tuple[Any, ...]]:
    """The same for customers chosen by hand, by name."""
    yield from _table(Customer.rows().filter(pk__in=ids).order_by("name_norm", "pk"), now, len(ids))


def _table(listed: QuerySet[Customer], now: datetime, batch: int) -> Iterator[tuple[Any, ...]]:
    yield EXPORTED
    waiting: list[Customer] = []
    for customer in listed.select_related("owner__user").iterator(chunk_size=batch):
        waiting.append(customer)
        if len(waiting) == batch:
            yield from _export_rows(waiting, now)
            waiting = []
    yield from _export_rows(waiting, now)


def _export_rows(customers: list[Customer], now: datetime) -> Iterator[tuple[Any, ...]]:
    ids = [customer.pk for customer in customers]
    counted = standing.of(ids, now)
    people: dict[UUID, Contact] = {}
    for contact in Contact.rows().filter(customer__in=ids).prefetch_related("emails", "phones"):
        people.setdefault(contact.customer_id, contact)
    for customer in customers:
        stands = counted.get(customer.pk, standing.Standing())
        yield (
            customer.name,
            customer.external_ref,
            customer.segment,
            customer.annual_value,
            customer.renewal_date,
            customer.owner.user.email if customer.owner else "",
            customer.time_zone,
            *_first_contact(people.get(customer.pk)),
            stands.agreed,
            stands.overdue + stands.at_risk,
        )


def _first_contact(contact: Contact | None) -> tuple[str, str, str]:
    if contact is None:
        return "", "", ""
    emails = [email.address for email in contact.emails.all()]
    numbers = [phone.e164 for phone in contact.phones.all()]
    return contact.name, next(iter(emails), ""), next(iter(numbers), "")
