"""Rows as people see them: what the file says, read as it was matched, with problems beside the cells they concern."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from presence.imports import importers
from presence.imports.models import Import, ImportRow
from presence.imports.plan import Plan
from presence.imports.rules import mapping
from presence.imports.rules.cells import marks, said
from presence.imports.rules.fields import Field, Kind
from presence.kit import words

_LONGEST = 140

VERDICTS: dict[str, str] = {
    ImportRow.Verdict.PROBLEM: "Problem",
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
    """A cell that a person can put right: its column, what stands there, what may stand there, and what is wrong with it."""

    column: int
    label: str
    text: str
    choices: Sequence[tuple[str, str]]
    problem: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row. `said` is what became of it, or would; `facts` are pairs of label and text.

    `fixes` are offered for problems with a cell; `remarks` concern none.
    """

    id: UUID
    number: int
    said: str
    title: str
    facts: Sequence[tuple[str, str]]
    changes: Sequence[dict[str, str]]
    fixes: Sequence[Fix]
    remarks: Sequence[str]


class Presenter:
    """Presents rows of one import."""

    def __init__(self, source: Import, plan: Plan, *, home: ZoneInfo, today: date) -> None:
        self._plan, self._home, self._today = plan, home, today
        self._matching = mapping.load(source.mapping)
        self._unknown = marks(source.unknown)
        importer = importers.importer_for(source.kind)
        fields = {field.name: field for field in importer.fields()}
        self._matched = {name: field for name, field in fields.items() if name in self._matching.sources}
        self._first = [fields[name] for name in importer.shown if name in self._matched]

    def rows(self, rows: Iterable[ImportRow]) -> list[Shown]:
        return [self.row(row) for row in rows]

    def row(self, row: ImportRow) -> Shown:
        values, _ = self._plan.values(row.cells)
        facts = [(field.label, self._told(field, values.get(field.name), row)) for field in self._first]
        facts = [(label, text) for label, text in facts if text]
        title = facts[0][1] if facts else ""
        fixes, remarks = self._problems(row)
        return Shown(row.pk, row.number, _said(row), title, facts[1:], row.changes or [], fixes, remarks)

    def _told(self, field: Field, value: Any, row: ImportRow) -> str:
        """The value as it was understood; what the cell says where it was not."""
        if value is None:
            return self._cell(field, row)
        if isinstance(value, datetime):
            return words.moment(value, zone=self._home, today=self._today)
        if isinstance(value, date):
            return words.day(value, today=self._today)
        if field.kind is Kind.CHOICE:
            return next((choice.label for choice in field.choices if choice.value == value), str(value))
        text = str(value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _cell(self, field: Field, row: ImportRow) -> str:
        column = self._matching.sources[field.name].column
        if column is None or column >= len(row.cells):
            return ""
        return said(row.cells[column], self._unknown)[:_LONGEST]

    def _problems(self, row: ImportRow) -> tuple[list[Fix], list[str]]:
        """Fixes for problems with a column; a row of the wrong form offers all its matched cells."""
        fixes, remarks = [], []
        for problem in row.problems:
            field = self._matched.get(problem["field"])
            source = self._matching.sources.get(problem["field"])
            if field and source and source.column is not None:
                fixes.append(self._fix(field, source.column, row, problem["message"]))
            else:
                remarks.append(problem["message"])
        if row.flaw:
            fixes = [
                self._fix(field, column, row, "")
                for name, field in self._matched.items()
                if (column := self._matching.sources[name].column) is not None
            ]
        return fixes, remarks

    def _fix(self, field: Field, column: int, row: ImportRow, problem: str) -> Fix:
        text = row.cells[column] if column < len(row.cells) else ""
        choices = [(choice.label, choice.label) for choice in field.choices] if field.kind is Kind.CHOICE else []
        return Fix(column, field.label, text, choices, problem)


def _said(row: ImportRow) -> str:
    """What became of the row; before the import, what would."""
    return OUTCOMES[row.outcome] if row.outcome else VERDICTS[row.verdict]
