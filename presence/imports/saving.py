"""Writing many rows, verdicts and outcomes in one statement each: through the ORM this would take most of an import's time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from django.db import connection

from presence.imports.importers import Foreseen, Written
from presence.imports.models import Import, ImportRow
from presence.imports.rules.fields import Problem
from presence.kit.ids import new_id
from presence.tenancy import scope

# The rows travel as one JSON value, as interactions do (touchpoints/interactions/writing.py).
_ROWS = """
INSERT INTO presence_importrow (id, organization_id, import_id, number, cells, reference, flaw, verdict, problems)
SELECT id, %s, %s, number, cells, reference, flaw, 'pending', '[]'
  FROM json_to_recordset(%s::json) AS incoming (id uuid, number int4, cells text[], reference text, flaw text)
"""
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


def insert_rows(source: Import, rows: Iterable[dict[str, Any]]) -> None:
    """Rows as they were read: number, cells, reference and flaw."""
    encoded = msgspec.json.encode([{"id": new_id(), **row} for row in rows]).decode()
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [source.organization_id, source.pk, encoded])


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
