"""A map that takes some touchpoints from another one. Pure."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from touchpoints.journeys.document import Document, JourneyPart, Moment, StagePart


def merged(base: Document, other: Document, only: Collection[UUID]) -> Document:
    """The base map, but these touchpoints as the other map has them: changed, new, moved, or gone.

    A stage or journey that only the other map has comes along when one of them stands in it.
    """
    stays = {moment.id for moment in base.moments()} - set(only)
    journeys = [_taken(journey, other, only, stays) for journey in base.journeys]
    known = {journey.id for journey in base.journeys}
    fresh = [_fresh(journey, only) for journey in other.journeys if journey.id not in known]
    return Document(journeys=[*journeys, *(journey for journey in fresh if journey.stages)])


def _taken(journey: JourneyPart, other: Document, only: Collection[UUID], stays: Collection[UUID | None]) -> JourneyPart:
    theirs = {stage.id: stage for each in other.journeys for stage in each.stages}
    stages = [_stage(stage, theirs.get(stage.id), only, stays) for stage in journey.stages]
    known = {stage.id for stage in journey.stages}
    twin = next((each for each in other.journeys if each.id == journey.id), None)
    return msgspec.structs.replace(journey, stages=[*stages, *_new_stages(twin, known, only)])


def _new_stages(journey: JourneyPart | None, known: Collection[UUID | None], only: Collection[UUID]) -> list[StagePart]:
    stages = [] if journey is None else [stage for stage in journey.stages if stage.id not in known]
    return [cut for stage in stages if (cut := _cut(stage, only)).touchpoints]


def _fresh(journey: JourneyPart, only: Collection[UUID]) -> JourneyPart:
    return msgspec.structs.replace(journey, stages=_new_stages(journey, (), only))


def _cut(stage: StagePart, only: Collection[UUID]) -> StagePart:
    return msgspec.structs.replace(stage, touchpoints=[moment for moment in stage.touchpoints if moment.id in only])


def _stage(stage: StagePart, theirs: StagePart | None, only: Collection[UUID], stays: Collection[UUID | None]) -> StagePart:
    """Ours stay in their order; each taken one goes after the one that it follows there."""
    line = [moment for moment in stage.touchpoints if moment.id in stays]
    for place, moment in enumerate(theirs.touchpoints if theirs else []):
        if moment.id in only:
            line.insert(_after(line, theirs.touchpoints[:place] if theirs else []), moment)
    return msgspec.structs.replace(stage, touchpoints=line)


def _after(line: list[Moment], before: list[Moment]) -> int:
    ids = [moment.id for moment in line]
    places = [ids.index(moment.id) + 1 for moment in before if moment.id in ids]
    return max(places, default=0)
