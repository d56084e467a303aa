"""Reading revisions with their terms, whatever their number, in one statement."""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from presence.tenancy import scope
from promises.record.chain import StoredRevision, StoredTerm

# The organization stands in every join: row-level security would filter anyway, but only so can indexes be used.
_STATEMENT = """
SELECT r.promise_id, r.number, r.source, r.time_flexibility, r.cost_flexibility, r.scope_flexibility, r.chosen_pair,
       r.customer_told_at, r.author_id, r.author_label, r.created_at, r.wording_digest, r.previous_hash, r.hash,
       w.salt, w.title, w.first_truth, w.reason, lines.terms
  FROM promises_promise p
  JOIN promises_revision r ON r.organization_id = p.organization_id AND r.promise_id = p.id
  LEFT JOIN promises_revisionwording w ON w.organization_id = r.organization_id AND w.id = r.id
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_array(t.key, t.position, t.kind, t.flexibility, t.due_at, t.amount::text,
                                              t.wording_digest, tw.salt, tw.text) ORDER BY t.position), '[]')::text AS terms
      FROM promises_term t
      LEFT JOIN promises_termwording tw ON tw.organization_id = t.organization_id AND tw.id = t.id
     WHERE t.organization_id = r.organization_id AND t.revision_id = r.id) AS lines
 WHERE p.organization_id = %s AND p.id = ANY(%s)
"""


def current(promise_ids: Iterable[UUID]) -> dict[UUID, StoredRevision]:
    """The newest revision of each promise of the acting organization, by the promise's id; unknown ids are left out."""
    rows = _read(_STATEMENT + " AND r.number = p.current_number", promise_ids)
    return {revision.promise_id: revision for revision in rows}


def history(promise_id: UUID) -> list[StoredRevision]:
    """All revisions of a promise, oldest first."""
    return _read(_STATEMENT + " ORDER BY r.number", [promise_id])


def numbered(promise_id: UUID, number: int) -> StoredRevision | None:
    """One revision of a promise, or None."""
    found = _read(_STATEMENT + " AND r.number = %s", [promise_id], number)
    return found[0] if found else None


def _read(statement: str, promise_ids: Iterable[UUID], *more: Any) -> list[StoredRevision]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [scope.acting_organization_id(), list(promise_ids), *more])
        return [_revision(*row) for row in cursor.fetchall()]


def _revision(*row: Any) -> StoredRevision:
    *columns, lines = row
    values = [*columns, tuple(_term(line) for line in json.loads(lines))]
    return StoredRevision(*values)


def _term(line: list[Any]) -> StoredTerm:
    key, position, kind, flexibility, due_at, amount, wording_digest, salt, text = line
    due = datetime.fromisoformat(due_at) if due_at else None
    money = Decimal(amount) if amount else None
    return StoredTerm(UUID(key), position, kind, flexibility, due, money, wording_digest, salt, text)
