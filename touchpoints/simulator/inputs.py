"""A touchpoint with what is known and what is assumed of it, made ready to be simulated. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from touchpoints.simulator import assumptions, rules
from touchpoints.simulator.assumptions import Figure, Observed, Scenario
from touchpoints.simulator.rules import Moment, Traits


@dataclass(frozen=True, slots=True)
class Subject:
    """A touchpoint as it is published, and what happened there. `draft` is the mode it has on the map being drawn.

    `team` is its owner's: whose work it is when nobody's was observed.
    """

    id: str
    key: str
    name: str
    mode: str
    draft: str
    traits: Traits
    observed: Observed
    team: str


@dataclass(frozen=True, slots=True)
class Input:
    """The numbers of one touchpoint under a scenario: what was known without it, and what holds with it."""

    subject: Subject
    mode: str
    weekly: Figure
    minutes: dict[str, Figure]
    known_weekly: Figure
    known_minutes: dict[str, Figure]


def inputs(subjects: Sequence[Subject], scenario: Scenario) -> list[Input]:
    """Every touchpoint with its numbers; what the scenario says replaces what is known."""
    anything = assumptions.known([one.observed for one in subjects])
    return [_input(one, scenario, anything=anything) for one in subjects]


def moments(subjects: Sequence[Subject], scenario: Scenario, weeks: int) -> list[Moment]:
    """The touchpoints as the simulation takes them."""
    return [_moment(one, max(1, weeks)) for one in inputs(subjects, scenario)]


def without_modes(scenario: Scenario) -> Scenario:
    """The same assumptions over the map's own modes: what a scenario is compared with."""
    return replace(scenario, modes={})


def published(subjects: Sequence[Subject]) -> dict[str, str]:
    """The modes that hold now."""
    return {one.id: one.mode for one in subjects}


def drawn(subjects: Sequence[Subject]) -> dict[str, str]:
    """The modes of the map being drawn: what a publish would make hold."""
    return {one.id: one.draft for one in subjects}


def human_first(subjects: Sequence[Subject]) -> dict[str, str]:
    """The modes of the preset "human first at key moments"."""
    return {one.id: rules.human_first(one.mode, one.traits) for one in subjects}


def _input(subject: Subject, scenario: Scenario, *, anything: bool) -> Input:
    known_weekly = assumptions.weekly_figure(subject.observed, anything=anything)
    known_minutes = assumptions.minutes_figures(subject.observed)
    typed = scenario.minutes.get(subject.id, {})
    return Input(
        subject=subject,
        mode=scenario.modes.get(subject.id, subject.mode),
        weekly=_typed(scenario.weekly.get(subject.id)) or known_weekly,
        minutes={mode: _typed(typed.get(mode)) or figure for mode, figure in known_minutes.items()},
        known_weekly=known_weekly,
        known_minutes=known_minutes,
    )


def _typed(value: float | None) -> Figure | None:
    return None if value is None else Figure(value, "yours")


def _moment(given: Input, weeks: int) -> Moment:
    subject, observed = given.subject, given.subject.observed
    teams = assumptions.shares({team: float(times) for team, times in observed.teams.items()})
    return Moment(
        id=subject.id,
        name=subject.name,
        mode=given.mode,
        weeks=assumptions.weeks_of(observed, given.weekly, weeks),
        minutes={mode: figure.value for mode, figure in given.minutes.items()},
        proactive=observed.proactive_seconds / observed.seconds if observed.seconds else 0.0,
        teams=teams or {subject.team: 1.0},
        traits=subject.traits,
    )
