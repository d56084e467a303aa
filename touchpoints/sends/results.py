"""What automations led to, counted from the outbox and from what happened after a message (settings.AUTOMATION_RESULTS).

What a customer does is put down to the last message they got before it, two weeks back at most.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from presence.tenancy import scope
from touchpoints.automations.results import Results
from touchpoints.sends import counts, filters
from touchpoints.sends.models import Message, State

OTHER = "Another reason"
WAITING = (State.QUEUED, State.HELD, State.SENDING)
UNSENT = (State.SUPPRESSED, State.CANCELED, State.EXPIRED)

# By automation: handoffs that customers raised at its moment, by whether they answered a mail, and whether they still wait.
RAISED = """
SELECT last.automation_id,
       count(*) FILTER (WHERE h.reason = 'reply'),
       count(*) FILTER (WHERE h.reason = 'reply' AND h.handed_back_at IS NULL),
       count(*) FILTER (WHERE h.reason <> 'reply')
  FROM touchpoints_handoff h
  JOIN LATERAL (SELECT m.automation_id FROM touchpoints_message m
                 WHERE m.organization_id = h.organization_id AND m.customer_id = h.customer_id
                   AND m.touchpoint_id = h.touchpoint_id AND m.state = 'sent'
                   AND m.sent_at BETWEEN h.opened_at - interval '14 days' AND h.opened_at
                 ORDER BY m.sent_at DESC LIMIT 1) AS last ON true
 WHERE h.organization_id = %(organization)s AND h.source = 'customer' AND h.opened_at >= %(since)s
   AND last.automation_id = ANY(%(ids)s)
 GROUP BY 1
"""
ENDED = """
SELECT last.automation_id, count(*) FILTER (WHERE s.why = 'unsubscribed'), count(*) FILTER (WHERE s.why = 'complained')
  FROM touchpoints_suppression s
  JOIN LATERAL (SELECT m.automation_id FROM touchpoints_message m
                 WHERE m.organization_id = s.organization_id AND lower(m.address) = lower(s.address) AND m.state = 'sent'
                   AND m.sent_at BETWEEN s.since - interval '14 days' AND s.since
                 ORDER BY m.sent_at DESC LIMIT 1) AS last ON true
 WHERE s.organization_id = %(organization)s AND s.address <> '' AND s.why IN ('unsubscribed', 'complained')
   AND s.since >= %(since)s AND last.automation_id = ANY(%(ids)s)
 GROUP BY 1
"""

# Contacts within 72 hours of a message, less those that the 28 days before it let expect (decisions: 17). Contacts that we
# began ourselves do not count, and neither do those of machines.
CAUSED = """
SELECT m.automation_id,
       sum((SELECT count(*) FROM touchpoints_interaction i
             WHERE i.organization_id = m.organization_id AND i.customer_id = m.customer_id AND i.deleted_at IS NULL
               AND i.handled_by IN ('human', 'assisted') AND i.presence_kind = ''
               AND i.occurred_at > m.sent_at AND i.occurred_at <= m.sent_at + interval '72 hours')
         - (SELECT count(*) FROM touchpoints_interaction i
             WHERE i.organization_id = m.organization_id AND i.customer_id = m.customer_id AND i.deleted_at IS NULL
               AND i.handled_by IN ('human', 'assisted') AND i.presence_kind = ''
               AND i.occurred_at > m.sent_at - interval '28 days' AND i.occurred_at <= m.sent_at) * 3.0 / 28)
  FROM touchpoints_message m
 WHERE m.organization_id = %(organization)s AND m.automation_id = ANY(%(ids)s) AND m.state = 'sent' AND m.sent_at >= %(since)s
 GROUP BY 1
"""


def of_automations(ids: Sequence[UUID], since: datetime) -> dict[UUID, Results]:
    """Each automation's since then; one that wrote no message is left out."""
    values = {"organization": scope.acting_organization_id(), "ids": list(ids), "since": since}
    states, unsent = _by_state(ids, since)
    reached = counts.reached(list(ids), [])
    raised, ended, caused = (_by_automation(statement, values) for statement in (RAISED, ENDED, CAUSED))
    return {
        automation: Results(
            sent=states[automation][State.SENT],
            waiting=sum(states[automation][state] for state in WAITING),
            uncertain=states[automation][State.UNCERTAIN],
            failed=states[automation][State.FAILED],
            suppressed=dict(unsent[automation]),  # a template would ask a Counter for its entry “items”
            replies=raised.get(automation, (0, 0, 0))[0],
            unresolved_replies=raised.get(automation, (0, 0, 0))[1],
            hatch_uses=raised.get(automation, (0, 0, 0))[2],
            unsubscribes=ended.get(automation, (0, 0))[0],
            complaints=ended.get(automation, (0, 0))[1],
            reached=reached[automation].count if automation in reached else 0,
            contacts_caused=float(caused[automation][0]) if automation in caused else None,
        )
        for automation in {**states, **reached}
    }


def _by_state(ids: Sequence[UUID], since: datetime) -> tuple[dict[UUID, Counter[str]], dict[UUID, Counter[str]]]:
    """How many messages are in each state, and why those that were not sent were not."""
    states: dict[UUID, Counter[str]] = defaultdict(Counter)
    unsent: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = Message.rows().filter(automation__in=list(ids), queued_at__gte=since).order_by()
    for automation, state, code, count in rows.values_list("automation", "state", "reason_code").annotate(n=Count("pk")):
        states[automation][state] += count
        if state in UNSENT:
            unsent[automation][filters.REASONS.get(code, OTHER)] += count
    return states, unsent


def _by_automation(statement: str, values: dict[str, Any]) -> dict[UUID, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: row[1:] for row in cursor.fetchall()}
