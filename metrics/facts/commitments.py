"""Commitments of promises that were due in a window, counted in one statement (decisions.md 11).

A due time counts on the day it was due. One whose time has passed without the minute's tick having written it down counts as
overdue as of the moment of asking. Where a member or the customer judged the same due time, their word counts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from metrics.calculators.commitments import OUTCOMES, CommitmentCounts
from presence.kit.windows import Window
from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions.filters import Filters

# A commitment has a customer and with it a segment; it belongs to no touchpoint, team, mode or handler.
_COLUMNS = {"customer_id": "p.customer_id", "segment": "c.segment"}

_STATEMENT = """
WITH bounds AS (
  SELECT %(first)s::date::timestamp AT TIME ZONE o.time_zone AS since,
         (%(last)s::date + 1)::timestamp AT TIME ZONE o.time_zone AS until
    FROM presence_organization o WHERE o.id = %(organization)s
), due AS (
  SELECT k.promise_id, k.term_key, k.promised_by AS due_at,
         CASE WHEN k.verdict = 'broken' AND k.done_at IS NOT NULL THEN 'broken_late'
              WHEN k.verdict = 'broken' THEN 'broken_overdue' ELSE k.verdict END AS verdict
    FROM touchpoints_check k, bounds
   WHERE k.organization_id = %(organization)s AND k.promised_by >= bounds.since AND k.promised_by < bounds.until
   UNION ALL
  SELECT m.promise_id, m.term_key, m.due_at, CASE WHEN m.due_at < %(as_of)s THEN 'broken_overdue' ELSE 'open' END
    FROM promises_commitment m, bounds
   WHERE m.organization_id = %(organization)s AND m.done_at IS NULL AND m.ended_at IS NULL AND m.found_overdue_at IS NULL
     AND m.due_at >= bounds.since AND m.due_at < bounds.until
), said AS (
  SELECT due.promise_id,
         CASE WHEN word.verdict IS NULL THEN due.verdict
              WHEN word.verdict = 'broken' AND due.verdict LIKE 'broken%%' THEN due.verdict
              WHEN word.verdict = 'broken' THEN 'broken_judged' ELSE word.verdict END AS verdict
    FROM due LEFT JOIN LATERAL (
      SELECT k.verdict FROM touchpoints_check k
        JOIN promises_term t ON t.organization_id = k.organization_id AND t.id = k.term_id AND t.due_at = due.due_at
        JOIN touchpoints_interaction i
          ON i.organization_id = k.organization_id AND i.id = k.interaction_id AND i.deleted_at IS NULL
       WHERE k.organization_id = %(organization)s AND k.term_key = due.term_key
         AND k.basis IN ('customer', 'person') AND k.verdict IN ('kept', 'broken', 'renegotiated')
       ORDER BY k.basis, i.occurred_at DESC, k.id DESC LIMIT 1) AS word ON true
)
SELECT {counts} FROM said
  JOIN promises_promise p ON p.organization_id = %(organization)s AND p.id = said.promise_id
  JOIN presence_customer c ON c.organization_id = %(organization)s AND c.id = p.customer_id
 WHERE {where}
"""


def count(*, window: Window, now: datetime, filters: Filters | None = None) -> CommitmentCounts | None:
    """The acting organization's commitments due on these days; None when a filter is given that no commitment has."""
    equal = filters.equal if filters else {}
    if not equal.keys() <= _COLUMNS.keys():
        return None
    where, values = _conditions(equal)
    values |= {"organization": acting_organization_id(), "first": window.first, "last": window.last, "as_of": now}
    counts = ", ".join(f"count(*) FILTER (WHERE said.verdict = '{outcome}')" for outcome in OUTCOMES)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.replace("{counts}", counts).replace("{where}", where), values)
        return CommitmentCounts(*cursor.fetchone())


def _conditions(equal: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    parts = [f"{_COLUMNS[name]} = %({name})s" for name in equal]
    return " AND ".join(parts) or "true", dict(equal)
