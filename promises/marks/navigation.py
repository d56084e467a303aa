"""Where a member's own reminders are found."""

from presence.kit.navigation import Item

REMINDERS = Item("Reminders", "reminders", icon="clock", place="menu")
