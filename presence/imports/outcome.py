"""An import in words: how far it is, how it ended, where its rows can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from presence.imports import actions
from presence.imports.importers import Importer, Link, Result
from presence.imports.models import Import, ImportRow
from presence.imports.shown import OUTCOMES
from presence.kit import words

State = Import.State
Outcome = ImportRow.Outcome
WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage of the work, in the units that are counted there."""

    title: str
    words: str
    value: int
    most: int
    detail: str


@dataclass(frozen=True, slots=True)
class Told:
    """How an import ended: a headline and a sentence."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """An import in the list."""

    source: Import
    url: str

    @property
    def summary(self) -> str:
        """Its rows by what became of them; while it works, how far it is."""
        if self.source.state in WORKING:
            return progress(self.source).detail
        return ", ".join(_counted(self.source)) if self.source.finished_at else ""


def progress(source: Import) -> Progress:
    """How far the work is."""
    if source.state == State.RUNNING:
        most = sum(source.counts.get(verdict, 0) for verdict in ("new", "changed", "unchanged"))
        return _stage("Importing", "Writing rows", source.progress, most)
    if source.state == State.UNDOING:
        return _stage("Undoing", "Taking rows back", source.progress, actions.undoable(source))
    if source.read_to < source.size:
        done, size = f"{source.read_to / 1024**2:.1f}", f"{source.size / 1024**2:.1f}"
        return Progress("Checking", "Reading the file", source.read_to, source.size, f"{done} of {size} MB")
    return _stage("Checking", "Checking rows", source.progress, source.total)


def _stage(title: str, doing: str, value: int, most: int) -> Progress:
    return Progress(title, doing, value, max(most, 1), f"{words.number(min(value, most))} of {words.number(most)}")


def tell(source: Import, importer: Importer) -> Told:
    """How it ended."""
    written = actions.undoable(source)
    noun = words.count(written, *importer.noun)
    if source.state == State.UNDONE:
        return Told("Import undone", _sentence(source))
    if source.state == State.FAILED:
        return Told("The import stopped", source.reason)
    if source.state == State.CANCELED:
        return Told("Import canceled", f"{_sentence(source)} What was imported stays until you undo it.")
    return Told(f"Imported {noun}" if written else "Nothing had to change", _sentence(source))


def _sentence(source: Import) -> str:
    counted = ", ".join(_counted(source))
    return f"Of {words.count(source.total, 'row')}: {counted}." if counted else ""


def _counted(source: Import) -> list[str]:
    counts = source.counts
    return [f"{words.number(counts[word])} {label.lower()}" for word, label in OUTCOMES.items() if counts.get(word)]


def links(source: Import, importer: Importer) -> Sequence[Link]:
    """Where the rows can be seen; nothing when none are there."""
    kept = sum(source.counts.get(word, 0) for word in (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED))
    if not kept or source.state == State.UNDONE:
        return []
    return importer.links(Result(source.pk, source.first_day, source.last_day, source.counts))


def undo_until(source: Import, *, now: datetime) -> datetime | None:
    """Until when it can be undone; None when it cannot."""
    if source.state not in actions.ENDED or source.finished_at is None or not actions.undoable(source):
        return None
    until = source.finished_at + actions.UNDO_FOR
    return until if now <= until else None
