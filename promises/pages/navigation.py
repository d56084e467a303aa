"""What the shell offers of this floor."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, Member, address
from presence.tenancy.models import Role

PROMISES = Item("Promises", "promises", key="p", icon="promise", bottom=True, count="promises.marks.reading.count")


def actions(member: Member) -> Iterable[Action]:
    """What this member can do with promises."""
    if member.may(Role.AGENT):
        yield Action("New promise", address("promise_new"), also="write add quote contract order")
    yield Action("Promises at risk", f"{address('promises')}?risk=on", group="Go to", also="due overdue late")
    yield Action("My promises", f"{address('promises')}?made_by={member.pk}", group="Go to", also="mine")
    yield Action("Download promises as CSV", address("promises_csv"), also="export spreadsheet excel")
