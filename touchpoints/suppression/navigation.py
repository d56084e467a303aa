"""Where who gets no automated mail is found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, address
from presence.tenancy.models import Membership, Role


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.AGENT):
        listed = address("suppressions")
        yield Action("Who gets no automated mail", listed, group="Go to", also="suppression unsubscribed bounced opt out")
        yield Action("Who reported spam", f"{listed}?why=complained", group="Go to", also="complaints suppression")
        yield Action("End automated mail to an address", address("suppression_new"), also="suppress unsubscribe block opt out")
    if member.may(Role.LEADER):
        yield Action("Download who gets no mail as CSV", address("suppressions_csv"), also="export suppression spreadsheet")
