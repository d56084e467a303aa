"""What each row would do: the second stage of a check, and the check of one corrected row."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from presence.imports import saving, tally
from presence.imports.importers import Foreseen, Row
from presence.imports.models import Import, ImportRow
from presence.imports.plan import Plan, plan_for
from presence.imports.rules.fields import Problem

Verdict = ImportRow.Verdict


def check_some(source: Import, plan: Plan, *, limit: int) -> dict[str, Any]:
    """Judge up to `limit` rows that wait for it; returns the import's fields that changed."""
    rows = list(ImportRow.rows().filter(source=source, verdict=Verdict.PENDING).order_by("number")[:limit])
    _judge(rows, plan)
    if len(rows) == limit:
        return {"progress": source.progress + limit}
    return {"progress": source.total, "state": Import.State.CHECKED, "counts": tally.verdicts(source)}


def check_again(source: Import, row: ImportRow, *, now: datetime) -> None:
    """Judge a corrected row, and the rows that share its former or its present reference: which of them is last may differ."""
    plan = plan_for(source, now=now)
    former, row.reference = row.reference, plan.reference(row.cells)[:300]
    row.save(update_fields=["reference"])
    mine = ImportRow.rows().filter(source=source)
    _judge(_reconsidered(row, mine.filter(reference__in={former, row.reference} - {""}).order_by("number")), plan)
    row.refresh_from_db()


def _reconsidered(row: ImportRow, sharing: Iterable[ImportRow]) -> list[ImportRow]:
    """Of each reference the last row waits for a verdict if it had none, the others are superseded."""
    last: dict[str, ImportRow] = {}
    waiting = {row.pk: row}
    for other in sharing:
        if other.reference in last:
            _supersede(last[other.reference])
            waiting.pop(last[other.reference].pk, None)
        last[other.reference] = other
        if other.verdict == Verdict.SUPERSEDED or other.pk == row.pk:
            waiting[other.pk] = other
    return list(waiting.values())


def _supersede(row: ImportRow) -> None:
    row.verdict, row.problems, row.changes = Verdict.SUPERSEDED, [], None
    row.save(update_fields=["verdict", "problems", "changes"])


def _judge(rows: Sequence[ImportRow], plan: Plan) -> None:
    """Give each row its verdict. Rows whose cells cannot be read never reach the importer."""
    found: dict[int, Foreseen] = {}
    typed: list[tuple[int, Row]] = []
    for index, row in enumerate(rows):
        values, problems = plan.values(row.cells)
        if row.flaw:
            problems = [Problem("", row.flaw, "form")]
        if problems:
            found[index] = Foreseen("problem", problems)
        else:
            typed.append((index, Row(row.number, values)))
    foreseen = plan.importer.preview([row for _, row in typed], plan.context) if typed else []
    found |= {index: verdict for (index, _), verdict in zip(typed, foreseen, strict=True)}
    saving.save_verdicts([(row, found[index]) for index, row in enumerate(rows)])
