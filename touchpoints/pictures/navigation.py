"""Pictures of the map in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action
from presence.tenancy.models import Membership


def actions(member: Membership) -> Iterable[Action]:
    """What everybody may take away."""
    return [Action("Print the map, or save it as a picture", reverse("map_print"), also="export svg png download paper")]
