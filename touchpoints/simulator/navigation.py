"""Where the simulator is found: in the palette, and on the map."""

from collections.abc import Iterable

from presence.kit.navigation import Action, address
from presence.tenancy.models import Membership, Role


def actions(member: Membership) -> Iterable[Action]:
    if member.may(Role.LEADER):
        yield Action("Simulator", address("scenarios"), group="Go to", also="what if hours capacity scenario map cost")
        yield Action("New scenario", address("scenario_new"), also="simulate what if modes hours")
        yield Action("Compare two scenarios", address("scenario_comparison"), also="simulator side by side")
        yield Action(
            "Human first at key moments", f"{address('scenario_new')}?begin=key-moments", also="preset scenario people"
        )
