"""Lists by keyset: the next page begins after the last row seen, so rows added or removed meanwhile shift nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from presence.kit.api import cursors
from presence.kit.api.fields import Link
from presence.kit.api.queries import Paging

Row = TypeVar("Row", bound=models.Model)
Shaped = TypeVar("Shaped")


class Page(msgspec.Struct, Generic[Shaped], frozen=True):
    """The body of a list. `next` is null on the last page; `count` is there when asked for."""

    results: list[Shaped]
    next: Link | None
    count: int | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Chosen(Generic[Row]):
    """The rows of one page, before they are shaped, with the cursor of the next page."""

    rows: list[Row]
    next_cursor: str | None
    count: int | None


def choose(rows: models.QuerySet[Row], *, query: Paging, order: Sequence[str], belongs_to: str) -> Chosen[Row]:
    """The page that `query` asks for. The last name in `order` must be unique; all run in one direction. Raises Invalid."""
    count = rows.count() if query.count else None
    if query.cursor:
        place = cursors.read(query.cursor, belongs_to=belongs_to, length=len(order))
        rows = rows.filter(_after(rows.model, order, place))
    found = list(rows.order_by(*order)[: query.limit + 1])
    shown = found[: query.limit]
    more = cursors.write(_place(shown[-1], order), belongs_to=belongs_to) if len(found) > query.limit else None
    return Chosen(rows=shown, next_cursor=more, count=count)


def shape(chosen: Chosen[Row], *, by: Callable[[Sequence[Row]], list[Shaped]], next_url: Callable[[str], str]) -> Page[Shaped]:
    """The body of the answer."""
    return Page(
        results=by(chosen.rows),
        next=next_url(chosen.next_cursor) if chosen.next_cursor else None,
        count=msgspec.UNSET if chosen.count is None else chosen.count,
    )


def _place(row: models.Model, order: Sequence[str]) -> list[str]:
    return [_spell(getattr(row, name.removeprefix("-"))) for name in order]


def _spell(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _after(model: type[models.Model], order: Sequence[str], place: Sequence[str]) -> Q:
    """(a, b) after (x, y) as `a <= x AND (a < x OR b < y)`: the first part alone can use the index."""
    values = [_value(model, name, text) for name, text in zip(order, place, strict=True)]
    condition = Q()
    for depth in reversed(range(len(order))):
        name, value = order[depth].removeprefix("-"), values[depth]
        side = "lt" if order[depth].startswith("-") else "gt"
        beyond = Q(**{f"{name}__{side}": value})
        condition = beyond if depth == len(order) - 1 else Q(**{f"{name}__{side}e": value}) & (beyond | condition)
    return condition


def _value(model: type[models.Model], name: str, text: str) -> Any:
    try:
        return model._meta.get_field(name.removeprefix("-")).to_python(text)  # type: ignore[union-attr]
    except ValidationError as error:
        raise cursors.refused() from error
