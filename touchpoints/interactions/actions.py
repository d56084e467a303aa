"""Verbs on single interactions, for pages. Bulk writing is ingest.py; both take the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from touchpoints.interactions import candidates, ingest, intake, references, writing
from touchpoints.interactions.candidates import Candidate
from touchpoints.interactions.intake import InteractionInput, Row
from touchpoints.interactions.models import FormerVersion, Interaction
from touchpoints.interactions.problems import Problem


class NotTaken(refusals.Refusal):
    """What was given cannot be recorded; `problems` says why, field by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message, pointer=problems[0].pointer.lstrip("/"))
        self.problems = list(problems)


class StaleInteraction(refusals.Refusal):
    """Somebody corrected the interaction since it was read; `interaction` is what it says now."""

    def __init__(self, interaction: Interaction) -> None:
        super().__init__("Somebody else corrected this interaction while you were writing. Compare both versions.")
        self.interaction = interaction


def record(*, by: Actor, now: datetime, row: Row, interaction_id: UUID | None = None) -> Interaction:
    """Record one interaction. With an id that was given before it is not recorded again: a form sent twice is one contact.

    Raises NotTaken.
    """
    candidate, zone = prepare(row, now)
    if interaction_id is not None:
        candidate = candidate.with_id(interaction_id)
    try:
        with transaction.atomic():
            _refuse_taken(candidate)
            writing.insert([candidate], time_zone=zone, by=by, now=now)
            audit.record(verb="interaction.recorded", by=by, subject_type="interaction", subject_id=candidate.id)
    except IntegrityError:
        if not Interaction.rows().filter(pk=candidate.id).exists():
            raise
    return Interaction.rows().get(pk=candidate.id)


@transaction.atomic
def correct(
    *, by: Actor, now: datetime, interaction: Interaction, row: Row, expected_version: int | None = None
) -> Interaction:
    """Replace what an interaction says; what it said stays readable as a former version.

    Raises NotTaken, and StaleInteraction when `expected_version` is given and no longer current.
    """
    current = Interaction.rows().select_for_update(no_key=True).get(pk=interaction.pk, deleted_at=None)
    if expected_version is not None and current.version != expected_version:
        raise StaleInteraction(current)
    candidate, zone = prepare(row, now)
    candidate = candidate.with_id(current.pk)
    _refuse_taken(candidate)
    if ingest.replace([candidate], zone=zone, by=by, now=now, cause="page"):
        audit.record(verb="interaction.corrected", by=by, subject=current, version=current.version + 1)
    return Interaction.rows().get(pk=current.pk)


@transaction.atomic
def delete(*, by: Actor, now: datetime, interaction: Interaction) -> None:
    """Take an interaction out of lists and figures. `restore` brings it back as it was."""
    writing.lock([interaction.pk])
    if Interaction.rows().filter(pk=interaction.pk, deleted_at=None).exists():
        writing.keep_former([interaction.pk], cause="page", by=by, import_id=None)
        writing.mark_deleted([interaction.pk], now=now)
        audit.record(verb="interaction.deleted", by=by, subject=interaction)


@transaction.atomic
def restore(*, by: Actor, now: datetime, interaction: Interaction) -> None:
    """Bring a deleted interaction back, saying what it said."""
    writing.lock([interaction.pk])
    former = FormerVersion.rows().filter(interaction=interaction).order_by("-number").first()
    if former and Interaction.rows().filter(pk=interaction.pk, deleted_at__isnull=False).exists():
        writing.keep_former([interaction.pk], cause="undo", by=by, import_id=None)
        writing.restore([former], now=now)
        audit.record(verb="interaction.restored", by=by, subject=interaction)


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the rows an import had written. `changed_since` were corrected later and are left alone."""

    deleted: int
    restored: int
    changed_since: list[UUID]


@transaction.atomic
def undo_import(
    *, by: Actor, now: datetime, import_id: UUID, created_ids: Sequence[UUID], among: Sequence[UUID] | None = None
) -> Undone:
    """Take back what an import wrote: what it made is deleted, what it changed says again what it said before.

    `created_ids` are those of the import's reports; what it changed is known from the former versions it left behind. With
    `among` only these interactions are looked at, so that a large import is undone a part at a time.
    """
    formers = _formers(import_id, among)
    ids = {*created_ids, *formers}
    writing.lock(list(ids))
    versions = dict(Interaction.rows().filter(pk__in=ids).values_list("pk", "version"))
    as_left = {pk for pk in ids if versions.get(pk) == _version_left(formers.get(pk, []))}
    made = [pk for pk in created_ids if pk in as_left]
    restorable = [found[0] for pk, found in formers.items() if pk in as_left and pk not in made]
    writing.keep_former(list(as_left), cause="undo", by=by, import_id=None)
    deleted = writing.mark_deleted(made, now=now)
    restored = writing.restore(restorable, now=now)
    audit.record(
        verb="interactions.undone", by=by, subject_type="import", subject_id=import_id, deleted=deleted, restored=restored
    )
    return Undone(deleted, restored, sorted(ids - as_left))


def _formers(import_id: UUID, among: Sequence[UUID] | None) -> dict[UUID, list[FormerVersion]]:
    """What the import replaced, by interaction, earliest first."""
    left_behind = FormerVersion.rows().filter(import_id=import_id)
    if among is not None:
        left_behind = left_behind.filter(interaction_id__in=among)
    formers: dict[UUID, list[FormerVersion]] = {}
    for former in left_behind.order_by("number"):
        formers.setdefault(former.interaction_id, []).append(former)
    return formers


def _version_left(replaced: Sequence[FormerVersion]) -> int:
    """The version a row has when the import was the last to write it: the first, unless it replaced former ones."""
    return replaced[-1].number + 1 if replaced else 1


def prepare(row: Row, now: datetime) -> tuple[Candidate, str]:
    """The row ready to be written, and the time zone that its day is counted in. Raises NotTaken."""
    value = intake.read(row)
    if not isinstance(value, InteractionInput):
        raise NotTaken(value.problems)
    found = references.look_up([value])
    missing = candidates.unresolved(value, found, create_customers=False)
    if missing:
        raise NotTaken(missing)
    return candidates.build(0, value, found, now), found.time_zone


def _refuse_taken(candidate: Candidate) -> None:
    rivals = Interaction.rows().filter(external_ref=candidate.external_ref).exclude(external_ref="")
    if rivals.exclude(pk=candidate.id).exists():
        raise NotTaken([Problem("/external_ref", "taken", "Another interaction has this reference.")])
