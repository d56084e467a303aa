"""Where the recorded interactions are in time."""

from datetime import date
from uuid import UUID

from django.db.models import Max, Min

from presence.customers.holdings import Holding
from touchpoints.interactions.models import Interaction


def days() -> tuple[date, date] | None:
    """The first and the last local day that has an interaction; None when nothing is recorded. Two probes of an index."""
    span = Interaction.rows().filter(deleted_at=None).aggregate(first=Min("local_day"), last=Max("local_day"))
    return (span["first"], span["last"]) if span["first"] else None


def held_by(customer_id: UUID) -> Holding:
    """How many interactions a customer had (settings.CUSTOMER_HOLDINGS)."""
    return Holding("interaction", Interaction.rows().filter(customer=customer_id, deleted_at=None).count())
