"""Pictures of the map in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action
from presence.tenancy.models import Membership, Role


def actions(member: Membership) -> Iterable[Action]:
    """What everybody may take away, and what leaders may give away."""
    everybody = [Action("Print the map, or save it as a picture", reverse("map_print"), also="export svg png download paper")]
    if not member.may(Role.LEADER):
        return everybody
    return [*everybody, Action("Share the map with people outside", reverse("map_links"), also="link view only guest")]
