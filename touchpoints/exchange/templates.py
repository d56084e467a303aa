"""Saving the map as a template, and beginning with one."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from touchpoints.exchange import bringing
from touchpoints.exchange.gallery import REPLY_MINUTES
from touchpoints.exchange.models import BroughtMap, MapTemplate
from touchpoints.journeys import document as documents
from touchpoints.journeys import rules, versions
from touchpoints.journeys.document import Document, Hatch, JourneyPart, Moment, StagePart
from touchpoints.journeys.models import Mode, Touchpoint

MOST = 100


class NameTaken(refusals.Refusal):
    """Another template of the organization has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a template “{name}” already. Give this one another name.", pointer="name")


class TooManyTemplates(refusals.Refusal):
    """More templates than anybody chooses from."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} templates already. Delete one that is no longer used.", pointer="name")


def save(*, by: Actor, name: str, about: str = "") -> MapTemplate:
    """Save the map that is being drawn, without people. Raises NameTaken, TooManyTemplates."""
    if MapTemplate.rows().filter(deleted_at=None).count() >= MOST:
        raise TooManyTemplates
    plain = documents.dump(anonymous(versions.drawn()))
    try:
        with transaction.atomic():
            template = MapTemplate.rows().create(name=name, about=about, document=plain, saved_by_id=by.member_id)
            audit.record(verb="map_template.saved", by=by, subject=template, name=name)
    except IntegrityError as error:
        raise NameTaken(name) from error
    return template


def rename(*, by: Actor, template: MapTemplate, name: str, about: str) -> None:
    """Call it something else. Raises NameTaken."""
    try:
        with transaction.atomic():
            changed = MapTemplate.rows().filter(pk=template.pk, deleted_at=None).exclude(name=name, about=about)
            if changed.update(name=name, about=about):
                changes = {"name": [template.name, name]}
                audit.record(verb="map_template.renamed", by=by, subject=template, changes=changes)
    except IntegrityError as error:
        raise NameTaken(name) from error


def delete(*, by: Actor, now: datetime, template: MapTemplate) -> None:
    """Offer it no more. Deleting twice deletes once."""
    with transaction.atomic():
        if MapTemplate.rows().filter(pk=template.pk, deleted_at=None).update(deleted_at=now):
            audit.record(verb="map_template.deleted", by=by, subject=template, name=template.name)


def restore(*, by: Actor, template: MapTemplate) -> None:
    """Offer it again. Raises NameTaken when another took its name meanwhile."""
    try:
        with transaction.atomic():
            if MapTemplate.rows().filter(pk=template.pk, deleted_at__isnull=False).update(deleted_at=None):
                audit.record(verb="map_template.restored", by=by, subject=template, name=template.name)
    except IntegrityError as error:
        raise NameTaken(template.name) from error


@transaction.atomic
def begin_with(*, by: Actor, now: datetime, document: Document, name: str, replace: bool) -> BroughtMap | None:
    """Add the template's journeys to the map that is being drawn, or put them in place of it; None when nothing changed.

    Whoever does it owns the moments and answers for the automatic ones, until they name somebody else.
    """
    current = versions.drawn()
    journeys = _replacing(current, document) if replace else [*current.journeys, *_beside(current, document)]
    owned = Document(journeys=list(_owned(journeys, by)))
    return bringing.write(by=by, now=now, document=documents.dump(owned), expected=None, source="template", name=name)


def anonymous(document: Document) -> Document:
    """The map without ids and without people."""
    return Document(
        journeys=[
            JourneyPart(
                name=journey.name,
                stages=[
                    StagePart(name=stage.name, touchpoints=[_nobodys(moment) for moment in stage.touchpoints])
                    for stage in journey.stages
                ],
            )
            for journey in document.journeys
        ]
    )


def _nobodys(moment: Moment) -> Moment:
    return msgspec.structs.replace(moment, id=None, owner=None, hatch=None)


def _beside(current: Document, document: Document) -> Iterator[JourneyPart]:
    """The template's journeys with names and keys that nothing on the map ever had."""
    names = {journey.name for journey in current.journeys}
    keys = set(Touchpoint.rows().values_list("key", flat=True))
    for journey in document.journeys:
        name = _free(journey.name, names)
        names.add(name)
        stages = [msgspec.structs.replace(stage, touchpoints=list(_keyed(stage, keys))) for stage in journey.stages]
        yield msgspec.structs.replace(journey, name=name, stages=stages)


def _keyed(stage: StagePart, keys: set[str]) -> Iterator[Moment]:
    for moment in stage.touchpoints:
        key = rules.key_from(moment.key, list(keys))
        keys.add(key)
        yield msgspec.structs.replace(moment, key=key)


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[:110]} {number}"
    return free


def _replacing(current: Document, document: Document) -> list[JourneyPart]:
    """The template's journeys; a moment that is on the map under its key stays protected as it is."""
    former = {moment.key: moment for moment in current.moments()}
    return [
        msgspec.structs.replace(
            journey,
            stages=[
                msgspec.structs.replace(
                    stage, touchpoints=[_still_protected(moment, former.get(moment.key)) for moment in stage.touchpoints]
                )
                for stage in journey.stages
            ],
        )
        for journey in document.journeys
    ]


def _still_protected(moment: Moment, former: Moment | None) -> Moment:
    protected = sorted({*moment.protected, *(former.protected if former else [])})
    mode = Mode.AUGMENT if protected and moment.mode == Mode.AUTOMATE else moment.mode
    return msgspec.structs.replace(moment, protected=protected, mode=mode)


def _owned(journeys: list[JourneyPart], by: Actor) -> Iterator[JourneyPart]:
    """Everything that comes from the template belongs to whoever brings it; what is on the map already has its ids."""
    for journey in journeys:
        if journey.id is None and by.member_id:
            owner = by.member_id
            stages = [
                msgspec.structs.replace(stage, touchpoints=[_of(owner, moment) for moment in stage.touchpoints])
                for stage in journey.stages
            ]
            yield msgspec.structs.replace(journey, owner=owner, stages=stages)
        else:
            yield journey


def _of(owner: UUID, moment: Moment) -> Moment:
    way = Hatch(member=owner, reply_minutes=REPLY_MINUTES) if moment.mode == Mode.AUTOMATE else None
    return msgspec.structs.replace(moment, owner=owner, hatch=way)
