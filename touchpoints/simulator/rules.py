"""What a set of modes costs and puts at risk. Pure: moments with their weeks and minutes in, hours and words out.

Human hours a week = the sum over touchpoints of times a week x human minutes of one occurrence in its mode, through 60.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from presence.kit import words
from touchpoints.simulator import estimates
from touchpoints.simulator.estimates import Estimate

LOOSENESS = {"human_only": 0, "augment": 1, "automate": 2}
MANY_BY_PEOPLE = 0.2
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Traits:
    """What makes a moment need a person. `by_people` of `met` were handled by a person in the observed weeks."""

    protected: tuple[str, ...] = ()
    stakes: tuple[str, ...] = ()
    key_moment: bool = False
    first_truth_due: bool = False
    has_owner: bool = True
    by_people: int = 0
    met: int = 0

    @property
    def needs_a_person(self) -> bool:
        """Whether "human first at key moments" leaves it to people."""
        return bool(self.protected or self.stakes or self.key_moment or self.first_truth_due)


@dataclass(frozen=True, slots=True)
class Moment:
    """A touchpoint in a simulation.

    `weeks` are times in each week, oldest first, as many for all touchpoints; `minutes` those of a person for one occurrence
    in each mode; `proactive` the share of a person's minutes there that was presence; `teams` who does the work, in shares.
    """

    id: str
    name: str
    mode: str
    weeks: Sequence[float]
    minutes: Mapping[str, float]
    proactive: float = 0.0
    teams: Mapping[str, float] = field(default_factory=dict)
    traits: Traits = Traits()

    @property
    def weekly(self) -> float:
        return estimates.mean(self.weeks, range(len(self.weeks)))

    @property
    def hours(self) -> float:
        """Human hours a week."""
        return self.weekly * self.minutes[self.mode] / 60

    @property
    def presence(self) -> float:
        """The share of its hours that is presence: none of what a machine does."""
        return 0.0 if self.mode == "automate" else self.proactive


@dataclass(frozen=True, slots=True)
class Means:
    """What there is to work with: hours a week available by team, and the assumptions of the whole.

    `reinvested` is the share of freed hours that becomes presence; `target` the wanted share of presence in available hours.
    """

    available: Mapping[str, float]
    reinvested: float
    target: tuple[float, float]

    @property
    def hours(self) -> float:
        return sum(self.available.values())


@dataclass(frozen=True, slots=True)
class Result:
    """What a set of modes would mean, each week on average."""

    hours: Estimate
    presence_hours: Estimate
    needed: dict[str, float]
    means: Means
    messages_a_day: float
    drafts_a_day: float
    at_risk: list[tuple[Moment, list[str]]]

    @property
    def presence(self) -> Estimate | None:
        """Presence as a share of the hours available; None when none are known."""
        if not self.means.hours:
            return None
        found, hours = self.presence_hours, self.means.hours
        low, high = (None if end is None else end / hours for end in (found.low, found.high))
        return Estimate(found.value / hours, low, high)

    @property
    def short(self) -> dict[str, float]:
        """Teams that need more hours than they have, with how many are missing; a team without known hours is not judged."""
        missing = {team: hours - self.means.available.get(team, 0.0) for team, hours in self.needed.items()}
        return {team: hours for team, hours in missing.items() if self.means.available.get(team) and hours > 0}


def simulate(moments: Sequence[Moment], present: Sequence[Moment], means: Means) -> Result:
    """What these moments would mean. `present` are the same ones as they are, in the same order: what is compared with."""
    count = max((len(moment.weeks) for moment in moments), default=0)
    need, now = _by_week(moments, count), _by_week(present, count)
    met = [sum(one.weeks[week] * one.minutes[one.mode] / 60 * one.presence for one in moments) for week in range(count)]

    def presence(places: Sequence[int]) -> float:
        needed, before = estimates.mean(need, places), estimates.mean(now, places)
        freed = means.reinvested * max(0.0, before - needed)
        free = max(0.0, means.hours - needed) if means.hours else freed
        return estimates.mean(met, places) + min(freed, free)

    weekly = {mode: sum(one.weekly for one in moments if one.mode == mode) for mode in LOOSENESS}
    return Result(
        hours=estimates.of_weeks(count, lambda places: estimates.mean(need, places)),
        presence_hours=estimates.of_weeks(count, presence),
        needed=_by_team(moments),
        means=means,
        messages_a_day=weekly["automate"] / 7,
        drafts_a_day=weekly["augment"] / 7,
        at_risk=[
            (one, found)
            for one, before in zip(moments, present, strict=True)
            if (found := list(risks(before.mode, one.mode, one.traits)))
        ],
    )


def risks(before: str, after: str, traits: Traits) -> Iterator[str]:
    """What may go wrong when a moment's mode becomes looser; nothing when it does not."""
    if LOOSENESS[after] <= LOOSENESS[before]:
        return
    if traits.protected:
        told = (
            "never automated, so this cannot be applied" if after == "automate" else "a draft where people find their own words"
        )
        yield f"Protected ({', '.join(traits.protected)}): {told}"
    if traits.stakes:
        yield f"High stakes ({', '.join(traits.stakes)}): needs a reason and a second person"
    if after == "automate":
        yield from _risks_without_a_person(traits)


def _risks_without_a_person(traits: Traits) -> Iterator[str]:
    if traits.key_moment:
        yield "A key moment with no person in it"
    if traits.first_truth_due:
        yield "The first truth is due here, and a person says it"
    if not traits.has_owner:
        yield "Nobody owns it"
    if traits.met >= ENOUGH and traits.by_people >= MANY_BY_PEOPLE * traits.met:
        yield f"People handled {words.number(traits.by_people)} of {words.number(traits.met)} in these weeks"


def human_first(mode: str, traits: Traits) -> str:
    """The preset "human first at key moments": people where it matters, machines where it does not."""
    return "human_only" if traits.needs_a_person else "automate"


def _by_week(moments: Sequence[Moment], count: int) -> list[float]:
    return [sum(one.weeks[week] * one.minutes[one.mode] / 60 for one in moments) for week in range(count)]


def _by_team(moments: Sequence[Moment]) -> dict[str, float]:
    needed: dict[str, float] = {}
    for moment in moments:
        for team, share in moment.teams.items():
            needed[team] = needed.get(team, 0.0) + moment.hours * share
    return needed
