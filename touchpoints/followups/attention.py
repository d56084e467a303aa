"""What the first page puts on top: one's own follow-ups that are due (settings.ATTENTION)."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from presence.kit.attention import Attention, Matter
from presence.tenancy.models import Membership
from touchpoints.followups import listing

MOST_SHOWN = 5


def due(member: Membership) -> Attention | None:
    """Those that wait longest; None when nothing is due."""
    found = listing.due(member.pk, timezone.localdate(), MOST_SHOWN + 1)
    if not found:
        return None
    matters = [
        Matter(
            one.words or f"Follow up with {one.customer}",
            reverse("customer", args=[one.customer_id]),
            str(one.customer),
            "",
            timezone.make_aware(datetime.combine(one.due_date, time())),
        )
        for one in found[:MOST_SHOWN]
    ]
    return Attention("Follow-ups due", matters, f"{reverse('followups')}?when=due")
