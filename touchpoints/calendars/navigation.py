"""Where calendars are found: in the member's menu and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role

CALENDARS = Item("My calendars", "member_calendars", role=Role.AGENT, icon="calendar", place="menu")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.AGENT):
        yield Action("Subscribe to a calendar", reverse("member_calendar_new"), also="ical ics feed presence time appointments")
        yield Action("Upload a calendar file", reverse("member_calendar_file"), also="ical ics presence time appointments")
