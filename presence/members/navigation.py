"""Where members and teams are found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

MEMBERS = Item("Members", "members", role=Role.OWNER, icon="people", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.OWNER):
        yield Action("Invite a member", address("member_new"), also="colleague user team add")
        yield Action("New team", address("team_new"), also="group department")
