"""What the first page puts on top for somebody: playbooks of theirs whose review date has come (settings.ATTENTION)."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from presence.kit.attention import Attention, Matter
from presence.tenancy.models import Membership
from touchpoints.playbooks.models import Playbook

MOST_SHOWN = 5


def due(member: Membership) -> Attention | None:
    """The ones that wait longest; None when there is none."""
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    rows = Playbook.rows().filter(owner=member, archived_at=None, review_date__lte=today).order_by("review_date", "id")
    found = list(rows[: MOST_SHOWN + 1])
    if not found:
        return None
    matters = [
        Matter(
            one.name,
            reverse("playbook", args=[one.pk]),
            "Due since",
            "Read it, change what is no longer true, then say it is looked through.",
            datetime.combine(one.review_date, time(), zone),
        )
        for one in found[:MOST_SHOWN]
    ]
    more = f"{reverse('playbooks')}?view=stale" if len(found) > MOST_SHOWN else ""
    return Attention("Your playbooks to look through", matters, more)
