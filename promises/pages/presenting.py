"""A promise as its pages show it: terms by kind, and each revision with what it changed, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone

from promises.commitments import standing
from promises.commitments.rules import Told
from promises.pages import comparison
from promises.pages.comparison import Changes, Version
from promises.record import ambiguity, chain, rules, verdicts
from promises.record.chain import StoredRevision, StoredTerm
from promises.record.models import Flexibility, Promise, Revision, Term
from promises.record.rules import TermInput
from promises.record.verdicts import Verdicts

_FIELDS = {
    "title": "Title",
    "source": "Where it was made",
    "first_truth": "First truth",
    "time_flexibility": "Time",
    "cost_flexibility": "Cost",
    "scope_flexibility": "Scope",
    "chosen_pair": "Which two matter most",
}
_LABELS = {
    str(value): str(label) for choices in (Revision.Source, Revision.Pair, Flexibility) for value, label in choices.choices
}


@dataclass(frozen=True, slots=True)
class Line:
    """A term with how often it was kept, and how it stands when it is a commitment that binds or is done."""

    term: StoredTerm
    verdicts: Verdicts | None
    told: Told | None

    @property
    def overdue(self) -> bool:
        return bool(self.told and self.told.state == "overdue")

    @property
    def vague(self) -> list[str]:
        """Wording that two people may read differently."""
        return ambiguity.found(self.term.text or "")


@dataclass(frozen=True, slots=True)
class Group:
    """The terms of one kind."""

    word: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in words; `how` is changed, added, removed or moved."""

    word: str
    how: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision in the timeline, with what it changed in the one before it."""

    revision: StoredRevision
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Shown:
    """All of a promise's page."""

    current: StoredRevision
    groups: list[Group]
    will_not_do: list[StoredTerm]
    flexible: list[str]
    pair: str
    source: str
    entries: list[Entry]
    faults: list[str]

    @property
    def is_overdue(self) -> bool:
        return any(line.overdue for group in self.groups for line in group.lines)


def show(promise: Promise, history: Sequence[StoredRevision], now: datetime) -> Shown:
    """The page of a promise from all its revisions, oldest first."""
    current = history[-1]
    lines = _lines(promise, current, now)
    return Shown(
        current=current,
        groups=[group for kind in Term.Kind if kind != Term.Kind.EXCLUSION and (group := _group(kind, lines)).lines],
        will_not_do=[term for term in current.terms if term.kind == Term.Kind.EXCLUSION],
        flexible=[
            name for name in ("time", "cost", "scope") if getattr(current, f"{name}_flexibility") == Flexibility.FLEXIBLE
        ],
        pair=_LABELS.get(current.chosen_pair, ""),
        source=_LABELS[current.source],
        entries=_entries(history),
        faults=chain.verify(history, current_number=promise.current_number),
    )


def version_of(revision: StoredRevision) -> Version:
    """What a stored revision says."""
    return comparison.version(rules.wording_of(revision), revision.terms)


def in_words(changes: Changes) -> list[Change]:
    """Differences as people read them."""
    zone = timezone.get_current_timezone()
    fields = [
        Change(_FIELDS[f.name], "changed", _LABELS.get(f.before, f.before), _LABELS.get(f.after, f.after))
        for f in changes.fields
    ]
    return [*fields, *(_term_in_words(change, zone) for change in changes.terms)]


def _lines(promise: Promise, current: StoredRevision, now: datetime) -> list[Line]:
    judged = verdicts.of(term.key for term in current.terms)
    told = standing.of_promises([promise.pk], now=now)
    return [Line(term, judged.get(term.key), told.get(term.key) if term.due_at else None) for term in current.terms]


def _group(kind: Term.Kind, lines: Iterable[Line]) -> Group:
    return Group(str(kind.label), [line for line in lines if line.term.kind == kind])


def _entries(history: Sequence[StoredRevision]) -> list[Entry]:
    """Newest first."""
    former: StoredRevision | None = None
    entries = []
    for revision in history:
        changes = comparison.compare(version_of(former), version_of(revision)) if former else Changes([], [])
        entries.append(Entry(revision, in_words(changes)))
        former = revision
    return entries[::-1]


def _term_in_words(change: comparison.TermChange, zone: tzinfo) -> Change:
    term = change.after or change.before
    kind = str(Term.Kind(term.kind).label) if term else ""
    return Change(kind, change.how, _said(change.before, zone), _said(change.after, zone))


def _said(term: TermInput | None, zone: tzinfo) -> str:
    """As "New compressor installed, due 27 Nov 2026 17:00, flexible"."""
    if term is None:
        return ""
    due = f"due {term.due_at.astimezone(zone):%-d %b %Y %H:%M}" if term.due_at else ""
    amount = "" if term.amount is None else str(term.amount)
    return ", ".join(filter(None, [term.text, due, amount, term.flexibility]))
