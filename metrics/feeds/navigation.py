"""Where feeds are found."""

from collections.abc import Iterable

from presence.kit.navigation import Action, address
from presence.tenancy.models import Membership


def actions(member: Membership) -> Iterable[Action]:
    yield Action("Feeds for spreadsheets", address("metric_feeds"), group="Go to", also="csv importdata excel google sheets")
