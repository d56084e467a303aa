"""Where interactions are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership

INTERACTIONS = Item("Interactions", "interaction_list", key="i", icon="phone")


def actions(member: Membership) -> Iterable[Action]:
    """The lists that leaders look for."""
    listed = reverse("interaction_list")
    return [
        Action("Interactions not kept", f"{listed}?verdict=broken", group="Go to", also="broken promises late overdue"),
        Action("Interactions not judged", f"{listed}?verdict=unjudged", group="Go to", also="unchecked open"),
    ]
