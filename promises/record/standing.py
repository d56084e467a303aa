"""Promises counted per customer, for the customers room below (settings.CUSTOMER_STANDING)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from presence.customers.holdings import Holding
from presence.customers.standing import Standing
from presence.tenancy import scope
from promises.record import due
from promises.record.models import Promise

_STATEMENT = """
SELECT customer_id,
       count(*) FILTER (WHERE state = 'agreed'),
       count(*) FILTER (WHERE state IN ('draft', 'in_review')),
       count(*) FILTER (WHERE state = 'agreed' AND next_due_at <= %(now)s),
       count(*) FILTER (WHERE state = 'agreed' AND next_due_at > %(now)s AND next_due_at <= %(soon)s)
  FROM promises_promise
 WHERE organization_id = %(organization)s AND customer_id = ANY(%(customers)s)
 GROUP BY customer_id
"""


def of_customers(customer_ids: Sequence[UUID], now: datetime) -> dict[UUID, Standing]:
    """One statement, whatever the number of customers."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STATEMENT,
            {
                "organization": scope.acting_organization_id(),
                "customers": list(customer_ids),
                "now": now,
                "soon": now + due.SOON,
            },
        )
        return {customer_id: Standing(*counts) for customer_id, *counts in cursor.fetchall()}


def held_by(customer_id: UUID) -> Holding:
    """How many promises a customer has, in whatever state (settings.CUSTOMER_HOLDINGS)."""
    return Holding("promise", Promise.rows().filter(customer=customer_id).count())
