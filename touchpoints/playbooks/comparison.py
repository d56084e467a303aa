"""What differs between two versions of a playbook, part by part and line by line. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from touchpoints.playbooks import rules
from touchpoints.playbooks.rules import Content


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that came, went or reads differently; the other side is empty for the first two."""

    how: Literal["added", "removed", "changed"]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part that differs, by its word, with the lines that do."""

    name: str
    word: str
    lines: list[LineChange]

    @property
    def told(self) -> str:
        """In a few words: "2 added, 1 changed"."""
        amounts = {how: sum(line.how == how for line in self.lines) for how in ("added", "changed", "removed")}
        return ", ".join(f"{amount} {how}" for how, amount in amounts.items() if amount)


def compare(before: Content, after: Content) -> list[PartChange]:
    """The parts that differ, in reading order; none when both say the same."""
    found = [
        PartChange(name, rules.WORDS[name], _lines(rules.lines_of(before, name), rules.lines_of(after, name)))
        for name in rules.parts()
    ]
    return [part for part in found if part.lines]


def _lines(before: list[str], after: list[str]) -> list[LineChange]:
    changes: list[LineChange] = []
    for how, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how != "equal":
            changes += _paired(before[i1:i2], after[j1:j2])
    return changes


def _paired(gone: list[str], come: list[str]) -> list[LineChange]:
    """Lines that took the place of others are told as changed, pair by pair; the rest came or went."""
    pairs = min(len(gone), len(come))
    changed = [LineChange("changed", old, new) for old, new in zip(gone[:pairs], come[:pairs], strict=True)]
    removed = [LineChange("removed", old, "") for old in gone[pairs:]]
    return [*changed, *removed, *(LineChange("added", "", new) for new in come[pairs:])]
