"""Where commitments are found: in the sidebar and in the palette."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, Member, address

COMMITMENTS = Item("Commitments", "commitments", key="d", icon="clock")


def actions(member: Member) -> Iterable[Action]:
    """The lists people look for."""
    listed = address("commitments")
    yield Action("My commitments", f"{listed}?who=mine", group="Go to", also="mine due deadlines")
    yield Action("Commitments of my team", f"{listed}?who=team", group="Go to", also="due deadlines")
    yield Action("Commitments overdue", f"{listed}?when=overdue", group="Go to", also="late broken at risk")
    yield Action("Commitments done", f"{listed}?when=done", group="Go to", also="kept finished")
    yield Action("Calendar feeds", address("feeds"), group="Go to", also="ical ics subscribe outlook google")
    yield Action("Download commitments as CSV", address("commitments_csv"), also="export spreadsheet excel")
