"""Makes the map being drawn equal to a document: for reverting, importing, templates, and a whole map by the API.

A touchpoint is known by its id, else by its key; what the document does not name is archived, and what it names and does not
exist is made. Nothing is published.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.hours.models import Calendar
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import differences, frame, locking, order, rules, versions
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import BadDocument, Document, Moment
from touchpoints.journeys.models import EscapeHatch, MessageTemplate, Stage, Touchpoint


class StaleMap(refusals.Refusal):
    """Somebody changed the map after it was read."""

    def __init__(self) -> None:
        super().__init__("The map was changed by somebody else meanwhile. Look at it again, then repeat what you did.")


@transaction.atomic
def write_document(
    *, by: Actor, now: datetime, document: Mapping[str, Any], expected: str | None = None, cause: str = "", **kept: Any
) -> list[str]:
    """Draw the map that the document describes, and say in sentences what changed; nothing when it is the same.

    `expected` is the digest (document.digest) of the map as it was read; `cause` names what brought the document and is kept
    with the recorded fact, as is what else is given.

    Raises StaleMap, document.BadDocument and rules.ProtectedNeverAutomate; then nothing is written.
    """
    wanted = documents.load(dict(document))
    locking.lock_map()
    before = versions.drawn()
    if expected is not None and expected != documents.digest(documents.dump(before)):
        raise StaleMap
    _refuse_strangers(wanted)
    _write(wanted, now)
    said = differences.sentences(before, versions.drawn())
    if said:
        audit.record(verb="map.written", by=by, subject_type="map", cause=cause, said=said, **kept)
    return said


def _write(wanted: Document, now: datetime) -> None:
    stages = frame.write(wanted)
    rows = _matched(wanted)
    _free_keys(wanted, rows)
    seats: dict[UUID, list[UUID]] = {}
    for stage, moment in _seated(wanted, stages):
        touchpoint_id = _save(rows.get(moment.key), moment, stage)
        seats.setdefault(stage.pk, []).append(touchpoint_id)
    _archive_others([one for line in seats.values() for one in line], stages, now)
    for stage in stages:
        line = seats.get(stage.pk, [])
        rest = (
            Touchpoint.rows().filter(stage=stage).exclude(pk__in=line).order_by("position", "pk").values_list("pk", flat=True)
        )
        order.write(Touchpoint, [*line, *rest])
    frame.remove_others(stages)


def _seated(wanted: Document, stages: list[Stage]) -> Iterable[tuple[Stage, Moment]]:
    parts = [part for journey in wanted.journeys for part in journey.stages]
    return ((stage, moment) for stage, part in zip(stages, parts, strict=True) for moment in part.touchpoints)


def _matched(wanted: Document) -> dict[str, Touchpoint]:
    """The rows that the document's touchpoints mean, by the document's keys: named by id first, then by key."""
    rows = {row.pk: row for row in Touchpoint.rows()}
    found = {moment.key: rows.pop(moment.id) for moment in wanted.moments() if moment.id in rows}
    by_key = {row.key: row for row in rows.values()}
    return found | {
        moment.key: by_key[moment.key] for moment in wanted.moments() if moment.key not in found and moment.key in by_key
    }


def _free_keys(wanted: Document, rows: Mapping[str, Touchpoint]) -> None:
    """Whoever holds a key that another touchpoint gets lets go of it first: keys are unique at every moment."""
    kept = {row.pk: key for key, row in rows.items()}
    keys = {moment.key for moment in wanted.moments()}
    taken = list(Touchpoint.rows().values_list("key", flat=True))
    for row in Touchpoint.rows().filter(key__in=keys):
        if kept.get(row.pk) != row.key:
            spare = rules.key_from(row.key, [*taken, *keys])
            taken.append(spare)
            Touchpoint.rows().filter(pk=row.pk).update(key=spare)


def _save(row: Touchpoint | None, moment: Moment, stage: Stage) -> UUID:
    fields = _fields(moment, stage)
    if row is None:
        row = Touchpoint.rows().create(position=rules.LAST_PLACE, **fields)
        _save_ways(row, moment)
        return row.pk
    row.refresh_from_db()
    new = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if _save_ways(row, moment) or new:
        Touchpoint.rows().filter(pk=row.pk).update(version=F("version") + 1, updated_at=Now(), **new)
    return row.pk


def _fields(moment: Moment, stage: Stage) -> dict[str, Any]:
    plain = ("key", "name", "intent", "mode_reason", "response_target_minutes", "key_moment", "top_five", "first_truth_due")
    return {
        **{name: getattr(moment, name) for name in plain},
        "mode": moment.mode.value,
        "owner_id": moment.owner,
        "protected": sorted({mark.value for mark in moment.protected}),
        "stakes": sorted({stake.value for stake in moment.stakes}),
        "channel": moment.channel.value if moment.channel else "",
        "stage_id": stage.pk,
        "archived_at": None,
    }


def _save_ways(row: Touchpoint, moment: Moment) -> bool:
    """The way to a person and the message. Says whether one of them changed."""
    return any([_save_way(EscapeHatch, row, _hatch_fields(moment)), _save_way(MessageTemplate, row, _message_fields(moment))])


def _save_way(table: type[EscapeHatch] | type[MessageTemplate], row: Touchpoint, wanted: dict[str, Any] | None) -> bool:
    former = table.rows().filter(touchpoint=row).first()
    if wanted is None:
        return bool(former and former.delete())
    if former is None:
        table.rows().create(touchpoint=row, **wanted)
        return True
    if all(getattr(former, name) == value for name, value in wanted.items()):
        return False
    raised = {"version": F("version") + 1} if table is MessageTemplate else {}
    table.rows().filter(pk=former.pk).update(**wanted, **raised)
    return True


def _hatch_fields(moment: Moment) -> dict[str, Any] | None:
    hatch = moment.hatch
    if hatch is None:
        return None
    return {"member_id": hatch.member, "calendar_id": hatch.calendar, "reply_minutes": hatch.reply_minutes}


def _message_fields(moment: Moment) -> dict[str, Any] | None:
    message = moment.message
    if message is None:
        return None
    return {"language": message.language, "subject": message.subject, "text": message.text}


def _archive_others(kept: list[UUID], stages: list[Stage], now: datetime) -> None:
    """Take the rest off the map, and archived ones out of stages that go."""
    others = Touchpoint.rows().exclude(pk__in=kept)
    others.filter(archived_at=None).update(archived_at=now, version=F("version") + 1)
    for row in others.exclude(stage__in=stages):
        Touchpoint.rows().filter(pk=row.pk).update(stage=stages[0], position=rules.LAST_PLACE - 1)


def _refuse_strangers(wanted: Document) -> None:
    """Raises BadDocument when a person or a calendar is not one of this organization."""
    people = {journey.owner for journey in wanted.journeys} | {moment.owner for moment in wanted.moments()}
    hatches = [moment.hatch for moment in wanted.moments() if moment.hatch]
    people |= {hatch.member for hatch in hatches}
    calendars = {hatch.calendar for hatch in hatches}
    if (people - {None}) - set(Membership.objects.values_list("pk", flat=True)):
        raise BadDocument("The map names a person who is not a member of this organization.", pointer="journeys")
    if (calendars - {None}) - set(Calendar.rows().values_list("pk", flat=True)):
        raise BadDocument("The map names business hours that do not exist here.", pointer="journeys")
