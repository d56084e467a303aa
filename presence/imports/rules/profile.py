"""What the columns of a file hold, seen over its beginning: samples, frequent values, what the cells could be read as."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from presence.imports.rules import cells, dates, numbers
from presence.imports.rules.parsing import Record

SAMPLES = 3
VALUES_SHOWN = 40
"""A column with more different values than this is no choice between a few."""

_TRIED = 400
"""How many different values of a column are tried as dates and numbers."""

_KEPT = 5_000
"""How many different values of a column are counted."""


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """One column. `values` counts each text; it is empty when there are too many different ones."""

    name: str
    samples: list[str] = msgspec.field(default_factory=list)
    filled: int = 0
    different: int = 0
    values: dict[str, int] = msgspec.field(default_factory=dict)
    orders: list[str] = msgspec.field(default_factory=list)
    marks: list[str] = msgspec.field(default_factory=list)
    emails: float = 0
    phones: float = 0

    def texts(self) -> list[tuple[str, int]]:
        """The different texts with their counts, most frequent first (a JSON column does not keep an order)."""
        return sorted(self.values.items(), key=lambda entry: (-entry[1], entry[0]))


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """The columns, how many rows were looked at, and whether that is the whole file."""

    columns: list[Column] = msgspec.field(default_factory=list)
    rows: int = 0
    is_whole: bool = True

    def stored(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return msgspec.to_builtins(self)  # type: ignore[no-any-return]


def load(stored: Any) -> Profile:
    return msgspec.convert(stored, Profile)


def profile(header: Sequence[str], records: Iterable[Record], *, unknown: Iterable[str], is_whole: bool) -> Profile:
    """Look at the rows of a file's beginning. Cells that mean "unknown" say nothing about their column."""
    counters: list[Counter[str]] = [Counter() for _ in header]
    marks = cells.marks(unknown)
    rows = 0
    for record in records:
        rows += 1
        for counter, cell in zip(counters, record.cells, strict=False):
            if cell in counter or len(counter) < _KEPT:
                counter[cell] += 1
    columns = [_column(name, _said(counter, marks)) for name, counter in zip(labels(header), counters, strict=True)]
    return Profile(columns, rows, is_whole)


def labels(header: Sequence[str]) -> list[str]:
    """Names to show: a column without a name is called by its number, and so are columns that share a name."""
    shared = Counter(name.casefold() for name in header)
    named = []
    for number, name in enumerate(header, start=1):
        if not name:
            named.append(f"Column {number}")
        else:
            named.append(f"{name[:80]} (column {number})" if shared[name.casefold()] > 1 else name[:80])
    return named


def _said(counter: Counter[str], marks: frozenset[str]) -> Counter[str]:
    texts: Counter[str] = Counter()
    for cell, count in counter.items():
        text = cells.said(cell, marks)
        if text:
            texts[text] += count
    return texts


def _column(name: str, texts: Counter[str]) -> Column:
    tried = [text for text, _ in texts.most_common(_TRIED)]
    few = len(texts) <= VALUES_SHOWN
    orders = dates.orders(tried)
    return Column(
        name=name,
        samples=[text[:80] for text in list(texts)[:SAMPLES]],
        filled=texts.total(),
        different=len(texts),
        values={text: count for text, count in texts.items() if len(text) <= 80} if few else {},
        orders=orders,
        marks=numbers.marks(tried),
        emails=_share(tried, "@"),
        phones=0 if orders else _share_of_phones(tried),
    )


def _share(texts: Sequence[str], sign: str) -> float:
    return round(sum(sign in text for text in texts) / len(texts), 2) if texts else 0


def _share_of_phones(texts: Sequence[str]) -> float:
    """Texts of digits and the signs people put between them, long enough for a phone number, beginning like one."""
    found = sum(_looks_like_phone(text) for text in texts)
    return round(found / len(texts), 2) if texts else 0


def _looks_like_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return text[0] in "+0(" and 7 <= digits <= 17 and all(sign.isdigit() or sign in "+()-./ " for sign in text)
