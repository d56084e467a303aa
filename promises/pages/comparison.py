"""What differs between two versions of a promise, and how two amendments of the same revision go together. Pure.

A version is its wording and its terms; terms are told apart by their key, which is the same across revisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from promises.record.rules import TermInput, Wording


class Said(Protocol):
    """A term of any version: stored, checked or only written."""

    @property
    def key(self) -> UUID | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def flexibility(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def amount(self) -> Decimal | int | str | None: ...


@dataclass(frozen=True, slots=True)
class Version:
    """All that a revision says."""

    wording: Wording
    terms: tuple[TermInput, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the wording, by its name, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that came, went or changed; `moved` when only its place differs."""

    how: Literal["added", "removed", "changed", "moved"]
    before: TermInput | None
    after: TermInput | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Fields and terms that differ; empty when both versions say the same."""

    fields: list[FieldChange]
    terms: list[TermChange]

    def __bool__(self) -> bool:
        return bool(self.fields or self.terms)


def version(wording: Wording, terms: Sequence[Said]) -> Version:
    return Version(
        wording, tuple(TermInput(t.kind, t.text or "", t.flexibility, t.due_at, _money(t.amount), t.key) for t in terms)
    )


def compare(before: Version, after: Version) -> Changes:
    """What somebody who knows `before` must read to know `after`."""
    return Changes(_field_changes(before.wording, after.wording), _term_changes(before.terms, after.terms))


def merge(base: Version, mine: Version, theirs: Version) -> Version:
    """Both amendments of `base` in one: what only one side touched is taken from it. Nothing written is lost.

    Where both changed a term, theirs stays and mine follows as a new one; where both changed a field, mine stands.
    """
    pairs = {f.name: (getattr(base.wording, f.name), getattr(mine.wording, f.name)) for f in fields(Wording)}
    changed = {name: mine_said for name, (base_said, mine_said) in pairs.items() if mine_said != base_said}
    return Version(replace(theirs.wording, **changed), tuple(_merge_terms(base.terms, mine.terms, theirs.terms)))


def _merge_terms(base: Sequence[TermInput], mine: Sequence[TermInput], theirs: Sequence[TermInput]) -> list[TermInput]:
    was, my = _by_key(base), _by_key(mine)
    merged: list[TermInput] = []
    for term in theirs:
        merged += _merge_term(was.get(term.key), my.get(term.key), term)
    present = {term.key for term in theirs}
    return merged + [term for term in mine if term.key is None or (term.key not in present and term != was.get(term.key))]


def _merge_term(was: TermInput | None, mine: TermInput | None, theirs: TermInput) -> list[TermInput]:
    if mine is None:
        return [] if theirs == was else [theirs]
    if mine in (was, theirs):
        return [theirs]
    return [mine] if theirs == was else [theirs, replace(mine, key=None)]


def _field_changes(before: Wording, after: Wording) -> list[FieldChange]:
    pairs = [(f.name, str(getattr(before, f.name)), str(getattr(after, f.name))) for f in fields(Wording)]
    return [FieldChange(name, was, now) for name, was, now in pairs if was != now]


def _term_changes(before: Sequence[TermInput], after: Sequence[TermInput]) -> list[TermChange]:
    was, now = _by_key(before), _by_key(after)
    kept = [key for key in was if key in now]
    order = [key for key in now if key in was]
    moved = {key for place, key in enumerate(order) if kept[place] != key}
    changes: list[TermChange] = []
    for term in after:
        former = was.get(term.key) if term.key else None
        if former is None:
            changes.append(TermChange("added", None, term))
        elif former != term:
            changes.append(TermChange("changed", former, term))
        elif term.key in moved:
            changes.append(TermChange("moved", former, term))
    return changes + [TermChange("removed", term, None) for term in before if term.key not in now]


def _by_key(terms: Sequence[TermInput]) -> dict[UUID | None, TermInput]:
    return {term.key: term for term in terms if term.key is not None}


def _money(amount: Decimal | int | str | None) -> Decimal | None:
    return None if amount is None or amount == "" else Decimal(str(amount)).quantize(Decimal("0.01"))
