"""What the first page and the list put on top: promises that are not what the customer was sold (settings.ATTENTION)."""

from django.urls import reverse

from presence.kit.attention import Attention, Matter
from promises.answers import reading

MOST_SHOWN = 5


def disputes(member: object) -> Attention | None:
    """The disputes that wait longest; None when there is none."""
    waiting = reading.waiting(MOST_SHOWN + 1)
    if not waiting:
        return None
    matters = [
        Matter(one.title or "Erased", reverse("promise", args=[one.promise_id]), one.customer, one.words or "Erased", one.at)
        for one in waiting[:MOST_SHOWN]
    ]
    more = f"{reverse('promises')}?disputed=on&state=all" if len(waiting) > MOST_SHOWN else ""
    return Attention("Not what the customer was sold", matters, more)
