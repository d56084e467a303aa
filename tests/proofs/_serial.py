"""Whether what two people did at once is what one after the other would have left: the log replayed must give the map."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.models import Organization
from tests.proofs._editors import Story
from touchpoints.journeys.models import Stage, Touchpoint

Line = dict[str, list[str]]
Said = dict[str, dict[str, Any]]
Snapshot = tuple[Line, Said]
FIELDS = ("name", "mode", "mode_reason")


def snapshot(organization: Organization) -> Snapshot:
    """The cards of each stage in order, and what each touchpoint says."""
    with scope.acting_for(organization), transaction.atomic():
        line: Line = {str(stage.pk): [] for stage in Stage.rows()}
        for row in Touchpoint.rows().filter(archived_at=None).order_by("position"):
            line[str(row.stage_id)].append(str(row.pk))
        said = {str(row.pk): {name: getattr(row, name) for name in FIELDS} for row in Touchpoint.rows()}
    return line, said


def faults(
    organization: Organization, before: tuple[Line, dict[str, dict[str, Any]]], known: set[UUID], story: Story
) -> list[str]:
    """What differs from the serial order in which the changes were recorded; every text that got lost."""
    with scope.acting_for(organization), transaction.atomic():
        entries = list(Entry.rows().filter(subject_type="touchpoint").exclude(pk__in=known).order_by("pk"))
        gaps = list(_gaps())
    found = [*_said(before[1], snapshot(organization)[1], entries), *_lost(story, entries), *gaps]
    seats = _replayed(before[0], entries)
    if seats != snapshot(organization)[0]:
        found.append(f"The cards stand otherwise than the recorded moves put them: {seats} and {snapshot(organization)[0]}")
    return found


def _said(before: Said, after: Said, entries: list[Entry]) -> Iterator[str]:
    """Each change begins where the one before it ended, and the last one is what stands there."""
    now = {key: dict(said) for key, said in before.items()}
    for entry in entries:
        key = str(entry.subject_id)
        if entry.verb == "touchpoint.added":
            now[key] = {"name": entry.detail["name"], "mode": entry.detail["mode"], "mode_reason": ""}
        for name, (old, new) in entry.detail.get("changes", {}).items():
            if name in FIELDS:
                if now[key][name] != old:
                    yield f"{name} of {key} was {now[key][name]!r} and was changed from {old!r}: something was replaced unseen."
                now[key][name] = new
    for key, said in after.items():
        if now[key] != said:
            yield f"{key} says {said}, and {now[key]} was recorded."


def _lost(story: Story, entries: list[Entry]) -> Iterator[str]:
    """Whoever wrote a text that was taken had seen what it replaced."""
    written: dict[tuple[str, str, Any], Any] = {}
    for entry in entries:
        for name, (old, new) in entry.detail.get("changes", {}).items():
            written.setdefault((str(entry.subject_id), name, str(new)), old)  # taking something back writes a text again
    for one in story.wrote:
        old = written.get((one.touchpoint, one.field, one.text))
        if one.was_taken and old is None:
            yield f"“{one.text}” was taken and never written."
        if one.was_taken and old is not None and old != one.saw:
            yield f"“{one.text}” replaced {old!r}, and its writer saw {one.saw!r}."


def _replayed(before: Line, entries: list[Entry]) -> Line:
    """The stages after every recorded move, one after the other."""
    line = {stage: list(cards) for stage, cards in before.items()}
    for entry in entries:
        key = str(entry.subject_id)
        if entry.verb == "touchpoint.moved":
            stage, place = entry.detail["seats"][1]
            _take(line, key)
            line[stage].insert(place, key)
        elif entry.verb == "touchpoint.archived":
            _take(line, key)
        elif entry.verb in ("touchpoint.added", "touchpoint.restored"):
            line[entry.detail["stage"]].append(key)
    return line


def _take(line: Line, key: str) -> None:
    for cards in line.values():
        if key in cards:
            cards.remove(key)


def _gaps() -> Iterator[str]:
    """Positions are 0, 1, 2 … in every stage, archived cards last."""
    for stage in Stage.rows():
        rows = list(Touchpoint.rows().filter(stage=stage).order_by("position"))
        if [row.position for row in rows] != list(range(len(rows))):
            yield f"The places in {stage} are {[row.position for row in rows]}."
