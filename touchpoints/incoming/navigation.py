"""Where what came back is found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership, Role

INCOMING = Item("Incoming mail", "incoming", role=Role.AGENT, icon="inbox")


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.AGENT):
        yield Action("Replies to automated mail", f"{address('incoming')}?state=replies", group="Go to", also="answers inbox")
        yield Action("Bounces and complaints", f"{address('incoming')}?state=back", group="Go to", also="spam undeliverable")
        yield Action("Download incoming mail as CSV", f"{address('incoming_csv')}?state=all", also="export spreadsheet excel")
    if member.may(Role.LEADER):
        yield Action("Where mail comes back to", address("mail_sources"), group="Go to", also="imap mailbox webhook provider")
        yield Action("Add a mailbox", address("mailbox_new"), also="imap replies bounces")
        yield Action("Add a mail provider", address("provider_new"), also="webhook postmark mailgun brevo")
