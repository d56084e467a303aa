"""What automations led to: what left, what did not and why, and what customers did after it.

A handoff, a suppression or a contact counts for the automation whose message went out before it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from presence.tenancy import scope
from touchpoints.automations.results import Results
from touchpoints.sends.models import Message, State

WAITING = (State.QUEUED, State.HELD, State.SENDING)
NOT_SENT = (State.SUPPRESSED, State.CANCELED, State.EXPIRED)
MOST_REASONS = 8

_SENT = """
WITH sent AS (
  SELECT automation_id, touchpoint_id, customer_id, lower(address) AS address, sent_at
    FROM touchpoints_message
   WHERE organization_id = %(organization)s AND automation_id = ANY(%(ids)s) AND state = 'sent' AND sent_at >= %(since)s)
"""

# A person was asked for, or answered, at the automation's touchpoint by somebody it had written to in the two weeks before.
_HANDOFFS = (
    _SENT
    + """
SELECT s.automation_id,
       count(DISTINCT h.id) FILTER (WHERE h.reason = 'reply'),
       count(DISTINCT h.id) FILTER (WHERE h.reason = 'reply' AND h.handed_back_at IS NULL),
       count(DISTINCT h.id) FILTER (WHERE h.reason = 'asked_for_a_person')
  FROM sent s
  JOIN touchpoints_handoff h ON h.organization_id = %(organization)s AND h.customer_id = s.customer_id
   AND (h.touchpoint_id = s.touchpoint_id OR h.touchpoint_id IS NULL)
   AND h.opened_at >= s.sent_at AND h.opened_at < s.sent_at + interval '14 days'
 GROUP BY s.automation_id
"""
)
_OUT = (
    _SENT
    + """
SELECT s.automation_id,
       count(DISTINCT p.id) FILTER (WHERE p.why IN ('unsubscribed', 'less_often')),
       count(DISTINCT p.id) FILTER (WHERE p.why = 'complained')
  FROM sent s
  JOIN touchpoints_suppression p ON p.organization_id = %(organization)s AND lower(p.address) = s.address
   AND p.since >= s.sent_at AND p.since < s.sent_at + interval '14 days'
 GROUP BY s.automation_id
"""
)

# Contacts caused (decisions.md 17): what came in within 72 hours, less what came in 72 hours of the 28 days before.
_CAUSED = (
    _SENT
    + """
SELECT s.automation_id,
       sum(i.after)::float8 - sum(i.before)::float8 * 3 / 28
  FROM sent s
 CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE occurred_at >= s.sent_at) AS after, count(*) FILTER (WHERE occurred_at < s.sent_at) AS before
      FROM touchpoints_interaction
     WHERE organization_id = %(organization)s AND customer_id = s.customer_id AND deleted_at IS NULL
       AND handled_by <> 'automation' AND presence_kind = ''
       AND occurred_at >= s.sent_at - interval '28 days' AND occurred_at < s.sent_at + interval '72 hours') i
 GROUP BY s.automation_id
"""
)


def of_automations(ids: Sequence[UUID], since: datetime) -> dict[UUID, Results]:
    """Each automation's since then, in five statements however many there are (settings.AUTOMATION_RESULTS)."""
    named = {"organization": scope.acting_organization_id(), "ids": list(ids), "since": since}
    found: dict[UUID, dict[str, Any]] = {one: {"suppressed": {}} for one in ids}
    _count_states(found, since)
    for automation_id, replies, unresolved, hatch in _rows(_HANDOFFS, named):
        found[automation_id] |= {"replies": replies, "unresolved_replies": unresolved, "hatch_uses": hatch}
    for automation_id, unsubscribes, complaints in _rows(_OUT, named):
        found[automation_id] |= {"unsubscribes": unsubscribes, "complaints": complaints}
    for automation_id, caused in _rows(_CAUSED, named):
        found[automation_id]["contacts_caused"] = caused
    return {one: Results(**told) for one, told in found.items()}


def _count_states(found: dict[UUID, dict[str, Any]], since: datetime) -> None:
    rows = Message.rows().filter(automation__in=list(found), queued_at__gte=since).order_by()
    for automation_id, state, amount in rows.values_list("automation", "state").annotate(amount=Count("pk")):
        told = found[automation_id]
        name = "waiting" if state in WAITING else str(state)
        if name in ("sent", "waiting", "uncertain", "failed"):
            told[name] = told.get(name, 0) + amount
    why = (
        rows.filter(state__in=NOT_SENT)
        .values_list("automation", "reason")
        .annotate(amount=Count("pk"))
        .order_by("-amount", "reason")
    )
    for automation_id, reason, amount in why:
        reasons = found[automation_id]["suppressed"]
        name = reason if len(reasons) < MOST_REASONS else "Other reasons"
        reasons[name] = reasons.get(name, 0) + amount


def _rows(statement: str, named: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, named)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
