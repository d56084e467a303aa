"""Taking changes of the map back, from what the audit log says about them. What somebody changed since is left alone."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from presence.audit.models import Entry
from presence.hours.models import Calendar
from presence.kit import refusals, toasts
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import actions, outline, ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import Journey, Stage, Touchpoint

MOST_AT_ONCE = 5


class CannotUndo(refusals.Refusal):
    """The change cannot be taken back: something else came after it."""


def newest(touchpoint: Touchpoint) -> Entry | None:
    """The last thing recorded about this touchpoint: what comes after it is what is done next."""
    return Entry.rows().filter(subject_id=touchpoint.pk).first()


def offer(
    request: HttpRequest, words: str, subject: Touchpoint | Journey | Stage, *, after: Entry | None = None, back: str = ""
) -> None:
    """Say what was done to it, with the way back for ten seconds: from all of it, when it was several changes.

    `back` names the page to return to instead of the map: history or outline.
    """
    rows = Entry.rows().filter(subject_id=subject.pk)
    since = [entry for entry in rows[:MOST_AT_ONCE] if after is None or (entry.at, entry.pk) > (after.at, after.pk)]
    done = since if after else since[:1]
    if not done:
        toasts.say(request, words)
        return
    sent = {"also": " ".join(str(entry.pk) for entry in done[1:]), "back": back}
    fields = {name: value for name, value in sent.items() if value}
    toasts.say(request, words, undo_url=reverse("map_undo", args=[done[0].pk]), undo_fields=fields)


def may_undo(entry: Entry) -> bool:
    """Whether the entry says enough to be taken back. Whether it still can be is found out by trying."""
    wanted = _NEEDED.get(entry.verb)
    return wanted is not None and (not wanted or wanted in entry.detail)


def undo(*, by: Actor, entry: Entry) -> Touchpoint | None:
    """Take one recorded change back, as a change of its own. The touchpoint, when it was about one.

    Raises CannotUndo and what the verbs raise.
    """
    if not may_undo(entry):
        raise CannotUndo("This change cannot be taken back here.")
    if entry.verb in _OF_TOUCHPOINTS:
        touchpoint: Touchpoint = _find(Touchpoint, entry)
        _OF_TOUCHPOINTS[entry.verb](by, entry, touchpoint)
        return touchpoint
    _OF_OUTLINE[entry.verb](by, entry)
    return None


def _change_back(by: Actor, entry: Entry, touchpoint: Touchpoint) -> None:
    changes: dict[str, list[Any]] = dict(entry.detail["changes"])
    if "owner" in changes:
        changes["owner"] = [_member(owner) for owner in entry.detail["owner_ids"]]
    since = [name for name, (_, written) in changes.items() if getattr(touchpoint, name) != written]
    if since:
        raise CannotUndo(f"“{touchpoint.name}” was changed again since. Change it by hand.")
    former: dict[str, Any] = {name: before for name, (before, _) in changes.items()}
    actions.change_touchpoint(by=by, touchpoint=touchpoint, expected_version=touchpoint.version, **former)


def _move_back(by: Actor, entry: Entry, touchpoint: Touchpoint) -> None:
    (stage_id, position), there = entry.detail["seats"]
    if [str(touchpoint.stage_id), touchpoint.position] != there or touchpoint.archived_at:
        raise CannotUndo(f"“{touchpoint.name}” or its neighbors were moved again since. Move it by hand.")
    _seat(by, touchpoint, stage_id, position)


def _archive(by: Actor, entry: Entry, touchpoint: Touchpoint) -> None:
    actions.archive_touchpoint(by=by, now=timezone.now(), touchpoint=touchpoint)


def _bring_back(by: Actor, entry: Entry, touchpoint: Touchpoint) -> None:
    if touchpoint.archived_at is None:
        raise CannotUndo(f"“{touchpoint.name}” is on the map.")
    actions.restore_touchpoint(by=by, touchpoint=touchpoint)
    _seat(by, _find(Touchpoint, entry), *entry.detail["seat"])


def _seat(by: Actor, touchpoint: Touchpoint, stage_id: str, position: int) -> None:
    stage = Stage.rows().filter(pk=stage_id).first()
    if stage is None:
        raise CannotUndo(f"The stage where “{touchpoint.name}” was is gone.")
    actions.move_touchpoint(by=by, touchpoint=touchpoint, stage=stage, position=position)


def _hatch_back(by: Actor, entry: Entry, touchpoint: Touchpoint) -> None:
    _refuse_older(entry, touchpoint, "touchpoint.hatch")
    former = entry.detail["former"]
    member = _member(former[0]) if former else None
    if member is None:
        ways.remove_hatch(by=by, touchpoint=touchpoint)
        return
    calendar = Calendar.rows().filter(pk=former[1]).first() if former[1] else None
    ways.set_hatch(by=by, touchpoint=touchpoint, member=member, calendar=calendar, reply_minutes=former[2])


def _message_back(by: Actor, entry: Entry, touchpoint: Touchpoint) -> None:
    _refuse_older(entry, touchpoint, "touchpoint.message")
    former = entry.detail["former"]
    if former:
        ways.set_message(by=by, touchpoint=touchpoint, message=Message(**former))
    else:
        ways.remove_message(by=by, touchpoint=touchpoint)


def _refuse_older(entry: Entry, touchpoint: Touchpoint, kind: str) -> None:
    """Only the last change of the way to a person, or of the message, says what stands there."""
    last = Entry.rows().filter(subject_id=touchpoint.pk, verb__startswith=kind).first()
    if last != entry:
        raise CannotUndo(f"“{touchpoint.name}” was changed again since. Change it by hand.")


def _rename_back(by: Actor, entry: Entry) -> None:
    part = _part(entry)
    before, written = entry.detail["changes"]["name"]
    if part.name != written:
        raise CannotUndo(f"“{part.name}” was renamed again since.")
    outline.rename(by=by, part=part, name=before)


def _place_back(by: Actor, entry: Entry) -> None:
    part = _part(entry)
    before, there = entry.detail["places"]
    if part.position != there:
        raise CannotUndo(f"“{part.name}” or its neighbors were moved again since.")
    outline.move(by=by, part=part, position=before)


def _remove(by: Actor, entry: Entry) -> None:
    outline.remove(by=by, part=_part(entry))


def _return(by: Actor, entry: Entry) -> None:
    part_id, name, seat = entry.subject_id, entry.detail["name"], entry.detail["seat"]
    if part_id is None or Journey.rows().filter(pk=part_id).exists() or Stage.rows().filter(pk=part_id).exists():
        raise CannotUndo(f"“{name}” is on the map.")
    if entry.subject_type == "journey":
        outline.return_journey(by=by, journey_id=part_id, name=name, seat=seat)
    elif outline.return_stage(by=by, stage_id=part_id, name=name, seat=seat) is None:
        raise CannotUndo(f"The journey where “{name}” was is gone.")


def _part(entry: Entry) -> Any:
    return _find(Journey if entry.verb.startswith("journey") else Stage, entry)


def _find(table: Any, entry: Entry) -> Any:
    found = table.rows().filter(pk=entry.subject_id).first()
    if found is None:
        raise CannotUndo("What this was about is gone.")
    return found


def _member(member_id: str) -> Membership | None:
    return Membership.rows().filter(pk=member_id).first() if member_id else None


_OF_TOUCHPOINTS: dict[str, Callable[[Actor, Entry, Touchpoint], None]] = {
    "touchpoint.added": _archive,
    "touchpoint.changed": _change_back,
    "touchpoint.moved": _move_back,
    "touchpoint.archived": _bring_back,
    "touchpoint.restored": _archive,
    "touchpoint.hatch_set": _hatch_back,
    "touchpoint.hatch_removed": _hatch_back,
    "touchpoint.message_written": _message_back,
    "touchpoint.message_removed": _message_back,
}
_OF_OUTLINE: dict[str, Callable[[Actor, Entry], None]] = {
    "journey.added": _remove,
    "journey.renamed": _rename_back,
    "journey.moved": _place_back,
    "journey.removed": _return,
    "journey.returned": _remove,
    "stage.added": _remove,
    "stage.renamed": _rename_back,
    "stage.moved": _place_back,
    "stage.removed": _return,
    "stage.returned": _remove,
}
# What an entry must say to be taken back: entries of the first days say less.
_NEEDED = dict.fromkeys((*_OF_TOUCHPOINTS, *_OF_OUTLINE), "") | {
    "journey.moved": "places",
    "journey.removed": "seat",
    "stage.moved": "places",
    "stage.removed": "seat",
    "touchpoint.changed": "changes",
    "touchpoint.moved": "seats",
    "touchpoint.archived": "seat",
    "touchpoint.hatch_set": "former",
    "touchpoint.hatch_removed": "former",
    "touchpoint.message_written": "former",
    "touchpoint.message_removed": "former",
}
