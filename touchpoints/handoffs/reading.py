"""What other rooms ask of handoffs."""

from collections.abc import Collection
from uuid import UUID

from touchpoints.handoffs.models import Handoff


def muted(customer_ids: Collection[UUID]) -> set[UUID]:
    """Of these customers the ones a person owes an answer: nothing automatic goes to them. One statement."""
    waiting = Handoff.rows().filter(customer__in=list(customer_ids), handed_back_at=None)
    return {customer_id for customer_id in waiting.values_list("customer", flat=True) if customer_id}
