"""From the cells of a row to the values of its fields, or to problems in words, each with its field."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import available_timezones

from presence.imports.rules import dates, numbers
from presence.imports.rules.fields import Field, Kind, Problem
from presence.imports.rules.mapping import Matching, Source
from presence.kit import spreadsheets

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_ZONES = {name.casefold(): name for name in available_timezones()}


class Unreadable(ValueError):
    """A cell cannot be read as its field wants it. The message says why."""


def said(cell: str, unknown: frozenset[str]) -> str:
    """What a cell says: without blanks around it and without a spreadsheet's apostrophe; empty when it means "unknown"."""
    text = spreadsheets.restored(cell).strip()
    return "" if text.casefold() in unknown else text


def marks(texts: Iterable[str]) -> frozenset[str]:
    """The markers for "unknown", comparably."""
    return frozenset(text.strip().casefold() for text in texts if text.strip())


class RowReader:
    """Reads rows of one file, as it was matched."""

    def __init__(
        self,
        *,
        fields: Sequence[Field],
        needs: Sequence[Sequence[str]],
        matching: Matching,
        unknown: Iterable[str],
        home: tzinfo,
    ) -> None:
        self._unknown = marks(unknown)
        self._needs = needs
        self._labels = {field.name: field.label for field in fields}
        self._columns: list[tuple[str, int, Callable[[str], Any]]] = []
        self._fixed: dict[str, Any] = {}
        for field in fields:
            source = matching.sources.get(field.name)
            if source is not None:
                self._add(field, source, home)

    def _add(self, field: Field, source: Source, home: tzinfo) -> None:
        read = reader_of(field, source, home)
        if source.column is None:
            self._fixed[field.name] = read(source.fixed) if source.fixed else None
        else:
            self._columns.append((field.name, source.column, read))

    def read(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """Values by field, None for an empty cell; and what is wrong. A field with a problem has no value."""
        values, problems = dict(self._fixed), []
        for name, column, read in self._columns:
            text = said(cells[column], self._unknown) if column < len(cells) else ""
            try:
                values[name] = read(text) if text else None
            except ValueError as error:
                problems.append(Problem(name, str(error)))
        problems += self._missing(values, {problem.field for problem in problems})
        return values, problems

    def _missing(self, values: Mapping[str, Any], flawed: set[str]) -> list[Problem]:
        return [
            Problem(needed[0], f"{self._either(needed)} is empty.", "required")
            for needed in self._needs
            if not any(values.get(name) is not None or name in flawed for name in needed)
        ]

    def _either(self, names: Sequence[str]) -> str:
        return " or ".join(self._labels[name] for name in names)


def reader_of(field: Field, source: Source, home: tzinfo) -> Callable[[str], Any]:
    """A function from a non-empty text to the field's value; it raises ValueError with words."""
    order = source.order or "ymd"
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.MOMENT: lambda text: _instant(dates.parse(text, order), home, is_end=field.until),
        Kind.DAY: lambda text: dates.parse(text, order).day,
        Kind.NUMBER: lambda text: _number(text, source.mark, is_whole=field.whole),
        Kind.CHOICE: _choice_reader(field, source.values),
        Kind.EMAIL: _email,
        Kind.ZONE: _zone,
    }
    return readers.get(field.kind, lambda text: _text(text, field.max_length))


def _instant(moment: dates.Moment, home: tzinfo, *, is_end: bool) -> datetime:
    """The instant; "due on Friday" is kept until Friday is over."""
    return (moment.end_of_day() if is_end and not moment.has_time else moment).instant(home)


def choices_by_text(field: Field) -> dict[str, str]:
    """What each known writing means, by its lower-case text."""
    known: dict[str, str] = {}
    for choice in reversed(field.choices):
        known |= dict.fromkeys((choice.value.casefold(), choice.label.casefold(), *choice.synonyms), choice.value)
    return known


def _choice_reader(field: Field, chosen: Mapping[str, str]) -> Callable[[str], Any]:
    known, values = choices_by_text(field), {choice.value for choice in field.choices}

    def read(text: str) -> str | None:
        value = chosen.get(text)
        if value is None:
            value = known.get(text.casefold())
        if value is None or (value and value not in values):
            raise Unreadable(f"“{text[:60]}” is not matched to a value of {field.label}.")
        return value or None

    return read


def _number(text: str, mark: str, *, is_whole: bool) -> Any:
    number = numbers.parse(text, mark)
    if is_whole and number != number.to_integral_value():
        raise Unreadable(f"“{text}” is not a whole number.")
    return int(number) if is_whole else number


def _email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise Unreadable(f"“{text[:60]}” is not an e-mail address.")
    return text


def _zone(text: str) -> str:
    name = _ZONES.get(text.casefold())
    if name is None:
        raise Unreadable(f"“{text[:60]}” is not a time zone such as Europe/Brussels.")
    return name


def _text(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise Unreadable(f"This has {len(text):,} characters; up to {max_length:,} fit.")
    return text
