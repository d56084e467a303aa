"""Edits of single fields by people who see them at different times. Pure: texts in, what to write and what to ask out.

A field is written only when it still says what its writer saw. So two people who change different fields both get what they
wrote, and two who change the same field are shown both texts: nobody's words are replaced unseen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants a field to say, and what it said when they began (None: they did not look).

    `proposed` is what the page filled in for them: left as it is, it yields to what somebody else wrote.
    """

    field: str
    wanted: str
    was: str | None
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed meanwhile to something else."""

    field: str
    mine: str
    theirs: str


def settle(edits: Iterable[Edit], saved: Mapping[str, str]) -> tuple[dict[str, str], list[Clash]]:
    """Which fields to write, and which ones have two texts now."""
    writes: dict[str, str] = {}
    clashes = []
    for edit in edits:
        theirs = saved[edit.field]
        if edit.wanted in (theirs, edit.was):
            continue
        if edit.was is None or edit.was == theirs:
            writes[edit.field] = edit.wanted
        elif edit.wanted != edit.proposed:
            clashes.append(Clash(edit.field, edit.wanted, theirs))
    return writes, clashes


def chosen(keep: str, *, mine: str, theirs: str) -> str:
    """The text after somebody chose mine, theirs or both; both are joined, theirs first."""
    return {"theirs": theirs, "both": f"{theirs} / {mine}"}.get(keep, mine)
