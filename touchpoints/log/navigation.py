"""Where logging is found: `l` from anywhere, the sidebar and the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item
from presence.tenancy.models import Membership, Role

LOG = Item("Log a contact", "interaction_new", role=Role.AGENT, press="l", icon="plus")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.AGENT):
        yield Action("Log an interaction", reverse("interaction_new"), key="l", also="contact call visit record new")
