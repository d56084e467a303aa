"""What becomes of promises when two customers are merged."""

from collections.abc import Mapping
from uuid import UUID

from promises.record.models import Promise


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID]) -> None:
    """They are promises to the one that stays; nothing else about them changes."""
    Promise.rows().filter(customer=former_id).update(customer=customer_id)
