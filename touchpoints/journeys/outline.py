"""Verbs on journeys and stages: the outline that touchpoints hang on. There is always at least one of each."""

from typing import TypeVar

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
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
def move(*, by: Actor, part: Part, step: rules.Step) -> None:
    """Move a journey on the map, or a stage within its journey."""
    line = _locked_line(part)
    wanted = rules.moved(line, part, step)
    if wanted != line:
        order.write(type(part), [one.pk for one in wanted])
        audit.record(verb=f"{part._meta.model_name}.moved", by=by, subject=part, name=part.name, step=step)


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
    heir = rest[max(line.index(part) - 1, 0)]
    _hand_archived_to(heir if isinstance(heir, Stage) else heir.stages.last(), stages)
    Stage.rows().filter(pk__in=[stage.pk for stage in stages]).delete()
    if isinstance(part, Journey):
        Journey.rows().filter(pk=part.pk).delete()
    order.write(type(part), [one.pk for one in rest])
    audit.record(verb=f"{part._meta.model_name}.removed", by=by, subject=part, name=part.name)


def _lock_map() -> None:
    """The organization's row stands for the order of its journeys."""
    list(Organization.objects.select_for_update(no_key=True).values_list("pk"))


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
