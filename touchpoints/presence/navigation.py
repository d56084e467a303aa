"""Where presence time is found: in the member's menu and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role

PRESENCE = Item("My presence time", "presence_time", role=Role.AGENT, icon="clock", place="menu")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.LEADER):
        yield Action("Targets of presence time", reverse("presence_targets"), group="Go to", also="goal percent minutes")
