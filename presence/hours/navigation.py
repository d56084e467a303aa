"""Where hours are found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

MINE = Item("My hours", "my_hours", role=Role.AGENT, icon="clock", place="menu")
BUSINESS = Item("Business hours", "calendars", role=Role.OWNER, icon="clock", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    if not member.may(Role.OWNER):
        yield Action("Business hours", address("calendars"), group="Go to", also="opening hours holidays")
    if member.may(Role.AGENT):
        yield Action("Note an absence", f"{address('my_hours')}", also="vacation holiday away sick")
    if member.may(Role.LEADER):
        yield Action("Frontline hours of everybody", address("team_hours"), group="Go to", also="capacity who is there")
    if member.may(Role.OWNER):
        yield Action("New business hours", address("calendar_new"), also="opening hours")
