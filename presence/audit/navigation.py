"""Where the log is found."""

from presence.kit.navigation import Item
from presence.tenancy.models import Role

LOG = Item("Audit log", "audit_log", role=Role.LEADER, icon="shield", group="Organization")
