"""Files and templates of the map in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action
from presence.tenancy.models import Membership, Role


def actions(member: Membership) -> Iterable[Action]:
    """What everybody may take away, and what leaders bring in."""
    out = [
        Action("Save the map as CSV", reverse("map_csv"), also="export download spreadsheet table"),
        Action("Save the map as JSON", reverse("map_json"), also="export download document"),
    ]
    if not member.may(Role.LEADER):
        return out
    return [
        *out,
        Action("Bring a map in from a file", reverse("map_import"), also="import upload csv json"),
        Action("Begin the map with a template", reverse("map_templates"), also="gallery journey saved"),
    ]
