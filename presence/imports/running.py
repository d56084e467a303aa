"""Writing the rows of an import, and taking them back."""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, transaction

from presence.audit import actions as audit
from presence.imports import saving, tally
from presence.imports.importers import Batch, Context, Importer, Row, Undoable, Written
from presence.imports.models import Import, ImportRow
from presence.imports.plan import Plan
from presence.imports.rules.fields import Problem

Outcome, Verdict = ImportRow.Outcome, ImportRow.Verdict
TAKEN = (Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED)


def run_some(source: Import, plan: Plan, *, limit: int) -> dict[str, Any]:
    """Write up to `limit` rows; returns the import's fields that changed.

    After a failed attempt rows are written one by one, so that a row nobody foresaw is rejected alone.
    """
    waiting = ImportRow.rows().filter(source=source, outcome=Outcome.NONE, verdict__in=TAKEN)
    rows = list(waiting.order_by("number")[:limit])
    readable, written = _typed(rows, plan)
    batch = _run_singly(plan, readable) if source.failures else _run(plan, readable)
    written += zip([row for row, _ in readable], batch.rows, strict=True)
    saving.save_outcomes(written)
    days = [day for day in (source.first_day, batch.first_day, source.last_day, batch.last_day) if day]
    changed = {"first_day": min(days, default=None), "last_day": max(days, default=None)}
    if len(rows) == limit:
        return changed | {"progress": source.progress + limit}
    return changed | _finish(source, plan)


def _typed(rows: Sequence[ImportRow], plan: Plan) -> tuple[list[tuple[ImportRow, Row]], list[tuple[ImportRow, Written]]]:
    """Rows with their values; and those that can no longer be read, because a choice was removed since the check."""
    readable: list[tuple[ImportRow, Row]] = []
    rejected: list[tuple[ImportRow, Written]] = []
    for row in rows:
        values, problems = plan.values(row.cells)
        if problems:
            rejected.append((row, Written("rejected", problems=problems)))
        else:
            readable.append((row, Row(row.number, values)))
    return readable, rejected


def _run(plan: Plan, readable: Sequence[tuple[ImportRow, Row]]) -> Batch:
    return plan.importer.run([row for _, row in readable], plan.context) if readable else Batch([])


def _run_singly(plan: Plan, readable: Sequence[tuple[ImportRow, Row]]) -> Batch:
    batches = [_run_one(plan.importer, row, plan.context) for _, row in readable]
    days = [day for batch in batches for day in (batch.first_day, batch.last_day) if day]
    return Batch([row for batch in batches for row in batch.rows], min(days, default=None), max(days, default=None))


def _run_one(importer: Importer, row: Row, context: Context) -> Batch:
    try:
        with transaction.atomic():
            return importer.run([row], context)
    except (DatabaseError, ValueError):
        return Batch([Written("rejected", problems=[Problem("", "This row could not be written. Check its cells.", "failed")])])


def _finish(source: Import, plan: Plan) -> dict[str, Any]:
    tally.close_rows(source)
    counts = tally.outcomes(source)
    audit.record(verb="import.finished", by=plan.context.by, subject=source, kind=source.kind, counts=counts)
    return {"progress": source.total, "state": Import.State.DONE, "finished_at": plan.context.now, "counts": counts}


def undo_some(source: Import, plan: Plan, *, limit: int) -> dict[str, Any]:
    """Take back up to `limit` rows, the last ones first; returns the import's fields that changed."""
    done = ImportRow.rows().filter(source=source, outcome__in=[Outcome.CREATED, Outcome.UPDATED])
    rows = list(done.order_by("-number")[:limit])
    items = [Undoable(row.outcome, row.target_id, row.before) for row in rows]  # type: ignore[arg-type]
    reasons = plan.importer.undo(items, plan.context) if items else []
    saving.save_undone(list(zip(rows, reasons, strict=True)))
    if len(rows) == limit:
        return {"progress": source.progress + limit}
    counts = tally.outcomes(source)
    audit.record(verb="import.undone", by=plan.context.by, subject=source, kind=source.kind, counts=counts)
    return {"state": Import.State.UNDONE, "finished_at": plan.context.now, "counts": counts}
