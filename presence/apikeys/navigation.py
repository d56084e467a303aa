"""Where keys are found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

KEYS = Item("API keys", "api_keys", role=Role.OWNER, icon="key", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.OWNER):
        yield Action("New API key", address("api_key_new"), also="token program curl")
