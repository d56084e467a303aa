"""Bringing a map in from outside: looked over in words first, then written at once, and taken back while nobody went on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import ids, refusals
from presence.tenancy.actors import Actor
from touchpoints.exchange import merging, naming
from touchpoints.exchange.given import Given, Problem
from touchpoints.exchange.models import BroughtMap
from touchpoints.journeys import document as documents
from touchpoints.journeys import versions, writing


class CannotBeBrought(refusals.Refusal):
    """What was given cannot be laid over the map. `problems` say where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].words)
        self.problems = problems


class AlreadyChanged(refusals.Refusal):
    """Somebody went on with the map after it was brought in, so going back would take that away as well."""

    def __init__(self) -> None:
        super().__init__("The map was changed after this. Undo those changes first, or publish an earlier version again.")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What bringing it in would do. `expected` names the map it was compared with."""

    sentences: list[str]
    problems: list[Problem]
    unused: list[str]
    expected: str


def foresee(given: Given, *, replace: bool) -> Foreseen:
    """What would change, in words. Writes nothing."""
    current = versions.drawn()
    merged = merging.merge(current, given, naming.known(current), replace=replace)
    expected = documents.digest(documents.dump(current))
    said = [] if merged.problems else versions.diff(documents.dump(current), documents.dump(merged.document))
    return Foreseen(said, merged.problems, given.unused, expected)


@transaction.atomic
def bring(
    *, by: Actor, now: datetime, given: Given, replace: bool, expected: str | None, source: str, name: str = ""
) -> BroughtMap | None:
    """Write it over the map that is being drawn; None when nothing changed.

    Raises CannotBeBrought, writing.StaleMap when the map is no longer the `expected` one, and what write_document raises.
    """
    current = versions.drawn()
    merged = merging.merge(current, given, naming.known(current), replace=replace)
    if merged.problems:
        raise CannotBeBrought(merged.problems)
    return write(by=by, now=now, document=documents.dump(merged.document), expected=expected, source=source, name=name)


@transaction.atomic
def write(
    *, by: Actor, now: datetime, document: Mapping[str, Any], expected: str | None, source: str, name: str
) -> BroughtMap | None:
    """Write this document and keep what stood before; None when nothing changed. Raises what write_document raises."""
    before = versions.document()
    if expected is not None and documents.digest(before) != expected:
        raise writing.StaleMap
    read, brought_id = documents.digest(before), ids.new_id()
    said = writing.write_document(
        by=by, now=now, document=document, expected=read, cause=name or source, brought=str(brought_id)
    )
    if not said:
        return None
    return BroughtMap.rows().create(
        id=brought_id,
        source=source,
        name=name[:120],
        before=before,
        after_digest=documents.digest(versions.document()),
        changes=len(said),
        brought_by_id=by.member_id,
    )


@transaction.atomic
def undo(*, by: Actor, now: datetime, brought: BroughtMap) -> None:
    """Draw the map as it stood before. Undoing twice undoes once. Raises AlreadyChanged."""
    held = BroughtMap.rows().select_for_update().get(pk=brought.pk)
    if held.undone_at:
        return
    try:
        writing.write_document(by=by, now=now, document=held.before, expected=held.after_digest, cause="undo")
    except writing.StaleMap as stale:
        raise AlreadyChanged from stale
    BroughtMap.rows().filter(pk=held.pk).update(undone_at=now)
    audit.record(verb="map.brought_undone", by=by, subject=held, name=str(held))
