"""Writing verdicts and outcomes of many rows in one statement each: an UPDATE per row would take most of an import's time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection

from presence.imports.importers import Foreseen, Written
from presence.imports.models import ImportRow
from presence.imports.rules.fields import Problem
from presence.tenancy import scope

_VERDICTS = """
UPDATE presence_importrow AS row
   SET verdict = new.verdict, problems = new.problems::jsonb, changes = new.changes::jsonb, target_id = new.target_id
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[]) AS new (id, verdict, problems, changes, target_id)
 WHERE row.organization_id = %s AND row.id = new.id
"""
_OUTCOMES = """
UPDATE presence_importrow AS row
   SET outcome = new.outcome, problems = new.problems::jsonb, before = new.before::jsonb,
       target_id = coalesce(new.target_id, row.target_id)
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[]) AS new (id, outcome, problems, before, target_id)
 WHERE row.organization_id = %s AND row.id = new.id
"""


def save_verdicts(judged: Sequence[tuple[ImportRow, Foreseen]]) -> None:
    """What would happen to each row."""
    _execute(
        _VERDICTS,
        [
            (row.pk, found.verdict, _list(found.problems), _list(found.changes) if found.changes else None, found.target_id)
            for row, found in judged
        ],
    )


def save_outcomes(written: Sequence[tuple[ImportRow, Written]]) -> None:
    """What happened to each row."""
    _execute(
        _OUTCOMES,
        [
            (row.pk, done.outcome, _list(done.problems), json.dumps(done.before) if done.before else None, done.target_id)
            for row, done in written
        ],
    )


def save_undone(undone: Sequence[tuple[ImportRow, str]]) -> None:
    """Which rows were taken back, and why the others stayed. `before` is kept for neither: it has served."""
    stayed = [asdict(Problem("", reason, "stayed")) if reason else None for _, reason in undone]
    _execute(
        _OUTCOMES,
        [
            (row.pk, "stayed" if reason else "undone", json.dumps([reason] if reason else []), None, None)
            for (row, _), reason in zip(undone, stayed, strict=True)
        ],
    )


def _list(values: Iterable[Any]) -> str:
    return json.dumps([asdict(value) for value in values])


def _execute(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(statement, [*columns, scope.acting_organization_id()])
