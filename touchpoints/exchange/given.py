"""What a file, a template or a program says about the map, line by line, before it is laid over the map."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from touchpoints.exchange import shapes

FIELDS = (
    "key",
    "name",
    "intent",
    "mode",
    "mode_reason",
    "owner",
    "protected",
    "stakes",
    "channel",
    "response_target_minutes",
    "key_moment",
    "top_five",
    "first_truth_due",
    "hatch",
    "message",
)

Place = tuple[str, str]
"""The names of a journey and a stage."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where: a row of a file, or a pointer into a body. `field` may be empty."""

    where: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One touchpoint as written. What `values` does not hold stays as it is; without a place it stays where it is."""

    where: str
    place: Place | None
    values: dict[str, Any]


@dataclass(slots=True)
class Given:
    """Everything that was read. `places` are the stages in order; `owners` answer for journeys, where that was said."""

    lines: list[Line] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    owners: dict[str, str | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def add_place(self, place: Place) -> None:
        if place not in self.places:
            self.places.append(place)


def from_map(whole: shapes.WholeMap) -> Given:
    """The lines of a whole map. A name that stands twice is a problem: names tell journeys and stages apart."""
    found = Given()
    for at, journey in enumerate(whole.journeys):
        where = f"/journeys/{at}"
        if journey.name in found.owners:
            found.problems.append(Problem(where, "name", f"There are two journeys “{journey.name}”. Give each its own name."))
        if not journey.stages:
            found.problems.append(Problem(where, "stages", "A journey has at least one stage."))
        found.owners[journey.name] = journey.owner
        for lines, place in _stages(found, journey, where):
            found.add_place(place)
            found.lines += lines
    if not whole.journeys:
        found.problems.append(Problem("", "journeys", "A map has at least one journey."))
    return found


def _stages(found: Given, journey: shapes.MapJourney, where: str) -> Iterator[tuple[list[Line], Place]]:
    for at, stage in enumerate(journey.stages):
        place, here = (journey.name, stage.name), f"{where}/stages/{at}"
        if place in found.places:
            found.problems.append(Problem(here, "name", f"There are two stages “{stage.name}” in “{journey.name}”."))
        values = ({name: getattr(touchpoint, name) for name in FIELDS} for touchpoint in stage.touchpoints)
        yield [Line(f"{here}/touchpoints/{number}", place, one) for number, one in enumerate(values)], place
