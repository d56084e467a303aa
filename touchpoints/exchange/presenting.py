"""What bringing a map in would do, as the page shows it."""

import re
from dataclasses import dataclass

from touchpoints.exchange.bringing import Foreseen
from touchpoints.exchange.given import Problem

MOST = 100
_PARTS = {"journeys": "journey", "stages": "stage", "touchpoints": "touchpoint"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A problem with its place in words."""

    where: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Sentences and problems, at most MOST of each; `more` are those left out."""

    sentences: list[str]
    more_sentences: int
    problems: list[Wrong]
    more_problems: int
    unused: str
    may_be_written: bool


def of(foreseen: Foreseen) -> Shown:
    return Shown(
        sentences=foreseen.sentences[:MOST],
        more_sentences=max(len(foreseen.sentences) - MOST, 0),
        problems=[_wrong(problem) for problem in foreseen.problems[:MOST]],
        more_problems=max(len(foreseen.problems) - MOST, 0),
        unused=", ".join(name[:40] for name in foreseen.unused[:20]),
        may_be_written=bool(foreseen.sentences) and not foreseen.problems,
    )


def _wrong(problem: Problem) -> Wrong:
    return Wrong(_place(problem.where), problem.field.replace("_", " "), problem.words)


def _place(where: str) -> str:
    """“Row 3” for a table, “Journey 1, stage 2, touchpoint 4” for a document."""
    if where.isdigit():
        return f"Row {where}"
    found = [f"{_PARTS[part]} {int(number) + 1}" for part, number in re.findall(r"/(journeys|stages|touchpoints)/(\d+)", where)]
    return ", ".join(found).capitalize() if found else "The file"
