"""From what was observed to what is simulated: a figure from rows where there are enough, an assumption where not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MODES = ("human_only", "augment", "automate")
WEEKS = 12

# Where nothing is known. A draft saves two minutes of five; one automated message in ten needs a person after all.
MINUTES = 12.0
OF_A_DRAFT = 0.6
OF_AUTOMATION = 0.1
WEEKLY = 5.0
ENOUGH = 10

REINVESTED = 0.5
MOST_WEEKLY = 100_000.0
MOST_MINUTES = 1440.0


@dataclass(frozen=True, slots=True)
class Handled:
    """Occurrences of one way of handling: how many, how many of them with minutes, and the seconds of those together."""

    times: int = 0
    timed: int = 0
    seconds: int = 0


@dataclass(slots=True)
class Observed:
    """What happened at a touchpoint: times a week (oldest first), by who handled it, and how automation turned out."""

    weeks: list[int]
    handled: dict[str, Handled] = field(default_factory=dict)
    automated: int = 0
    automated_by_people: int = 0
    proactive_seconds: int = 0
    teams: dict[str, int] = field(default_factory=dict)

    @property
    def times(self) -> int:
        return sum(self.weeks)

    @property
    def by_people(self) -> int:
        return sum(self.handled.get(how, Handled()).times for how in ("human", "assisted"))

    @property
    def seconds(self) -> int:
        return sum(self.handled.get(how, Handled()).seconds for how in ("human", "assisted"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the simulation and where it comes from: `observed` (from `n` rows), `assumed` or `yours`."""

    value: float
    source: str
    n: int = 0
    told: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a person changed on the copy. Numbers that are not here are the observed ones. Keys are ids of touchpoints.

    `target` is the wanted share of presence in available hours; None leaves it to the targets of the roles.
    """

    modes: Mapping[str, str] = field(default_factory=dict)
    weekly: Mapping[str, float] = field(default_factory=dict)
    minutes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reinvested: float = REINVESTED
    target: tuple[float, float] | None = None

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "modes": dict(self.modes),
            "weekly": dict(self.weekly),
            "minutes": {key: dict(value) for key, value in self.minutes.items() if value},
            "reinvested": self.reinvested,
            "target": list(self.target) if self.target else None,
        }


def read_scenario(document: Mapping[str, Any]) -> Scenario:
    """A stored document. What it does not say is as nobody said it."""
    target = document.get("target")
    return Scenario(
        modes={key: mode for key, mode in document.get("modes", {}).items() if mode in MODES},
        weekly=dict(document.get("weekly", {})),
        minutes={key: dict(value) for key, value in document.get("minutes", {}).items()},
        reinvested=document.get("reinvested", REINVESTED),
        target=(target[0], target[1]) if target else None,
    )


def weekly_figure(observed: Observed, *, anything: bool) -> Figure:
    """Times a week. A touchpoint nobody met counts as not met, unless the organization has recorded nothing at all."""
    if not anything:
        return Figure(WEEKLY, "assumed", told="nothing is recorded yet")
    return Figure(observed.times / max(1, len(observed.weeks)), "observed", observed.times)


def minutes_figures(observed: Observed) -> dict[str, Figure]:
    """A person's minutes for one occurrence, by mode. What has no rows follows from what has, in usual proportions."""
    human, assisted = (_mean_minutes(observed.handled.get(how, Handled())) for how in ("human", "assisted"))
    alone = human or _follows(assisted, 1 / OF_A_DRAFT, "from those with a draft") or Figure(MINUTES, "assumed")
    drafted = assisted or Figure(alone.value * OF_A_DRAFT, "assumed", told="three fifths of a person’s alone")
    return {"human_only": alone, "augment": drafted, "automate": _automated(observed, alone.value)}


def weeks_of(observed: Observed, weekly: Figure, count: int) -> list[float]:
    """Times in each week. An assumption keeps how much the observed weeks differ from each other."""
    if weekly.source == "observed":
        return [float(times) for times in observed.weeks]
    if observed.times and weekly.value:
        scale = weekly.value * count / observed.times
        return [times * scale for times in observed.weeks]
    return [weekly.value] * count


def shares(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {key: weight / whole for key, weight in weights.items() if weight} if whole else {}


def complete_weeks(first_day: int, *, weeks: int = WEEKS) -> int:
    """How many whole weeks before today hold data, when the first row is `first_day` days old: at most `weeks`."""
    return max(0, min(weeks, first_day // 7))


def _mean_minutes(handled: Handled) -> Figure | None:
    if handled.timed < ENOUGH:
        return None
    return Figure(handled.seconds / handled.timed / 60, "observed", handled.timed)


def _follows(figure: Figure | None, ratio: float, told: str) -> Figure | None:
    return Figure(figure.value * ratio, "assumed", told=told) if figure else None


def _automated(observed: Observed, alone: float) -> Figure:
    """The minutes of those that a person handled after all."""
    if observed.automated >= ENOUGH:
        share, told = observed.automated_by_people / observed.automated, f"{observed.automated_by_people} needed a person"
        return Figure(share * alone, "observed", observed.automated, told)
    return Figure(OF_AUTOMATION * alone, "assumed", told="one in ten needs a person")


def known(sequence: Sequence[Observed]) -> bool:
    """Whether anything at all was recorded."""
    return any(one.times for one in sequence)
