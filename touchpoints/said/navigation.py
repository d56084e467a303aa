"""Where what was said is found: in the sidebar and in the palette."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership

SAID = Item("Said, not recorded", "said", key="s", icon="inbox")


def actions(member: Membership) -> Iterable[Action]:
    yield Action("Said but not recorded", address("said"), group="Go to", also="notes commitments words detected")
    yield Action("Notes dismissed", f"{address('said')}?state=dismissed", group="Go to", also="said no commitment")
    yield Action("Download what was said as CSV", address("said_csv"), also="export spreadsheet excel notes")
