"""Where the map is found: in the sidebar and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role

MAP = Item("Map", "map", key="m", icon="map", bottom=True)


def actions(member: Membership) -> Iterable[Action]:
    """What everybody looks at, and what leaders do with the map."""
    yield Action("Declared and observed", reverse("map_drift"), group="Go to", also="drift map differs automation people")
    yield Action("Versions of the map", reverse("map_versions"), group="Go to", also="published history map revert")
    if member.may(Role.LEADER):
        yield Action("Check and publish the map", reverse("map_check"), also="publish version mails test")
        yield Action("Approvals of the map", reverse("map_approvals"), group="Go to", also="second person agree protected")
        yield Action("Add a touchpoint", reverse("touchpoint_new"), also="new moment map")
        yield Action("Edit journeys and stages", reverse("map_outline"), also="map outline phases")
        yield Action("History of the map", reverse("map_history"), group="Go to", also="undo changes who")
