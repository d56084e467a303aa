"""How the columns of a file become fields: what a person chose, in a form that is stored and remembered."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

UNKNOWN = ("?", "n/a", "-", "NULL")
"""Cells that say nothing, unless the person who imports says otherwise."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a field's value comes from: a column of the file, or one value for all rows.

    `order` is how dates are written, `mark` what stands before decimals; `values` says what a cell means for a choice, with an
    empty text for "leave it empty".
    """

    column: int | None = None
    fixed: str = ""
    order: str = ""
    mark: str = "."
    values: dict[str, str] = msgspec.field(default_factory=dict)


class Matching(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every field's source, the clock that times are read on, and the answers to the importer's questions."""

    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    time_zone: str = ""
    options: dict[str, bool] = msgspec.field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return msgspec.to_builtins(self)  # type: ignore[no-any-return]

    def shifted(self, by: int) -> "Matching":
        """The same with every column so many places further."""
        moved = {
            name: source if source.column is None else msgspec.structs.replace(source, column=source.column + by)
            for name, source in self.sources.items()
        }
        return msgspec.structs.replace(self, sources=moved)


def load(stored: Any) -> Matching:
    """The matching that was stored; an empty one when the form has changed since."""
    try:
        return msgspec.convert(stored, Matching)
    except msgspec.ValidationError:
        return Matching()


def fingerprint(header: Sequence[str]) -> str:
    """The same for two files with the same columns in the same order, whatever the case of their names."""
    plain = json.dumps([name.strip().casefold() for name in header], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def fits(matching: Matching, *, fields: Iterable[str], width: int) -> bool:
    """Whether a remembered matching can be used: every field still exists, every column is there."""
    known = set(fields)
    sources = matching.sources
    return bool(sources) and all(name in known and (source.column or 0) < width for name, source in sources.items())
