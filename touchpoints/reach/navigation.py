"""Where the way to a person is looked after: in the sidebar and in the palette."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

REACH = Item("Reach a person", "reach_settings", role=Role.LEADER, icon="door", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.LEADER):
        yield Action("Try every way to a person now", address("reach_probe"), post=True, also="probe hatch escape link test")
