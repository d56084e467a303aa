"""Where automations are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

AUTOMATIONS = Item("Automations", "automations", key="a", icon="automate")


def actions(member: Membership) -> Iterable[Action]:
    yield Action("Automations that are on", f"{address('automations')}?view=active", group="Go to", also="sends mail active")
    yield Action("Download automations as CSV", address("automations_csv"), also="export results sent spreadsheet")
    if member.may(Role.LEADER):
        yield Action("New automation", address("automation_new"), also="send mail by itself trigger template")
        yield Action("Take a ready automation", address("automation_gallery"), also="gallery preset reminder confirmation")
