"""Where the organization itself is found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

ORGANIZATION = Item("Settings", "organization_settings", role=Role.OWNER, icon="settings", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    yield Action("Switch organization", address("organizations"), group="Go to", also="change workspace")
    yield Action("New organization", address("organization_new"), also="create workspace")
