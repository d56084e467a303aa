"""Promises counted per customer, for the customers room below (settings.CUSTOMER_STANDING)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from presence.customers.standing import Standing
from promises import due
from promises.models import Promise


def of_customers(customer_ids: Sequence[UUID], now: datetime) -> dict[UUID, Standing]:
    """One statement, whatever the number of customers."""
    agreed = Q(state=Promise.State.AGREED)
    rows = (
        Promise.rows()
        .filter(customer_id__in=customer_ids)
        .values_list("customer_id")
        .annotate(
            count_agreed=Count("pk", filter=agreed),
            count_drafts=Count("pk", filter=Q(state__in=[Promise.State.DRAFT, Promise.State.IN_REVIEW])),
            count_overdue=Count("pk", filter=agreed & Q(next_due_at__lte=now)),
            count_at_risk=Count("pk", filter=agreed & Q(next_due_at__gt=now, next_due_at__lte=now + due.SOON)),
        )
    )
    return {customer_id: Standing(*counts) for customer_id, *counts in rows}
