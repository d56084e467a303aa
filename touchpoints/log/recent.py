"""Whom a member spoke with last: offered before anything is typed."""

from uuid import UUID

from django.db.models import Max

from presence.customers.models import Customer
from touchpoints.interactions.models import Interaction

OFFERED = 8
LOOKED_BACK = 2000


def customers(member_id: UUID) -> list[Customer]:
    """Latest first, among the organization's last contacts: an index has those, however many there ever were."""
    last = Interaction.rows().order_by("-occurred_at", "-id").values("pk")[:LOOKED_BACK]
    mine = Interaction.rows().filter(pk__in=last, member=member_id, deleted_at=None)
    spoken = mine.order_by().values("customer")
    ids = [row["customer"] for row in spoken.annotate(latest=Max("occurred_at")).order_by("-latest")[:OFFERED]]
    found = Customer.rows().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
