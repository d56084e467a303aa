"""What becomes of interactions when two customers are merged."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from touchpoints.interactions.models import Interaction


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """They happened with the one that stays. What was frozen when they were recorded, the segment too, stays frozen."""
    theirs = Interaction.rows().filter(customer=former_id)
    moved["interaction"] = list(theirs.values_list("pk", flat=True))
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Those that moved go back; what happened since stays with the one that stayed."""
    Interaction.rows().filter(customer=customer_id, pk__in=moved.get("interaction", [])).update(customer=former_id)
