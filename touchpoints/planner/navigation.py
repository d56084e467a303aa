"""Where the planner is found: in the palette, and beside the simulator."""

from collections.abc import Iterable

from presence.kit.navigation import Action, address
from presence.tenancy.models import Membership, Role


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.LEADER):
        yield Action(
            "Any-two planner", address("planner"), group="Go to", also="trade-off capacity customers offers service gives"
        )
        yield Action("Quality, speed or price: what gives", address("planner_quality"), also="any two trade-off planner")
        yield Action("Plan for a coming peak", address("planner_peak"), also="rush season what slips any two planner")
