"""A simulation as it is asked for and answered over REST."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec

from presence.kit.api.fields import said
from presence.tenancy.models import Role
from touchpoints.journeys.api import Key
from touchpoints.journeys.models import Mode
from touchpoints.simulator import assumptions, inputs, targets
from touchpoints.simulator.assumptions import Figure
from touchpoints.simulator.estimates import Estimate
from touchpoints.simulator.inputs import Input
from touchpoints.simulator.reading import Ground

MOST_TOUCHPOINTS = 1000
PLACES = 6

Times = Annotated[float, msgspec.Meta(ge=0, le=assumptions.MOST_WEEKLY, description="Times a week, instead of the observed.")]
Minutes = Annotated[float, msgspec.Meta(ge=0, le=assumptions.MOST_MINUTES)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class MinutesByMode(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A person's minutes for one occurrence; a mode that is absent keeps what was observed."""

    human_only: Minutes | None = None
    augment: Minutes | None = None
    automate: Minutes | None = None


class Change(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is otherwise at one touchpoint."""

    key: Key
    mode: Mode | None = None
    times_a_week: Times | None = None
    minutes: MinutesByMode | None = None


class Target(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The wanted share of presence in available hours."""

    low: Share = targets.USUAL[0]
    high: Share = targets.USUAL[1]


class Request(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What if. Touchpoints that are absent are as published."""

    touchpoints: Annotated[list[Change], msgspec.Meta(max_length=MOST_TOUCHPOINTS)] = []
    reinvested: Annotated[Share, said("The share of freed hours that becomes presence.")] = assumptions.REINVESTED
    target: Annotated[Target | None, said("Absent: the targets of the roles, each weighed by its hours.")] = None


class Range(msgspec.Struct, frozen=True):
    """A value with its 95 % range over weeks; null with fewer than two weeks."""

    value: float
    low: float | None
    high: float | None


class Number(msgspec.Struct, frozen=True):
    """`source` is `observed` (from `n` rows), `assumed` or `yours`."""

    value: float
    source: str
    n: int


class Simulated(msgspec.Struct, frozen=True):
    """One touchpoint in the simulation."""

    key: str
    mode: str
    published_mode: str
    times_a_week: Number
    minutes: Annotated[dict[str, Number], said("By mode.")]
    hours_a_week: float


class TeamHours(msgspec.Struct, frozen=True):
    """Hours a week. `name` is "No team" for what nobody's team did."""

    name: str
    needed: float
    available: float


class WantedOfRole(msgspec.Struct, frozen=True):
    """The target of a role, as shares of its frontline hours. `from_day` is null where none was set and the usual one holds."""

    role: Role
    hours_available: float
    low: float
    high: float
    from_day: date | None


class WantedPresence(msgspec.Struct, frozen=True):
    """The share of presence in available hours that is wanted, and what it is made of."""

    low: float
    high: float
    roles: list[WantedOfRole]


class AtRisk(msgspec.Struct, frozen=True):
    """A moment whose mode is looser than what is published, and what may go wrong."""

    key: str
    risks: list[str]


class Weeks(msgspec.Struct, frozen=True):
    first: date
    last: date
    count: int


class Simulation(msgspec.Struct, frozen=True):
    """What these modes would mean, each week on average."""

    weeks: Annotated[Weeks | None, said("The whole weeks that were observed; null when nothing was.")]
    hours_needed: Range
    hours_available: float
    presence_hours: Range
    presence_share: Annotated[Range | None, said("Of available hours; null when none are known.")]
    presence_wanted: WantedPresence
    messages_a_day: float
    drafts_a_day: float
    teams: list[TeamHours]
    at_risk: list[AtRisk]
    touchpoints: list[Simulated]


def simulation(ground: Ground, scenario: assumptions.Scenario) -> Simulation:
    """The answer for a scenario."""
    result = ground.simulate(scenario)
    keys = {one.id: one.key for one in ground.subjects}
    window = ground.window
    return Simulation(
        weeks=Weeks(window.first, window.last, ground.weeks) if window else None,
        hours_needed=_range(result.hours),
        hours_available=_rounded(result.means.hours),
        presence_hours=_range(result.presence_hours),
        presence_share=_range(result.presence) if result.presence else None,
        presence_wanted=_wanted(ground, result.means.target),
        messages_a_day=_rounded(result.messages_a_day),
        drafts_a_day=_rounded(result.drafts_a_day),
        teams=_teams(ground.teams, result.needed, result.means.available),
        at_risk=[AtRisk(keys[one.id], risks) for one, risks in result.at_risk],
        touchpoints=[_touchpoint(one) for one in inputs.inputs(ground.subjects, scenario)],
    )


def _wanted(ground: Ground, target: tuple[float, float]) -> WantedPresence:
    roles = [
        WantedOfRole(Role(one.role), _rounded(one.hours), _rounded(one.low), _rounded(one.high), one.from_day)
        for one in ground.wanted
    ]
    return WantedPresence(_rounded(target[0]), _rounded(target[1]), roles)


def _teams(names: Mapping[str, str], needed: Mapping[str, float], available: Mapping[str, float]) -> list[TeamHours]:
    return [
        TeamHours(name, _rounded(needed.get(team, 0.0)), _rounded(available.get(team, 0.0)))
        for team, name in names.items()
        if needed.get(team) or available.get(team)
    ]


def _touchpoint(given: Input) -> Simulated:
    return Simulated(
        key=given.subject.key,
        mode=given.mode,
        published_mode=given.subject.mode,
        times_a_week=_number(given.weekly),
        minutes={mode: _number(figure) for mode, figure in given.minutes.items()},
        hours_a_week=_rounded(given.weekly.value * given.minutes[given.mode].value / 60),
    )


def _range(estimate: Estimate) -> Range:
    low, high = (None if end is None else _rounded(end) for end in (estimate.low, estimate.high))
    return Range(_rounded(estimate.value), low, high)


def _number(figure: Figure) -> Number:
    return Number(_rounded(figure.value), figure.source, figure.n)


def _rounded(value: float) -> float:
    return round(value, PLACES)
