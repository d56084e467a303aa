"""Taking interactions in, one or ten thousand: read, resolve, judge, write. Good rows are taken, bad ones are named.

The same content again writes nothing. Different content under a known reference keeps what was said before as a former
version. The last of equal references in one batch wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from presence.audit import actions as audit
from presence.customers import references as customers
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from touchpoints.interactions import candidates, intake, references, statements, writing
from touchpoints.interactions.candidates import Candidate
from touchpoints.interactions.intake import InteractionInput, Row
from touchpoints.interactions.problems import Problem
from touchpoints.interactions.references import References

Cause = Literal["api", "page", "import", "undo"]
Verdict = Literal["new", "changed", "unchanged", "superseded", "problem"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, by its place in the batch, and why."""

    index: int
    errors: list[Problem]


@dataclass(slots=True)
class Report:
    """What became of a batch. `ids` has one entry per row: the interaction it became, or None.

    A deleted interaction that comes again counts as created; `created_ids` holds only those that never existed before.
    `superseded` are rows that a later row with the same reference replaced before anything was written. `first_day` and
    `last_day` span the taken rows in the organization's days.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    ids: list[UUID | None] = field(default_factory=list)
    created_ids: list[UUID] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a row. `interaction_id` is set when one with its reference exists."""

    verdict: Verdict
    problems: list[Problem] = field(default_factory=list)
    interaction_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    rows: list[tuple[int, InteractionInput]]
    superseded: list[int]
    rejected: list[Rejected]
    found: References


@transaction.atomic(savepoint=False)
def ingest(
    rows: Sequence[Row],
    *,
    by: Actor,
    now: datetime,
    create_customers: bool = False,
    cause: Cause = "api",
    import_id: UUID | None = None,
) -> Report:
    """Take these rows into the acting organization in one transaction, and record one audit entry with the counts."""
    batch = _prepare(rows, create_customers=create_customers)
    _make_customers(batch, by=by)
    fresh = [candidates.build(index, row, batch.found, now) for index, row in batch.rows]
    report = Report(superseded=batch.superseded, rejected=batch.rejected, ids=[None] * len(rows))
    if fresh:
        zone = batch.found.time_zone
        _write(fresh, report, zone=zone, by=by, now=now, cause=cause, import_id=import_id)
        _span(fresh, report, ZoneInfo(zone))
        _record(report, by=by, cause=cause, import_id=import_id)
    return report


@transaction.atomic(savepoint=False)
def preview(rows: Sequence[Row], *, now: datetime, create_customers: bool = False) -> list[Preview]:
    """What ingest would make of each of these rows, without writing anything."""
    batch = _prepare(rows, create_customers=create_customers)
    unborn = {row.customer_ref: (new_id(), "") for _, row in batch.rows if row.customer_ref}
    batch.found.customers_by_ref = unborn | batch.found.customers_by_ref
    fresh = [candidates.build(index, row, batch.found, now) for index, row in batch.rows]
    stored = writing.existing(fresh)
    told = [Preview("superseded")] * len(rows)
    for rejected in batch.rejected:
        told[rejected.index] = Preview("problem", rejected.errors)
    for candidate in fresh:
        former = stored.get(candidate.external_ref)
        verdict: Verdict = "unchanged" if former and former.says(candidate) else "changed"
        told[candidate.index] = Preview(verdict, [], former.id) if former and not former.is_deleted else Preview("new")
    return told


def _prepare(rows: Sequence[Row], *, create_customers: bool) -> _Batch:
    """Read and resolve; of equal references keep the last good row."""
    readable: list[tuple[int, InteractionInput]] = []
    rejected = []
    for index, row in enumerate(rows):
        value = intake.read(row)
        if isinstance(value, InteractionInput):
            readable.append((index, value))
        else:
            rejected.append(Rejected(index, value.problems))
    found = references.look_up(value for _, value in readable)
    good = []
    for index, value in readable:
        missing = candidates.unresolved(value, found, create_customers=create_customers)
        if missing:
            rejected.append(Rejected(index, missing))
        else:
            good.append((index, value))
    winners, superseded = candidates.latest(good)
    return _Batch(winners, superseded, sorted(rejected, key=lambda one: one.index), found)


def _make_customers(batch: _Batch, *, by: Actor) -> None:
    known = batch.found.customers_by_ref
    missing = {row.customer_ref for _, row in batch.rows if row.customer_ref and row.customer_ref not in known}
    if missing:
        known.update(customers.add_missing(by=by, refs=missing))


def _write(
    fresh: list[Candidate], report: Report, *, zone: str, by: Actor, now: datetime, cause: Cause, import_id: UUID | None
) -> None:
    inserted = writing.insert(fresh, time_zone=zone, by=by, now=now)
    stored = {} if inserted == len(fresh) else writing.existing(fresh)
    changed, revived = [], 0
    for candidate in fresh:
        former = stored.get(candidate.external_ref)
        if former is None or former.id == candidate.id:
            report.ids[candidate.index] = candidate.id
            report.created_ids.append(candidate.id)
        else:
            report.ids[candidate.index] = former.id
            if not former.says(candidate):
                changed.append(candidate.with_id(former.id))
                revived += former.is_deleted
    replaced = replace(changed, zone=zone, by=by, now=now, cause=cause, import_id=import_id)
    report.created, report.updated = inserted + revived, replaced - revived
    report.unchanged = len(fresh) - inserted - replaced


def replace(
    changed: Sequence[Candidate], *, zone: str, by: Actor, now: datetime, cause: Cause, import_id: UUID | None = None
) -> int:
    """Write candidates over the rows they name by id, keeping what those said; says how many really changed."""
    if not changed:
        return 0
    locked = writing.lock([candidate.id for candidate in changed])
    # Whoever held the lock before may have written the very same, so the comparison is made again under the lock.
    different = [candidate for candidate in changed if not locked[candidate.id].says(candidate)]
    if different:
        writing.keep_former([candidate.id for candidate in different], cause=cause, by=by, import_id=import_id)
        writing.replace(different, time_zone=zone, by=by, now=now)
    return len(different)


def _span(fresh: Sequence[Candidate], report: Report, zone: ZoneInfo) -> None:
    place = list(statements.COLUMNS).index("occurred_at")
    times = [candidate.values[place] for candidate in fresh]
    report.first_day = min(times).astimezone(zone).date()
    report.last_day = max(times).astimezone(zone).date()


def _record(report: Report, *, by: Actor, cause: Cause, import_id: UUID | None) -> None:
    if not report.created and not report.updated:
        return
    one = report.ids[0] if len(report.ids) == 1 else None
    audit.record(
        verb="interaction.recorded" if one else "interactions.recorded",
        by=by,
        subject_type="interaction" if one else "import" if import_id else "",
        subject_id=one or import_id,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=len(report.rejected),
        cause=cause,
    )
