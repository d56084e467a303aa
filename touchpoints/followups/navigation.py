"""Where follow-ups are found."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership

FOLLOWUPS = Item("Follow-ups", "followups", key="f", icon="calendar")


def actions(member: Membership) -> Iterable[Action]:
    listed = reverse("followups")
    yield Action("Follow-ups due", f"{listed}?when=due", group="Go to", also="today calendar reminder come back")
    yield Action("Everybody’s follow-ups", f"{listed}?who=all", group="Go to", also="calendar reminder")
