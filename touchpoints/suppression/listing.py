"""The list of who gets no automated mail."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from presence.customers.models import EmailAddress
from presence.kit import keyset
from touchpoints.suppression.models import Kind, Suppression, Why

NEWEST = keyset.Order("newest", "Newest first", "since", descending=True, newest_id_first=True)
COLUMNS = {
    "id": "id", "address": "address", "kind": "kind", "why": "why", "days_between": "days_between", "words": "words",
    "since": "since", "who": "entered_by__user__name",
}  # fmt: skip
EXPORTED = ("since", "address", "kind", "why", "days_between", "words")


def rows(why: str, text: str) -> QuerySet[Suppression]:
    """The entries for this reason (empty: all) whose address holds this text."""
    found = Suppression.rows().filter(why=why) if why else Suppression.rows()
    return found.filter(address__icontains=text) if text else found


def page(why: str, text: str, *, after: str) -> keyset.Page:
    """One page, each row with its words and the customer who has the address."""
    found = keyset.page(rows(why, text), NEWEST, COLUMNS, after=after)
    addresses = [row["address"] for row in found.rows if row["address"]]
    known = EmailAddress.rows().filter(address_norm__in=addresses).values_list("address_norm", "customer_id", "customer__name")
    customers = {address: (pk, name) for address, pk, name in known}
    for row in found.rows:
        row["kind_word"] = str(Kind(row["kind"]).label) if row["kind"] else "Everything"
        row["why_word"] = str(Why(row["why"]).label)
        row["customer"], row["customer_name"] = customers.get(row["address"], (None, ""))
    return found


def exported(why: str, text: str) -> Iterator[tuple[Any, ...]]:
    """A header and one row per entry."""
    yield EXPORTED
    yield from keyset.every(rows(why, text), NEWEST).values_list(*EXPORTED).iterator(chunk_size=500)
