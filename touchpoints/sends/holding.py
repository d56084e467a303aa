"""What a worker holds while one message leaves: whoever forbids it waits for the mail server's answer, and is obeyed next.

The rows are locked on a connection of their own, because the message's states are committed on the other meanwhile:
the published touchpoint, the automation, the organization's delivery, the customer (against erasure), and the address (against
suppression). A handoff is only looked for, so that whoever asks for a person never waits for a mail server.
reliability.md: with a plain look instead of the lock, two in five messages left after the map forbade them.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from psycopg.pq import TransactionStatus

from presence.kit.plans import Plan
from presence.tenancy import scope
from touchpoints.sends.models import Message
from touchpoints.suppression import reading as suppression

ROWS = Plan(
    "message_rows",
    """
SELECT p.mode, p.archived, p.version_number, a.state, a.template_number, d.live_at IS NOT NULL, d.stopped_at IS NOT NULL,
       EXISTS (SELECT FROM touchpoints_handoff h
                WHERE h.organization_id = a.organization_id AND h.customer_id = c.id AND h.handed_back_at IS NULL)
  FROM touchpoints_automation a
  JOIN touchpoints_publishedtouchpoint p ON p.organization_id = a.organization_id AND p.touchpoint_id = a.touchpoint_id
  JOIN touchpoints_delivery d ON d.organization_id = a.organization_id
  JOIN presence_customer c ON c.organization_id = a.organization_id AND c.id = %(customer)s
 WHERE a.organization_id = %(organization)s AND a.id = %(automation)s AND c.erased_at IS NULL
   FOR SHARE OF p, a, d FOR KEY SHARE OF c
""",
)
HOLD = f"""
BEGIN;
SELECT set_config('presence.organization', %(organization)s::text, true), set_config('synchronous_commit', 'off', true);
SELECT pg_advisory_xact_lock_shared(%(address)s);
{ROWS.call}
"""


class NotHeld(Exception):
    """Somebody else held the rows for too long, or the connection broke."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the rows say, and will say until they are let go."""

    mode: str
    is_archived: bool
    map_version: int
    automation_state: str
    template_number: int | None
    is_live: bool
    is_stopped: bool
    is_muted: bool

    @property
    def lets_go(self) -> bool:
        is_allowed = self.mode == "automate" and not self.is_archived and self.automation_state == "active"
        return is_allowed and not self.is_stopped and not self.is_muted


class Holder:
    """A connection that holds the rows of one message at a time. Close it after the batch.

    `last` writes down what came of a message in the transaction that held its rows, so that both end in one trip.
    """

    def __init__(self, last: Plan) -> None:
        self._organization = scope.acting_organization_id()
        self._last = last
        self._wrapper: Any = None

    def hold(self, message: Message) -> Held | None:
        """Lock the rows; None when the customer was erased or the moment was never published. Raises NotHeld."""
        given = {
            "organization": self._organization,
            "automation": message.automation_id,
            "customer": message.customer_id,
            "address": suppression.lock_number(message.address),
        }
        try:
            with psycopg.ClientCursor(self._raw()) as cursor:
                cursor.execute(HOLD, given)  # several statements in one trip
                *_, rows = cursor.results()
                row = rows.fetchone()
        except (psycopg.Error, DatabaseError) as error:  # the second is Django's, when there is no connection to be had
            self.close()
            raise NotHeld(str(error)) from error
        return Held(*row) if row else None

    def finish(self, values: Mapping[str, Any]) -> None:
        """Write down what came of it, and let go. Raises NotHeld when the connection broke, and then wrote nothing."""
        try:
            psycopg.ClientCursor(self._raw()).execute(f"{self._last.call} COMMIT", values)
        except (psycopg.Error, DatabaseError) as error:
            self.close()
            raise NotHeld(str(error)) from error

    def let_go(self) -> None:
        """Whoever waited goes on. A connection that broke has let go already."""
        if self._wrapper is None or self._wrapper.connection.info.transaction_status == TransactionStatus.IDLE:
            return
        try:
            self._raw().execute("COMMIT")
        except psycopg.Error:
            self.close()

    def close(self) -> None:
        if self._wrapper is not None:
            with suppress(psycopg.Error):
                self._wrapper.close()
        self._wrapper = None

    def _raw(self) -> psycopg.Connection[Any]:
        if self._wrapper is None:
            self._wrapper = connection.copy()
            self._wrapper.ensure_connection()
            for plan in (ROWS, self._last):
                plan.prepare(self._wrapper.connection)
        raw: psycopg.Connection[Any] = self._wrapper.connection
        return raw
