"""Saved views in the palette."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Member, address
from presence.saved import lists, reading
from presence.tenancy.models import Membership


def actions(member: Member) -> Iterable[Action]:
    """Each view somebody has, by its name, and the page where they are kept."""
    yield Action("Saved views", address("saved_views"), group="Go to", also="filters lists pinned tabs rename delete")
    if isinstance(member, Membership):
        known = lists.every()
        for view in reading.of(member):
            if listed := known.get(view.listed):
                yield Action(
                    f"{listed.word}: {view.name}", f"{address(listed.url_name)}?{view.query}", group="Go to", also="view"
                )
