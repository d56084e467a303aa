"""Where playbooks are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from django.urls import reverse

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role
from touchpoints.playbooks.models import Playbook

MOST_NAMED = 200
PLAYBOOKS = Item("Playbooks", "playbooks", key="b", icon="book")


def actions(member: Membership) -> Iterable[Action]:
    yield Action("Playbooks to look through", f"{address('playbooks')}?view=stale", group="Go to", also="review stale old due")
    yield Action("My playbooks", f"{address('playbooks')}?view=mine", group="Go to", also="mine owner talk track")
    yield Action("Download playbooks as JSON", address("playbooks_json"), also="export file backup")
    if member.may(Role.LEADER):
        yield Action("New playbook", address("playbook_new"), also="write add talk track gifts script")
        yield Action("Bring in guidelines", address("playbook_import_new"), also="import json upload playbooks procedures")
    for pk, name in Playbook.rows().filter(archived_at=None).order_by("name", "pk").values_list("pk", "name")[:MOST_NAMED]:
        yield Action(name, reverse("playbook", args=[pk]), group="Playbooks", also="playbook talk track")
