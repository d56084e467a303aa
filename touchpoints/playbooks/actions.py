"""Verbs on playbooks. Each takes the actor, writes one audit entry, and refuses in words fit for the person who asked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import comparison, hanging, rules
from touchpoints.playbooks.models import Playbook, PlaybookVersion
from touchpoints.playbooks.rules import Content

CHANGEABLE = ("content", "owner", "review_date", "touchpoints")
LONGEST_WHY = 300


class NameTaken(refusals.Refusal):
    """Another playbook in use has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a playbook “{name}” already. Give this one another name.", pointer="name")


class StalePlaybook(refusals.Refusal):
    """Somebody changed the playbook after it was read. `playbook` is how it stands now."""

    def __init__(self, playbook: Playbook) -> None:
        super().__init__(f"“{playbook.name}” was changed by somebody else meanwhile. Compare and save again.")
        self.playbook = playbook


class Archived(refusals.Refusal):
    """An archived playbook is only brought back."""

    def __init__(self, playbook: Playbook) -> None:
        super().__init__(f"“{playbook.name}” is archived. Bring it back first.")


@transaction.atomic
def write(
    *,
    by: Actor,
    now: datetime,
    content: Content,
    review_date: date,
    owner: Membership | None = None,
    touchpoints: Sequence[Touchpoint] = (),
    why: str = "",
) -> Playbook:
    """Write a playbook and hang it on the touchpoints, each of which gives up the one it has.

    Raises rules.InvalidPlaybook and NameTaken.
    """
    clean = rules.clean(content)
    hanging.lock(touchpoints)
    playbook = Playbook(name=clean.name, owner=owner, review_date=review_date, created_at=now, updated_at=now)
    _save(playbook)
    _write_version(playbook, clean, by=by, now=now, why=why)
    hanging.hang(playbook, touchpoints)
    audit.record(verb="playbook.written", by=by, subject=playbook, name=playbook.name, touchpoints=_named(touchpoints))
    return playbook


@transaction.atomic
def change(
    *,
    by: Actor,
    now: datetime,
    playbook: Playbook,
    expected_version: int | None = None,
    why: str = "",
    restored_from: int | None = None,
    **fields: Any,
) -> Playbook:
    """Change the given fields of CHANGEABLE; what is absent stays. Other words make a new version; nothing new writes nothing.

    Raises StalePlaybook when `expected_version` is given and is no longer current, Archived, rules.InvalidPlaybook, NameTaken.
    """
    _refuse_unknown(fields)
    hanging.lock([*fields.get("touchpoints", ()), *hanging.of(playbook)])
    current = _lock(playbook)
    if expected_version is not None and current.version != expected_version:
        raise StalePlaybook(current)
    if current.archived_at:
        raise Archived(current)
    changes = _changes(current, fields)
    if changes:
        _apply(current, fields, changes, by=by, now=now, why=why, restored_from=restored_from)
        audit.record(verb="playbook.changed", by=by, subject=current, name=current.name, changes=changes, why=_short(why))
    return current


def restore_version(*, by: Actor, now: datetime, playbook: Playbook, number: int) -> Playbook:
    """Write a new version that says what this older one said. Raises Archived, NameTaken, PlaybookVersion.DoesNotExist."""
    older = PlaybookVersion.rows().get(playbook=playbook, number=number)
    why = f"Version {number} again"
    return change(by=by, now=now, playbook=playbook, content=older.content, why=why, restored_from=number)


@transaction.atomic
def review(*, by: Actor, now: datetime, playbook: Playbook, next_date: date) -> Playbook:
    """Somebody looked it through and it still holds, until `next_date`. Raises Archived."""
    current = _lock(playbook)
    if current.archived_at:
        raise Archived(current)
    if current.review_date != next_date:
        was, current.review_date = current.review_date, next_date
        _touch(current, now)
        changes = {"review_date": [was.isoformat(), next_date.isoformat()]}
        audit.record(verb="playbook.reviewed", by=by, subject=current, name=current.name, changes=changes)
    return current


@transaction.atomic
def archive(*, by: Actor, now: datetime, playbook: Playbook) -> None:
    """Show it nowhere any more. It keeps its touchpoints until another playbook takes them. Twice archives once."""
    current = _lock(playbook)
    if current.archived_at is None:
        current.archived_at = now
        _touch(current, now)
        audit.record(verb="playbook.archived", by=by, subject=current, name=current.name)


@transaction.atomic
def restore(*, by: Actor, now: datetime, playbook: Playbook) -> None:
    """Use an archived one again. Raises NameTaken when another took its name meanwhile."""
    current = _lock(playbook)
    if current.archived_at:
        current.archived_at = None
        _touch(current, now)
        audit.record(verb="playbook.restored", by=by, subject=current, name=current.name)


def _lock(playbook: Playbook) -> Playbook:
    return Playbook.rows().select_for_update(no_key=True).get(pk=playbook.pk)


def _refuse_unknown(fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A playbook has no changeable {', '.join(sorted(unknown))}.")


def _changes(current: Playbook, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """What differs from how it stands, as the log tells it. `fields["content"]` is clean afterward."""
    changes: dict[str, list[Any]] = {}
    if "content" in fields:
        fields["content"] = rules.clean(fields["content"])
        parts = comparison.compare(_content(current), fields["content"])
        changes |= {part.name: ["", part.told] for part in parts}
    if "owner" in fields and _key(fields["owner"]) != current.owner_id:
        changes["owner"] = [str(current.owner or ""), str(fields["owner"] or "")]
    if "review_date" in fields and fields["review_date"] != current.review_date:
        changes["review_date"] = [current.review_date.isoformat(), fields["review_date"].isoformat()]
    if "touchpoints" in fields:
        was, wanted = hanging.of(current), fields["touchpoints"]
        if {row.pk for row in was} != {row.pk for row in wanted}:
            changes["touchpoints"] = [", ".join(_named(was)), ", ".join(_named(wanted))]
    return changes


def _apply(
    current: Playbook,
    fields: dict[str, Any],
    changes: dict[str, list[Any]],
    *,
    by: Actor,
    now: datetime,
    why: str,
    restored_from: int | None,
) -> None:
    current.owner = fields.get("owner", current.owner)
    current.review_date = fields.get("review_date", current.review_date)
    if set(changes) & set(rules.parts()):
        current.number += 1
        current.name = fields["content"].name
        _write_version(current, fields["content"], by=by, now=now, why=why, restored_from=restored_from)
    _touch(current, now)
    if "touchpoints" in changes:
        hanging.hang(current, fields["touchpoints"])


def _touch(playbook: Playbook, now: datetime) -> None:
    playbook.version += 1
    playbook.updated_at = now
    _save(playbook)


def _save(playbook: Playbook) -> None:
    """Raises NameTaken: the database knows of every other name, written meanwhile or not."""
    try:
        with transaction.atomic():
            playbook.save()
    except IntegrityError as error:
        if "playbook_name_once" not in str(error):
            raise
        raise NameTaken(playbook.name) from error


def _write_version(
    playbook: Playbook, content: Content, *, by: Actor, now: datetime, why: str, restored_from: int | None = None
) -> None:
    PlaybookVersion.rows().create(
        playbook=playbook,
        number=playbook.number,
        document=rules.document(content),
        why=_short(why),
        written_by_id=by.member_id,
        written_as=by.label,
        restored_from=restored_from,
        created_at=now,
    )


def _content(playbook: Playbook) -> Content:
    return PlaybookVersion.rows().get(playbook=playbook, number=playbook.number).content


def _short(why: str) -> str:
    return " ".join(rules.speakable(why).split())[:LONGEST_WHY]


def _named(touchpoints: Sequence[Touchpoint]) -> list[str]:
    return sorted(touchpoint.name for touchpoint in touchpoints)


def _key(member: Membership | None) -> Any:
    return member.pk if member else None
