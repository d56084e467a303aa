"""What the first page puts on top: messages of which nobody knows whether they arrived (settings.ATTENTION)."""

from django.urls import reverse

from presence.kit.attention import Attention, Matter
from touchpoints.sends.models import Message, State

MOST_SHOWN = 5


def uncertain(member: object) -> Attention | None:
    """The oldest first; None when there is none."""
    rows = Message.rows().filter(state=State.UNCERTAIN).select_related("customer", "automation").order_by("sending_at", "pk")
    waiting = list(rows[: MOST_SHOWN + 1])
    if not waiting:
        return None
    matters = [
        Matter(
            one.subject or one.automation.name, reverse("send", args=[one.pk]), str(one.customer), one.reason, one.sending_at
        )
        for one in waiting[:MOST_SHOWN]
        if one.sending_at
    ]
    more = f"{reverse('sends')}?state=uncertain" if len(waiting) > MOST_SHOWN else ""
    return Attention("Nobody knows whether it arrived", matters, more)
