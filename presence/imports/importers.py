"""What a room provides so that its rows can be imported. Rooms register theirs by string in presence/settings_rooms.py.

An importer knows what its rows mean; this room knows files. Rows come as typed values by field name, one row per reference
(of several with the same reference only the last), in the order of the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from presence.imports.rules.fields import Field, Option, Problem
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization


@dataclass(frozen=True, slots=True)
class Context:
    """On whose behalf, when, and under which answers rows are previewed, written and undone."""

    organization: Organization
    by: Actor
    now: datetime
    import_id: UUID
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` is its line in the file; `values` holds every matched field, None where the cell is empty."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a row would alter, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would happen to a row if it were imported now."""

    verdict: Literal["new", "changed", "unchanged", "problem"]
    problems: Sequence[Problem] = ()
    changes: Sequence[Change] = ()
    target_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What happened to a row. `before` is what `undo` will need, as plain values; it may stay None."""

    outcome: Literal["created", "updated", "unchanged", "rejected"]
    target_id: UUID | None = None
    problems: Sequence[Problem] = ()
    before: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What happened to some rows, in their order, and the first and last day they speak of."""

    rows: Sequence[Written]
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Undoable:
    """A row that an import created or updated."""

    outcome: Literal["created", "updated"]
    target_id: UUID
    before: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Link:
    """Where a finished import leads. The first link of an importer is its main one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """A finished import, as far as links to its rows need to know it."""

    import_id: UUID
    first_day: date | None = None
    last_day: date | None = None
    counts: dict[str, int] = field(default_factory=dict)


class Importer(Protocol):
    """Provided by a room. Every method is called inside the organization's scope; writing ones inside a transaction."""

    kind: str
    """The word it is registered under."""
    noun: tuple[str, str]
    """One and many: ("interaction", "interactions")."""
    about: str
    """One sentence for the page where the kind is chosen."""
    reference: str
    """The field that names a row; of several rows with one reference the last in the file counts."""
    needs: Sequence[Sequence[str]]
    """Fields without which nothing can be imported; of each group one is enough."""
    shown: Sequence[str]
    """The fields that tell rows apart in a list, most telling first."""
    options: Sequence[Option]

    def fields(self) -> Sequence[Field]:
        """What a row can say, in the order to offer it. Choices may come from the organization's own rows."""
        ...

    def objections(self, matched: frozenset[str]) -> Sequence[str]:
        """Why these fields cannot be imported together, in words; nothing when they can."""
        ...

    def preview(self, rows: Sequence[Row], context: Context) -> Sequence[Foreseen]:
        """What each row would do. Writes nothing."""
        ...

    def run(self, rows: Sequence[Row], context: Context) -> Batch:
        """Write the rows; a row that cannot be written is rejected with its reasons and leaves the others alone."""
        ...

    def undo(self, rows: Sequence[Undoable], context: Context) -> Sequence[str]:
        """Take back what the import did; for each row an empty text, or why it stays."""
        ...

    def links(self, result: Result) -> Sequence[Link]:
        """Where to look at what was imported."""
        ...

    def undo_note(self) -> str:
        """What undo leaves as it is, in one sentence; empty when it takes everything back."""
        ...


class UnknownKind(LookupError):
    """No importer is registered under this word."""


def kinds() -> list[str]:
    return list(settings.IMPORTERS)


def importer_for(kind: str) -> Importer:
    """The importer registered under this word. Raises UnknownKind."""
    try:
        path = settings.IMPORTERS[kind]
    except KeyError as error:
        raise UnknownKind(kind) from error
    return import_string(path)()  # type: ignore[no-any-return]
