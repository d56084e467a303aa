"""Rows as people see them: what the file says, read as it was matched, with problems beside the cells they concern."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from presence.imports.models import Import, ImportRow
from presence.imports.plan import Plan
from presence.imports.rules import mapping
from presence.imports.rules.cells import marks, said
from presence.imports.rules.fields import Field, Kind
from presence.kit import words

_LONGEST = 140
_LONGEST_WHOLE = 60

VERDICTS: dict[str, str] = {
    ImportRow.Verdict.PROBLEM: "Problems",
    ImportRow.Verdict.NEW: "New",
    ImportRow.Verdict.CHANGED: "Changed",
    ImportRow.Verdict.UNCHANGED: "Unchanged",
    ImportRow.Verdict.SUPERSEDED: "Superseded",
}
OUTCOMES: dict[str, str] = {
    ImportRow.Outcome.REJECTED: "Rejected",
    ImportRow.Outcome.SKIPPED: "Skipped",
    ImportRow.Outcome.STAYED: "Not undone",
    ImportRow.Outcome.CREATED: "Created",
    ImportRow.Outcome.UPDATED: "Changed",
    ImportRow.Outcome.UNCHANGED: "Unchanged",
    ImportRow.Outcome.UNDONE: "Undone",
    ImportRow.Outcome.SUPERSEDED: "Superseded",
    ImportRow.Outcome.NOT_REACHED: "Not reached",
}
"""The words for a row, those that need a look first; tabs stand in this order."""


@dataclass(frozen=True, slots=True)
class Fix:
    """How a cell is put right: its column in the file, what stands there, what may stand there, what is wrong with it."""

    column: int
    text: str
    choices: Sequence[str]
    problem: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row: as it was understood, what it would alter, and how to put it right."""

    label: str
    text: str
    change: dict[str, str] | None
    fix: Fix | None

    @property
    def is_long(self) -> bool:
        """A change between texts: shown by the words that went and came, not as a whole."""
        return self.change is not None and max(len(self.change["before"]), len(self.change["after"])) > _LONGEST_WHOLE


@dataclass(frozen=True, slots=True)
class Shown:
    """One row with a cell for each column of the list. `remarks` are problems that no cell can settle."""

    id: UUID
    number: int
    said: str
    cells: Sequence[Cell]
    remarks: Sequence[str]

    @property
    def is_wrong(self) -> bool:
        return any(cell.fix for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of one page under the columns that they need."""

    columns: Sequence[Field]
    rows: Sequence[Shown]

    @property
    def column_names(self) -> str:
        return " ".join(column.name for column in self.columns)

    @property
    def is_wrong(self) -> bool:
        return any(row.is_wrong for row in self.rows)


class Presenter:
    """Presents rows of one import."""

    def __init__(self, source: Import, plan: Plan, *, home: ZoneInfo, today: date) -> None:
        self._plan, self._home, self._today = plan, home, today
        self._is_open = source.state == Import.State.CHECKED
        self._sources = mapping.load(source.mapping).sources
        self._unknown = marks(source.unknown)
        self._fields = [field for field in plan.importer.fields() if field.name in self._sources]

    def listed(self, rows: Sequence[ImportRow], *, columns: str = "") -> Listed:
        """Rows under the fields that tell them apart, and those that a problem or a change on this page concerns.

        `columns` are the names of the columns to use instead, when one row of a list is shown anew.
        """
        chosen = self._named(columns.split()) if columns else self._columns(rows)
        return Listed(chosen, [self._row(row, chosen) for row in rows])

    def _columns(self, rows: Sequence[ImportRow]) -> list[Field]:
        wanted = set(self._plan.importer.shown)
        wanted |= {problem["field"] for row in rows for problem in row.problems}
        altered = {change["label"] for row in rows for change in row.changes or ()}
        wanted |= {field.name for field in self._fields if field.label in altered}
        if self._is_open and any(row.flaw for row in rows):
            wanted |= {field.name for field in self._fields if self._sources[field.name].column is not None}
        first = [name for name in self._plan.importer.shown if name in wanted]
        return self._named([*first, *(field.name for field in self._fields if field.name in wanted - set(first))])

    def _named(self, names: Iterable[str]) -> list[Field]:
        known = {field.name: field for field in self._fields}
        return [known[name] for name in names if name in known]

    def _row(self, row: ImportRow, columns: Sequence[Field]) -> Shown:
        values, _ = self._plan.values(row.cells)
        changes = {change["label"]: change for change in row.changes or ()}
        problems = {problem["field"]: problem["message"] for problem in row.problems}
        cells = [
            Cell(
                field.label,
                self._told(field, values.get(field.name), row),
                changes.get(field.label),
                self._fix(field, row, problems),
            )
            for field in columns
        ]
        fixed = {field.name for field, cell in zip(columns, cells, strict=True) if cell.fix}
        labels = {field.name: f"{field.label}: " for field in self._fields}
        remarks = [labels.get(name, "") + message for name, message in problems.items() if name not in fixed]
        return Shown(row.pk, row.number, _said(row), cells, remarks)

    def _told(self, field: Field, value: Any, row: ImportRow) -> str:
        """The value as it was understood; what the cell says where it was not."""
        if value is None:
            return self._text(field, row)
        if isinstance(value, datetime):
            return words.moment(value, zone=self._home, today=self._today)
        if isinstance(value, date):
            return words.day(value, today=self._today)
        if field.kind is Kind.CHOICE:
            return next((choice.label for choice in field.choices if choice.value == value), str(value))
        text = str(value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _text(self, field: Field, row: ImportRow) -> str:
        column = self._sources[field.name].column
        if column is None or column >= len(row.cells):
            return ""
        return said(row.cells[column], self._unknown)[:_LONGEST]

    def _fix(self, field: Field, row: ImportRow, problems: Mapping[str, str]) -> Fix | None:
        """Cells with a problem can be put right; in a row of the wrong form all can. Not once the import has begun."""
        column = self._sources[field.name].column
        if not self._is_open or column is None or not (row.flaw or field.name in problems):
            return None
        text = row.cells[column] if column < len(row.cells) else ""
        choices = [choice.label for choice in field.choices] if field.kind is Kind.CHOICE else []
        return Fix(column, text, choices, problems.get(field.name, ""))


def _said(row: ImportRow) -> str:
    """What became of the row; before the import, what would."""
    return OUTCOMES[row.outcome] if row.outcome else VERDICTS[row.verdict]
