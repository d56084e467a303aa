"""Where the outbox is found: in the sidebar and in the palette."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership
from touchpoints.sends import listing

OUTBOX = Item("Outbox", "sends", key="o", icon="inbox", count="touchpoints.sends.navigation.uncertain")


def uncertain(member: Membership) -> int:
    """Messages nobody knows whether they arrived: a person has to look."""
    return listing.uncertain()


def actions(member: Membership) -> Iterable[Action]:
    outbox = address("sends")
    yield Action("Messages that wait", f"{outbox}?state=waiting", group="Go to", also="outbox queued held stop sending")
    yield Action("Messages sent", f"{outbox}?state=sent", group="Go to", also="outbox delivered automated mail")
    yield Action("Uncertain messages", f"{outbox}?state=uncertain", group="Go to", also="outbox worker stopped arrived resolve")
    yield Action("Messages not sent", f"{outbox}?state=unsent", group="Go to", also="suppressed canceled expired why")
    yield Action("Download the outbox as CSV", address("sends_csv"), also="export spreadsheet messages sent")
