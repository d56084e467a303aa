"""Writing messages into the outbox, in the transaction of whatever causes them. The same occurrence is written once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from presence.kit.ids import new_id
from presence.tenancy import scope
from touchpoints.automations.models import Automation
from touchpoints.automations.occasions import Occasion
from touchpoints.delivery.models import Delivery

LEAST_HOLD = timedelta(seconds=30)

# One statement, however many there are. Where the occasion names no address, it goes to the first of the contact it names, else
# of the customer's first contact who has one.
INSERT = """
INSERT INTO touchpoints_message (id, organization_id, automation_id, touchpoint_id, kind, customer_id, contact_id, promise_id,
       occurrence, facts, address, state, reason, reason_code, rehearsal, queued_at, due_at, not_after, attempts,
       template_sha256, language, subject, text, html, message_id, server_said)
SELECT given.id, %(organization)s, %(automation)s, %(touchpoint)s, %(kind)s, given.customer,
       coalesce(given.contact, mail.contact_id), given.promise, given.occurrence, given.facts::jsonb,
       coalesce(nullif(given.address, ''), mail.address, ''), 'queued', '', '', false, %(now)s,
       greatest(given.due_at, %(leaves)s), given.not_after, 0, '', '', '', '', '', '', ''
  FROM unnest(%(ids)s::uuid[], %(customers)s::uuid[], %(contacts)s::uuid[], %(promises)s::uuid[], %(occurrences)s::text[],
              %(facts)s::text[], %(addresses)s::text[], %(due)s::timestamptz[], %(not_after)s::timestamptz[])
       AS given (id, customer, contact, promise, occurrence, facts, address, due_at, not_after)
  LEFT JOIN LATERAL (
       SELECT e.address, e.contact_id FROM presence_emailaddress e
         JOIN presence_contact c ON c.organization_id = e.organization_id AND c.id = e.contact_id
        WHERE e.organization_id = %(organization)s AND e.customer_id = given.customer
          AND (given.contact IS NULL OR e.contact_id = given.contact)
        ORDER BY c.position, c.id, e.position, e.id LIMIT 1) AS mail ON true
ON CONFLICT (organization_id, automation_id, customer_id, occurrence) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages were written, and how many had been before."""

    queued: int
    known: int


def enqueue(automation: Automation, occasions: Sequence[Occasion], now: datetime) -> Counted:
    """Write a message for each occasion, in the caller's transaction; it leaves after the hold, or when the occasion says."""
    if not occasions:
        return Counted(0, 0)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, _values(automation, occasions, now))
        written = cursor.rowcount
    return Counted(written, len(occasions) - written)


def _values(automation: Automation, occasions: Sequence[Occasion], now: datetime) -> dict[str, Any]:
    return {
        "organization": scope.acting_organization_id(),
        "automation": automation.pk,
        "touchpoint": automation.touchpoint_id,
        "kind": automation.kind,
        "now": now,
        "leaves": now + _hold(),
        "ids": [new_id() for _ in occasions],
        "customers": [one.customer_id for one in occasions],
        "contacts": [one.contact_id for one in occasions],
        "promises": [one.promise_id for one in occasions],
        "occurrences": [one.occurrence for one in occasions],
        "facts": [json.dumps(one.facts) for one in occasions],
        "addresses": [one.address for one in occasions],
        "due": [one.due_at for one in occasions],
        "not_after": [one.not_after for one in occasions],
    }


def _hold() -> timedelta:
    seconds = Delivery.rows().values_list("hold_seconds", flat=True).first()
    return timedelta(seconds=seconds) if seconds else LEAST_HOLD
