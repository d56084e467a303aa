"""Verbs on journeys and stages: the outline that touchpoints hang on. There is always at least one of each."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization
from touchpoints.journeys import order, rules
from touchpoints.journeys.models import Journey, Stage, Touchpoint

Part = TypeVar("Part", Journey, Stage)


class StillUsed(refusals.Refusal):
    """A journey or stage with touchpoints in it was about to be removed."""

    def __init__(self, part: Journey | Stage) -> None:
        super().__init__(f"“{part.name}” still has touchpoints. Move or archive them first.")


class LastOne(refusals.Refusal):
    """The only journey, or the only stage of a journey, was about to be removed."""

    def __init__(self, part: Journey | Stage) -> None:
        super().__init__(f"“{part.name}” is the only {part._meta.model_name}. Rename it instead.")


@transaction.atomic
def add_journey(*, by: Actor, name: str, first_stage: str = "Start") -> Journey:
    """Put a journey at the end of the map, with one stage to begin with."""
    _lock_map()
    journey = Journey.rows().create(name=name, position=Journey.rows().count())
    Stage.objects.create(journey=journey, name=first_stage, position=0)
    audit.record(verb="journey.added", by=by, subject=journey, name=name)
    return journey


@transaction.atomic
def add_stage(*, by: Actor, journey: Journey, name: str) -> Stage:
    """Put a stage at the end of a journey."""
    Journey.rows().select_for_update(no_key=True).get(pk=journey.pk)
    stage = Stage.rows().create(journey=journey, name=name, position=Stage.rows().filter(journey=journey).count())
    audit.record(verb="stage.added", by=by, subject=stage, name=name, journey=journey.name)
    return stage


@transaction.atomic
def rename(*, by: Actor, part: Part, name: str) -> None:
    """Call a journey or stage something else."""
    current = type(part).rows().select_for_update(no_key=True).get(pk=part.pk)
    if current.name != name:
        changes = {"name": [current.name, name]}
        type(part).rows().filter(pk=part.pk).update(name=name)
        audit.record(verb=f"{part._meta.model_name}.renamed", by=by, subject=part, changes=changes)


@transaction.atomic
def move(*, by: Actor, part: Part, step: rules.Step | None = None, position: int | None = None) -> None:
    """Move a journey on the map, or a stage within its journey: by `step`, or to `position` from 0."""
    line = _locked_line(part)
    wanted = rules.moved(line, part, step) if step else rules.placed([one for one in line if one != part], part, position)
    if wanted != line:
        order.write(type(part), [one.pk for one in wanted])
        places = [line.index(part), wanted.index(part)]
        audit.record(verb=f"{part._meta.model_name}.moved", by=by, subject=part, name=part.name, places=places)


@transaction.atomic
def remove(*, by: Actor, part: Part) -> None:
    """Remove an empty journey or stage. Archived touchpoints move to the one before it (or after the first).

    Raises StillUsed and LastOne.
    """
    line = _locked_line(part)
    stages = [part] if isinstance(part, Stage) else list(part.stages.select_for_update(no_key=True))
    if Touchpoint.rows().filter(stage__in=stages, archived_at=None).exists():
        raise StillUsed(part)
    rest = [one for one in line if one != part]
    if not rest:
        raise LastOne(part)
    seat = _seat(part, line.index(part), stages)
    heir = rest[max(line.index(part) - 1, 0)]
    _hand_archived_to(heir if isinstance(heir, Stage) else heir.stages.last(), stages)
    Stage.rows().filter(pk__in=[stage.pk for stage in stages]).delete()
    if isinstance(part, Journey):
        Journey.rows().filter(pk=part.pk).delete()
    order.write(type(part), [one.pk for one in rest])
    audit.record(verb=f"{part._meta.model_name}.removed", by=by, subject=part, name=part.name, seat=seat)


@transaction.atomic
def return_journey(*, by: Actor, journey_id: UUID, name: str, seat: Mapping[str, Any]) -> Journey:
    """Make a removed journey again as it was, with its stages; `seat` is what its removal recorded."""
    _lock_map()
    line = list(Journey.rows().order_by("position").values_list("pk", flat=True))
    owner = Membership.objects.filter(pk=seat["owner"]).first() if seat["owner"] else None
    journey = Journey.rows().create(id=journey_id, name=name, position=len(line), owner=owner)
    for place, (stage_id, stage) in enumerate(seat["stages"]):
        Stage.rows().create(id=stage_id, journey=journey, name=stage, position=place)
    order.write(Journey, rules.placed(line, journey.pk, seat["position"]))
    audit.record(verb="journey.returned", by=by, subject=journey, name=name)
    return journey


@transaction.atomic
def return_stage(*, by: Actor, stage_id: UUID, name: str, seat: Mapping[str, Any]) -> Stage | None:
    """Make a removed stage again where it was; None when its journey is gone."""
    journey = Journey.rows().select_for_update(no_key=True).filter(pk=seat["journey"]).first()
    if journey is None:
        return None
    line = list(Stage.rows().filter(journey=journey).order_by("position").values_list("pk", flat=True))
    stage = Stage.rows().create(id=stage_id, journey=journey, name=name, position=len(line))
    order.write(Stage, rules.placed(line, stage.pk, seat["position"]))
    audit.record(verb="stage.returned", by=by, subject=stage, name=name)
    return stage


def _lock_map() -> None:
    """The organization's row stands for the order of its journeys."""
    list(Organization.objects.select_for_update(no_key=True).values_list("pk"))


def _seat(part: Journey | Stage, position: int, stages: list[Stage]) -> dict[str, Any]:
    """Where it was and what was in it, for programs. Bringing it back reads it."""
    if isinstance(part, Stage):
        return {"journey": str(part.journey_id), "position": position}
    owner = str(part.owner_id) if part.owner_id else ""
    return {"owner": owner, "position": position, "stages": [[str(stage.pk), stage.name] for stage in stages]}


def _locked_line(part: Part) -> list[Part]:
    """The journeys of the map, or the stages of a journey, in order; nobody else reorders them until the end."""
    if isinstance(part, Journey):
        _lock_map()
        return list(Journey.rows().order_by("position"))
    Journey.rows().select_for_update(no_key=True).get(pk=part.journey_id)
    return list(Stage.rows().filter(journey_id=part.journey_id).order_by("position"))


def _hand_archived_to(heir: Stage | None, stages: list[Stage]) -> None:
    if heir is None:
        return
    archived = Touchpoint.rows().filter(stage__in=stages).order_by("position")
    line = [*Touchpoint.rows().filter(stage=heir).order_by("position"), *archived]
    archived.update(stage=heir)
    order.write(Touchpoint, [touchpoint.pk for touchpoint in line])
