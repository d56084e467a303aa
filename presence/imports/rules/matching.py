"""Which column is which field: a first guess by name and by content, for a person to check."""

import re
from collections.abc import Sequence

from presence.imports.rules.fields import Field, Kind
from presence.imports.rules.mapping import Matching, Source
from presence.imports.rules.profile import Column

_ENOUGH = 0.6
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[^\W_]+")


def guess(fields: Sequence[Field], columns: Sequence[Column], *, time_zone: str, options: dict[str, bool]) -> Matching:
    """Match each field to the column that fits best, the surest pairs first; a column serves one field."""
    scored = sorted(
        (
            (score, -place, -index, field, index)
            for place, field in enumerate(fields)
            for index, column in enumerate(columns)
            if (score := likeness(field, column)) >= _ENOUGH
        ),
        key=lambda entry: entry[:3],
        reverse=True,
    )
    sources: dict[str, Source] = {}
    taken: set[int] = set()
    for _, _, _, field, index in scored:
        if field.name not in sources and index not in taken:
            sources[field.name] = source_for(field, index, columns[index])
            taken.add(index)
    return Matching(_sensible(fields, sources), time_zone, options)


def _sensible(fields: Sequence[Field], sources: dict[str, Source]) -> dict[str, Source]:
    """Without fields that say nothing alone."""
    return {
        field.name: sources[field.name]
        for field in fields
        if field.name in sources and (not field.beside or field.beside in sources)
    }


def source_for(field: Field, index: int, column: Column) -> Source:
    """A column as source, with what its content tells. Where two orders of day and month fit, none is chosen."""
    orders = column.orders
    return Source(
        column=index,
        order=orders[0] if field.kind in (Kind.MOMENT, Kind.DAY) and orders and not is_ambiguous(orders) else "",
        mark=column.marks[0] if field.kind is Kind.NUMBER and len(column.marks) == 1 else ".",
    )


def is_ambiguous(orders: Sequence[str]) -> bool:
    return "dmy" in orders and "mdy" in orders


def likeness(field: Field, column: Column) -> float:
    """0 to 1: how well name and content fit. Content that cannot be read rules a column out, whatever its name."""
    if not _readable(field, column):
        return 0
    return max(_by_name(field, column.name), _by_content(field, column))


def _by_name(field: Field, name: str) -> float:
    plain = _plain(name)
    known = [_plain(field.name), _plain(field.label), *field.synonyms]
    if plain in known:
        return 1.0 - 0.01 * known.index(plain)
    words = set(plain.split())
    return max((0.7 for phrase in field.synonyms if " " in phrase and set(phrase.split()) <= words), default=0.0)


def _plain(name: str) -> str:
    """Lower case words: "caller_id", "CallerId" and "Caller ID" are the same name."""
    return " ".join(_WORDS.findall(_CAMEL.sub(" ", name))).casefold()


def _by_content(field: Field, column: Column) -> float:
    if field.kind is Kind.EMAIL and column.emails > 0.8:
        return 0.65
    if field.kind is Kind.PHONE and column.phones > 0.8:
        return 0.65
    return 0


def _readable(field: Field, column: Column) -> bool:
    if not column.filled:
        return False
    match field.kind:
        case Kind.MOMENT | Kind.DAY:
            return bool(column.orders)
        case Kind.NUMBER:
            return bool(column.marks)
        case Kind.EMAIL:
            return column.emails > 0.5
        case Kind.CHOICE:
            return bool(column.values)
        case _:
            return True
