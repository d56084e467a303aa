"""Where it is said how automated mail goes out, and where it is stopped."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

DELIVERY = Item("Mail delivery", "delivery", role=Role.LEADER, icon="mail", group="Organization")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.LEADER):
        yield Action("Stop or resume all automated mail", address("delivery_stop"), also="kill switch pause emergency halt")
        yield Action("Go live with automated mail", address("delivery_live"), also="rehearsal checklist spf dkim dmarc domain")
        yield Action("Send me a test message", address("delivery_test"), post=True, also="try mail sender")
        yield Action("Check my mail domain", address("delivery_domain"), post=True, also="spf dkim dmarc dns")
