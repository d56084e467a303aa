"""What the first page puts on top for leaders: automations that one of their own rules stopped (settings.ATTENTION)."""

from django.urls import reverse

from presence.kit.attention import Attention, Matter
from presence.tenancy.models import Membership, Role
from touchpoints.automations import reading
from touchpoints.automations.models import State

MOST_SHOWN = 5


def stopped(member: Membership) -> Attention | None:
    """The longest stopped first; None when there is none, and for who could not let it go on."""
    if not member.may(Role.LEADER):
        return None
    found = list(reading.rows().filter(state=State.STOPPED).order_by("updated_at", "pk")[: MOST_SHOWN + 1])
    if not found:
        return None
    matters = [
        Matter(one.name, reverse("automation", args=[one.pk]), one.touchpoint.name, one.state_why, one.updated_at)
        for one in found[:MOST_SHOWN]
    ]
    return Attention("Stopped by a rule", matters, reverse("automations") if len(found) > MOST_SHOWN else "")
