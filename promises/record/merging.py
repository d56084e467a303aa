"""What becomes of promises when two customers are merged."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from promises.record.models import Promise


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """They are promises to the one that stays; nothing else about them changes."""
    theirs = Promise.rows().filter(customer=former_id)
    moved["promise"] = list(theirs.values_list("pk", flat=True))
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Those that moved go back; what was promised since stays with the one that stayed."""
    Promise.rows().filter(customer=customer_id, pk__in=moved.get("promise", [])).update(customer=former_id)
