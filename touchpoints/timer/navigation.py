"""Where the timer is found: in the member's menu and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role
from touchpoints.timer import reading

TIMER = Item("My timer", "timer", role=Role.AGENT, icon="clock", place="menu")


def actions(member: Membership) -> Iterable[Action]:
    """Starting one, or stopping and discarding the one that runs."""
    if not member.may(Role.AGENT):
        return
    current = reading.current(member.pk)
    if current is None:
        yield Action("Start a timer", reverse("timer"), post=True, also="time contact call minutes presence")
        return
    yield Action("Stop the timer and log the contact", reverse("timer_stop", args=[current.pk]), post=True, also="time minutes")
    yield Action("Discard the timer", reverse("timer_discard", args=[current.pk]), post=True, also="time cancel")
