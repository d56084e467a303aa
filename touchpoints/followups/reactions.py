"""What becomes of follow-ups when customers are merged or erased, or a member leaves (settings.REACTIONS)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from presence.customers import erasing
from presence.customers.erasing import Erased
from touchpoints.followups.models import LONGEST, FollowUp
from touchpoints.interactions.erasing import holding, without


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """They are about the one that stays."""
    theirs = FollowUp.rows().filter(customer=former_id)
    moved["followup"] = list(theirs.values_list("pk", flat=True))
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    FollowUp.rows().filter(customer=customer_id, pk__in=moved.get("followup", [])).update(customer=former_id)


def customer_erased(*, erased: Erased) -> None:
    """The words go, or lose those that name somebody; that there was one stays."""
    theirs = FollowUp.rows().filter(customer=erased.customer_id)
    erasing.forget_entries(erased, list(theirs.values_list("pk", flat=True)))
    for row in holding(theirs.exclude(words=""), "words", erased):
        row.words = without(row.words, erased)[:LONGEST]
        row.save(update_fields=["words"])
