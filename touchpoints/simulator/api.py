"""What if, over REST: nothing is stored."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import msgspec

from presence.kit.api import problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.operations import operation
from presence.kit.api.queries import NoQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers
from touchpoints.journeys import rules as journeys
from touchpoints.simulator import assumptions, reading, shapes
from touchpoints.simulator.inputs import Subject

EXAMPLE = {"touchpoints": [{"key": "status-update", "mode": "augment", "times_a_week": 40, "minutes": {"augment": 6}}]}


class MapSimulation(ApiView):
    tag = "touchpoints"
    refusals: ClassVar = {journeys.ProtectedNeverAutomate: problems.Invalid}

    @operation(
        name="simulate_map",
        summary="Try modes on a copy of the map",
        scope="touchpoints:write",
        body=shapes.Request,
        answer=shapes.Simulation,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: shapes.Request) -> Reply:
        """Human hours needed against hours available, presence, messages, and what is put at risk. Nothing is stored."""
        organization = callers.of(call).organization
        ground = reading.read(organization=organization, today=call.now.astimezone(organization.zone).date())
        return Reply(shapes.simulation(ground, _scenario(body, ground.subjects)))


def _scenario(body: shapes.Request, subjects: Sequence[Subject]) -> assumptions.Scenario:
    """What is asked for. Raises Invalid for a key that no touchpoint has, one given twice, and ProtectedNeverAutomate."""
    if body.target and body.target.low > body.target.high:
        raise problems.invalid("/target/high", "out_of_range", "The target ends below where it begins.")
    named, scenario = {one.key: one for one in subjects}, assumptions.Scenario()
    for place, change in enumerate(body.touchpoints):
        subject = named.pop(change.key, None)
        if subject is None:
            words = "There is no touchpoint with this key on the map, or it stands here twice."
            raise problems.invalid(f"/touchpoints/{place}/key", "not_found", words)
        if change.mode:
            journeys.guard(mode=change.mode.value, protected=subject.traits.protected)
        scenario = _with(scenario, subject.id, change)
    target = (body.target.low, body.target.high) if body.target else None
    return replace(scenario, reinvested=body.reinvested, target=target)


def _with(scenario: assumptions.Scenario, id: str, change: shapes.Change) -> assumptions.Scenario:
    minutes = msgspec.structs.asdict(change.minutes) if change.minutes else {}
    given = {mode: amount for mode, amount in minutes.items() if amount is not None}
    return replace(
        scenario,
        modes={**scenario.modes, **({id: change.mode.value} if change.mode else {})},
        weekly={**scenario.weekly, **({id: change.times_a_week} if change.times_a_week is not None else {})},
        minutes={**scenario.minutes, **({id: given} if given else {})},
    )
