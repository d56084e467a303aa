"""Verbs on touchpoints. Each takes the actor, writes one audit entry, and refuses in words fit for the person who asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import order, rules
from touchpoints.journeys.models import Stage, Touchpoint

CHANGEABLE = (
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
)


class KeyTaken(refusals.Refusal):
    """Another touchpoint of the organization has this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The key “{key}” is in use by another touchpoint. Choose another one.", pointer="key")


class StaleTouchpoint(refusals.Refusal):
    """Somebody changed the touchpoint after it was read. `touchpoint` is what it says now."""

    def __init__(self, touchpoint: Touchpoint) -> None:
        super().__init__(f"“{touchpoint.name}” was changed by somebody else meanwhile. Compare and save again.")
        self.touchpoint = touchpoint


class NoStage(refusals.Refusal):
    """The map has no stage to put a touchpoint in."""

    def __init__(self) -> None:
        super().__init__("The map has no stage yet. Add a journey first.", pointer="stage")


@transaction.atomic
def add_touchpoint(*, by: Actor, name: str, key: str = "", stage: Stage | None = None, **fields: Any) -> Touchpoint:
    """Put a touchpoint at the end of a stage, by default the first one; the key defaults to one made from the name.

    `fields` are those of CHANGEABLE; no mode is human-only. Raises KeyTaken, NoStage and rules.ProtectedNeverAutomate.
    """
    _refuse_unknown(fields)
    fields["mode"] = rules.effective_mode(fields.get("mode"))
    rules.guard(mode=fields["mode"], protected=list(fields.get("protected", ())))
    stage = _lock_stages(stage or first_stage())[0]
    key = key or rules.key_from(name, list(Touchpoint.rows().values_list("key", flat=True)))
    _refuse_taken(key)
    line = _line(stage)
    touchpoint = Touchpoint.rows().create(key=key, name=name, stage=stage, position=len(line), **_with_lists(fields))
    order.write(Touchpoint, [*line, touchpoint.pk, *_archived(stage)])
    audit.record(verb="touchpoint.added", by=by, subject=touchpoint, name=name, mode=touchpoint.mode, stage=str(stage.pk))
    return touchpoint


@transaction.atomic
def change_touchpoint(
    *, by: Actor, touchpoint: Touchpoint, expected_version: int | None = None, reason: str = "", **fields: Any
) -> Touchpoint:
    """Change the given fields; what is absent stays. A change that changes nothing writes nothing.

    Raises StaleTouchpoint when `expected_version` is given and is no longer current, KeyTaken, and
    rules.ProtectedNeverAutomate.
    """
    _refuse_unknown(fields)
    current = Touchpoint.rows().select_for_update(no_key=True).get(pk=touchpoint.pk)
    if expected_version is not None and current.version != expected_version:
        raise StaleTouchpoint(current)
    new = {name: value for name, value in _with_lists(fields).items() if getattr(current, name) != value}
    if not new:
        return current
    rules.guard(mode=new.get("mode", current.mode), protected=new.get("protected", current.protected))
    if "key" in new:
        _refuse_taken(new["key"])
    Touchpoint.rows().filter(pk=current.pk).update(version=F("version") + 1, updated_at=Now(), **new)
    changes = {name: [_plain(getattr(current, name)), _plain(value)] for name, value in new.items()}
    ids: dict[str, Any] = {"owner_ids": [_id(current.owner), _id(new["owner"])]} if "owner" in new else {}
    audit.record(verb="touchpoint.changed", by=by, subject=current, name=current.name, changes=changes, reason=reason, **ids)
    return Touchpoint.rows().get(pk=current.pk)


@transaction.atomic
def move_touchpoint(
    *,
    by: Actor,
    touchpoint: Touchpoint,
    step: rules.Step | None = None,
    stage: Stage | None = None,
    position: int | None = None,
) -> Touchpoint:
    """Move within its stage by `step` or to `position` (from 0), or to another `stage` (its end, or `position` there)."""
    target = stage or touchpoint.stage
    _lock_stages(touchpoint.stage, target)
    former = Touchpoint.rows().select_related("stage").get(pk=touchpoint.pk, archived_at=None)
    others = [pk for pk in _line(target) if pk != former.pk]
    if step:
        line = rules.moved(_line(target) if former.stage == target else [*others, former.pk], former.pk, step)
    else:
        line = rules.placed(others, former.pk, position)
    _reseat(former, target, line)
    current = Touchpoint.rows().select_related("stage").get(pk=touchpoint.pk)
    if _place(former) != _place(current):
        changes, seats = {"place": [_place(former), _place(current)]}, [_seat(former), _seat(current)]
        audit.record(verb="touchpoint.moved", by=by, subject=current, name=current.name, changes=changes, seats=seats)
    return current


@transaction.atomic
def archive_touchpoint(*, by: Actor, now: datetime, touchpoint: Touchpoint) -> None:
    """Take a touchpoint off the map. Its facts stay; restore_touchpoint brings it back."""
    stage = _lock_stages(touchpoint.stage)[0]
    former = Touchpoint.rows().filter(pk=touchpoint.pk, archived_at=None).first()
    if former is None:
        return
    Touchpoint.rows().filter(pk=former.pk).update(archived_at=now, version=F("version") + 1)
    order.write(Touchpoint, [*_line(stage), *_archived(stage)])
    audit.record(verb="touchpoint.archived", by=by, subject=former, name=former.name, seat=_seat(former))


@transaction.atomic
def restore_touchpoint(*, by: Actor, touchpoint: Touchpoint) -> None:
    """Bring an archived touchpoint back, at the end of its stage."""
    stage = _lock_stages(touchpoint.stage)[0]
    live = _line(stage)
    if Touchpoint.rows().filter(pk=touchpoint.pk, archived_at__isnull=False).update(archived_at=None, version=F("version") + 1):
        order.write(Touchpoint, [*live, touchpoint.pk, *_archived(stage)])
        audit.record(verb="touchpoint.restored", by=by, subject=touchpoint, name=touchpoint.name, stage=str(stage.pk))


def first_stage() -> Stage:
    """The first stage of the first journey. Raises NoStage."""
    stage = Stage.rows().order_by("journey__position", "position").first()
    if stage is None:
        raise NoStage
    return stage


def _place(touchpoint: Touchpoint) -> str:
    return f"{touchpoint.stage}, place {touchpoint.position + 1}"


def _seat(touchpoint: Touchpoint) -> list[Any]:
    """Its place for programs: the stage's id and the position from 0. Undoing a move reads it."""
    return [str(touchpoint.stage_id), touchpoint.position]


def _refuse_unknown(fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A touchpoint has no changeable {', '.join(sorted(unknown))}.")


def _refuse_taken(key: str) -> None:
    if Touchpoint.rows().filter(key=key).exists():
        raise KeyTaken(key)


def _with_lists(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {name: sorted(set(fields[name])) for name in ("protected", "stakes") if name in fields}


def _id(owner: Membership | None) -> str:
    return str(owner.pk) if owner else ""


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Membership) else value


def _lock_stages(*stages: Stage) -> list[Stage]:
    """Lock the stages in one order for everybody, and give them back in the order asked for."""
    ids = {stage.pk for stage in stages}
    locked = {stage.pk: stage for stage in Stage.rows().select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
    return [locked[stage.pk] for stage in stages]


def _line(stage: Stage) -> list[UUID]:
    return list(Touchpoint.rows().filter(stage=stage, archived_at=None).order_by("position").values_list("pk", flat=True))


def _archived(stage: Stage) -> list[UUID]:
    gone = Touchpoint.rows().filter(stage=stage, archived_at__isnull=False)
    return list(gone.order_by("position").values_list("pk", flat=True))


def _reseat(touchpoint: Touchpoint, target: Stage, line: list[UUID]) -> None:
    left = touchpoint.stage
    if left != target:
        Touchpoint.rows().filter(pk=touchpoint.pk).update(stage=target)
        order.write(Touchpoint, [*_line(left), *_archived(left)])
    order.write(Touchpoint, [*line, *_archived(target)])
