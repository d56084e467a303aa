"""Where a member's own weekly mail is found."""

from presence.kit.navigation import Item

WEEKLY = Item("Weekly mail", "metrics_weekly", icon="metrics", place="menu")
