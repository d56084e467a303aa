"""What dismissals lose when their customer, or somebody there, is erased: the reason somebody typed."""

from presence.customers.erasing import Erased
from touchpoints.interactions import erasing
from touchpoints.said.models import Said


def customer_erased(*, erased: Erased) -> None:
    """That it was dismissed, when and by whom stays. Its reason goes, or loses the words that name somebody."""
    dismissed = Said.rows().filter(interaction__customer=erased.customer_id).exclude(dismissed_because="")
    for row in erasing.holding(dismissed, "dismissed_because", erased).iterator(chunk_size=erasing.BATCH):
        row.dismissed_because = (erasing.without(row.dismissed_because, erased) or erasing.GONE)[:200]
        row.save(update_fields=["dismissed_because"])
