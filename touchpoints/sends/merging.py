"""What becomes of messages when two customers are merged."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Concat, Left

from touchpoints.sends.models import Message


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """They went to the one that stays. What would be the same occurrence twice is told apart by the id of its row."""
    theirs = Message.rows().filter(customer=former_id)
    moved["message"] = [[pk, contact] for pk, contact in theirs.values_list("pk", "contact")]
    kept = Message.rows().filter(customer=customer_id)
    for message in theirs.filter(occurrence__in=kept.values("occurrence")):
        theirs.filter(pk=message.pk).update(occurrence=Concat(Left(F("occurrence"), 80), Value(f" {message.pk}")))
    theirs.update(customer=customer_id)
    for former, stays in contacts.items():
        Message.rows().filter(contact=former).update(contact=stays)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Those that moved go back to whom they were sent."""
    for pk, contact in moved.get("message", []):
        Message.rows().filter(pk=pk, customer=customer_id).update(customer=former_id, contact=contact)
