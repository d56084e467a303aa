"""Whether people had more contacts with customers after an automation wrote to them than before."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from metrics.calculators import changes
from presence.kit.windows import Window
from presence.tenancy.scope import acting_organization_id

HOURS_AFTER, DAYS_BEFORE = 72, 28
SHARE = HOURS_AFTER / (24 * DAYS_BEFORE)

# Contacts that we began ourselves do not count, and neither do those of machines.
_STATEMENT = """
WITH written AS (
  SELECT m.automation_id, m.customer_id, m.sent_at FROM touchpoints_message m
   WHERE m.organization_id = %(organization)s AND m.state = 'sent' AND m.automation_id IS NOT NULL
     AND m.queued_at >= %(since)s - interval '30 days' AND m.sent_at >= %(since)s AND m.sent_at < %(until)s
), counted AS (
  SELECT w.automation_id, count(DISTINCT (w.customer_id, w.sent_at)) AS sent,
         count(i.id) FILTER (WHERE i.occurred_at > w.sent_at) AS after,
         count(i.id) FILTER (WHERE i.occurred_at <= w.sent_at) AS before
    FROM written w LEFT JOIN touchpoints_interaction i
      ON i.organization_id = %(organization)s AND i.customer_id = w.customer_id AND i.deleted_at IS NULL
     AND i.handled_by IN ('human', 'assisted') AND i.presence_kind = ''
     AND i.occurred_at > w.sent_at - interval '28 days' AND i.occurred_at <= w.sent_at + interval '72 hours'
   GROUP BY w.automation_id
)
SELECT counted.automation_id, a.name, counted.sent, counted.after, counted.before
  FROM counted JOIN touchpoints_automation a ON a.organization_id = %(organization)s AND a.id = counted.automation_id
 ORDER BY a.name, a.id
"""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Contacts within 72 hours of an automation's messages, and how many the 28 days before each let expect."""

    automation_id: UUID
    name: str
    sent: int
    after: int
    before: int

    @property
    def expected(self) -> float:
        return self.before * SHARE

    @property
    def is_more(self) -> bool:
        """Only when the 95 % interval of the difference leaves no doubt."""
        return changes.excess(self.after, self.before, share=SHARE).low > 0


def more_contacts(window: Window, zone: ZoneInfo) -> list[Aftermath]:
    """Automations of the acting organization whose messages of these days were followed by more contacts than before."""
    since, until = (datetime.combine(day, time(), tzinfo=zone) for day in (window.first, window.last + timedelta(days=1)))
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"organization": acting_organization_id(), "since": since, "until": until})
        found = [Aftermath(*row) for row in cursor.fetchall()]
    return [one for one in found if one.is_more]
