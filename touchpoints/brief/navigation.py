"""What the shell offers of this room."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, Member, address

PHONE_SYSTEM = Item("Phone system", "phone_system", icon="phone", place="menu")


def actions(member: Member) -> Iterable[Action]:
    yield Action("Find who is calling", address("pop"), also="phone number screen pop caller")
