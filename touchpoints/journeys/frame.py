"""The journeys and stages that a document names: made, renamed and put in order; those it does not name go at the end."""

from uuid import UUID

from touchpoints.journeys import order
from touchpoints.journeys.document import Document, JourneyPart
from touchpoints.journeys.models import Journey, Stage


def write(wanted: Document) -> list[Stage]:
    """Make journeys and stages equal to the document's, but for those it does not name. Returns its stages in order.

    Each is known by its id, else by its name. The caller has locked the map.
    """
    journeys = _journeys(wanted)
    return [stage for journey, part in zip(journeys, wanted.journeys, strict=True) for stage in _stages(journey, part, wanted)]


def remove_others(stages: list[Stage]) -> None:
    """Remove the stages that are not among these, and the journeys left without any. None of them has touchpoints."""
    Stage.rows().exclude(pk__in=[stage.pk for stage in stages]).delete()
    kept = list(dict.fromkeys(stage.journey_id for stage in stages))
    Journey.rows().exclude(pk__in=kept).delete()
    order.write(Journey, kept)
    for journey_id in kept:
        order.write(Stage, [stage.pk for stage in stages if stage.journey_id == journey_id])


def _journeys(wanted: Document) -> list[Journey]:
    rows = list(Journey.rows())
    named = {part.id for part in wanted.journeys}
    free = {row.name: row for row in rows if row.pk not in named}
    by_id: dict[UUID | None, Journey] = {row.pk: row for row in rows}
    return [
        _journey(by_id.get(part.id) or free.pop(part.name, None), part, len(rows) + n) for n, part in enumerate(wanted.journeys)
    ]


def _journey(row: Journey | None, part: JourneyPart, place: int) -> Journey:
    if row is None:
        return Journey.rows().create(name=part.name, owner_id=part.owner, position=place)
    if (row.name, row.owner_id) != (part.name, part.owner):
        Journey.rows().filter(pk=row.pk).update(name=part.name, owner=part.owner)
    return row


def _stages(journey: Journey, part: JourneyPart, wanted: Document) -> list[Stage]:
    rows: dict[UUID | None, Stage] = {row.pk: row for row in Stage.rows()}
    named = {stage.id for each in wanted.journeys for stage in each.stages}
    free = {row.name: row for row in rows.values() if row.journey_id == journey.pk and row.pk not in named}
    return [
        _stage(rows.get(stage.id) or free.pop(stage.name, None), journey, stage.name, len(rows) + n)
        for n, stage in enumerate(part.stages)
    ]


def _stage(row: Stage | None, journey: Journey, name: str, place: int) -> Stage:
    if row is None:
        return Stage.rows().create(journey=journey, name=name, position=place)
    if (row.name, row.journey_id) != (name, journey.pk):
        Stage.rows().filter(pk=row.pk).update(name=name, journey=journey, position=place)
        row.journey = journey
    return row
