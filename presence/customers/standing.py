"""What stands between us and a customer, counted by a floor above and shown beside the name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Standing:
    """Promises of one customer: agreed ones, drafts, and of the agreed ones those with a commitment overdue or due soon."""

    agreed: int = 0
    drafts: int = 0
    overdue: int = 0
    at_risk: int = 0


def of(customer_ids: Iterable[UUID], now: datetime) -> dict[UUID, Standing]:
    """The standing of each customer that has promises."""
    ids = list(customer_ids)
    counted: dict[UUID, Standing] = import_string(settings.CUSTOMER_STANDING)(ids, now) if ids else {}
    return counted
