"""What becomes of interactions when two customers are merged."""

from collections.abc import Mapping
from uuid import UUID

from touchpoints.interactions.models import Interaction


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID]) -> None:
    """They happened with the one that stays. What was frozen when they were recorded, the segment too, stays frozen."""
    Interaction.rows().filter(customer=former_id).update(customer=customer_id)
