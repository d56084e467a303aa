"""Pages of a long list without counting it: each page starts behind the last row of the one before.

The address carries that row's place (`?after=`), so a page costs the same at any depth, and rows that come or go meanwhile are
neither shown twice nor skipped.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Collate

PAGE = 25


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort, by a field and then by id. An index should have both, led by the organization.

    `nullable` rows without a value come last. `newest_id_first` says which way equal values are told apart.
    """

    key: str
    word: str
    field: str = "id"
    descending: bool = False
    collation: str = ""
    nullable: bool = False
    newest_id_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Up to one page of rows, and the mark of the place behind them; no mark on the last page."""

    rows: list[dict[str, Any]]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the value sorted by (None for rows without one) and the row's id."""

    value: Any
    row_id: Any


def page(rows: QuerySet[Any], order: Order, columns: Mapping[str, Any], *, after: str = "", size: int = PAGE) -> Page:
    """One page of `columns` (name to field or expression). A mark that cannot be read starts from the beginning."""
    place = _read(after, rows, order)
    rows = rows.annotate(keyset_value=_value(order))
    found = _fetch(rows, order, columns, place, size + 1)
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], mark(last["keyset_value"], last["keyset_id"]))


def every(rows: QuerySet[Any], order: Order) -> Any:
    """All rows in the same order, for exports."""
    return rows.annotate(keyset_value=_value(order)).order_by(*_ordering(order))


def _fetch(
    rows: QuerySet[Any], order: Order, columns: Mapping[str, Any], place: Place | None, limit: int
) -> list[dict[str, Any]]:
    plain = [name for name, path in columns.items() if name == path]
    aliases = {name: F(path) if isinstance(path, str) else path for name, path in columns.items() if name != path}
    ordered = rows.order_by(*_ordering(order)).values("keyset_value", *plain, keyset_id=F("id"), **aliases)
    found: list[dict[str, Any]] = []
    for part in _parts(order, place):
        found += ordered.filter(part)[: limit - len(found)]
        if len(found) == limit:
            break
    return found


def _parts(order: Order, place: Place | None) -> Iterator[Q]:
    """Rows with a value, then, when the page has room, those without: each part can walk along the index."""
    if not order.nullable:
        yield _behind(order, place)
    elif place is None or place.value is not None:
        yield Q(keyset_value__isnull=False) & _behind(order, place)
        yield Q(keyset_value__isnull=True)
    else:
        yield Q(keyset_value__isnull=True) & _behind(order, place)


def _behind(order: Order, place: Place | None) -> Q:
    """The first condition bounds the walk along the index, the second drops what was shown already."""
    if place is None:
        return Q()
    next_id = Q(pk__lt=place.row_id) if _id_descends(order) else Q(pk__gt=place.row_id)
    if place.value is None or order.field == "id":
        return next_id
    side = "lt" if order.descending else "gt"
    return Q(**{f"keyset_value__{side}e": place.value}) & (Q(**{f"keyset_value__{side}": place.value}) | next_id)


def _ordering(order: Order) -> list[Any]:
    by_id = F("id").desc() if _id_descends(order) else F("id").asc()
    if order.field == "id":
        return [by_id]
    last = True if order.nullable else None
    value = F("keyset_value")
    return [value.desc(nulls_last=last) if order.descending else value.asc(nulls_last=last), by_id]


def _id_descends(order: Order) -> bool:
    return order.newest_id_first or (order.field == "id" and order.descending)


def _value(order: Order) -> Any:
    return Collate(F(order.field), order.collation) if order.collation else F(order.field)


def mark(value: Any, row_id: Any) -> str:
    """A row's place, as an address carries it."""
    text = json.dumps([_exact(value), row_id], cls=DjangoJSONEncoder)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _exact(value: Any) -> Any:
    """Django's encoder rounds a moment to milliseconds: the page behind it would begin with the same row again."""
    return value.isoformat() if isinstance(value, datetime) else value


def _read(after: str, rows: QuerySet[Any], order: Order) -> Place | None:
    meta = rows.model._meta
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        key = meta.get_field("id").to_python(row_id)
        given = None if order.field == "id" or value is None else meta.get_field(order.field).to_python(value)
    except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError):
        return None
    if key is None or (given is None and not order.nullable and order.field != "id") or "\x00" in str(given):
        return None
    return Place(given, key)
