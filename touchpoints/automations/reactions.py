"""What becomes of events when their customer is merged or erased."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat, Lower

from presence.customers.erasing import Erased
from touchpoints.automations.models import Event


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """They happened with the one that stays."""
    theirs = Event.rows().filter(customer=former_id)
    moved["event"] = list(theirs.values_list("pk", flat=True))
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Those that moved go back."""
    Event.rows().filter(pk__in=moved.get("event", []), customer=customer_id).update(customer=former_id)


def customer_erased(*, erased: Erased) -> None:
    """That something happened stays, and when. What it said, about whom, and by which number another system knows it, goes."""
    theirs = Event.rows().filter(customer=erased.customer_id)
    if not erased.is_whole:
        theirs = theirs.annotate(address_norm=Lower("address")).filter(address_norm__in=erased.emails)
    theirs.update(facts={}, address="", external_ref=Concat(Value("erased "), Cast("pk", TextField())))
