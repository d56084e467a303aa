"""What the shell offers of this floor."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, Member, address
from presence.tenancy.models import Membership, Role
from promises.agreement import reading as agreement

PROMISES = Item("Promises", "promises", key="p", icon="promise", bottom=True, count="promises.marks.reading.count")


def actions(member: Member) -> Iterable[Action]:
    """What this member can do with promises."""
    if member.may(Role.AGENT):
        yield Action("New promise from a template", f"{address('promise_new')}?start=template", also="write quote standard")
        yield Action("New promise from pasted text", f"{address('promise_new')}?start=paste", also="write quote e-mail copy")
        yield Action("New promise", address("promise_new"), also="write add quote contract order")
    if member.may(Role.LEADER):
        yield Action("New promise template", address("promise_template_new"), also="standard quote contract")
    yield Action("Promise templates", address("promise_templates"), group="Go to", also="standard quote contract")
    if isinstance(member, Membership) and agreement.signs(member):
        yield Action(
            "Promises for my sign-off", f"{address('promises')}?waiting=on", group="Go to", also="agree review waiting"
        )
    yield Action("Promises at risk", f"{address('promises')}?risk=on", group="Go to", also="due overdue late")
    yield Action("My promises", f"{address('promises')}?made_by={member.pk}", group="Go to", also="mine")
    yield Action("Download promises as CSV", address("promises_csv"), also="export spreadsheet excel")
