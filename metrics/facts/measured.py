"""Any metric of the registry over a window: its counters, and what else it needs, put through its calculator."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from metrics.calculators import privacy, results
from metrics.calculators.counters import COUNTERS
from metrics.calculators.registry import Definition
from metrics.calculators.results import ARRIVALS, Result
from metrics.facts import asking, counting, dimensions, together, workload
from metrics.facts.answers import Spread
from metrics.facts.availability import Available, Roster, Staff
from metrics.facts.counting import Answer, Question
from metrics.facts.workload import Waiting
from presence.kit import refusals
from presence.kit.windows import Window
from presence.tenancy.models import Organization, Team
from touchpoints.interactions.filters import Filters


class NotOffered(refusals.Refusal):
    """The metric cannot be grouped or filtered by this. `pointer` is the parameter."""


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a grouping. `key` goes back into a filter or an address; `label` is for people."""

    key: str
    label: str
    value: Any
    result: Result


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric of a window, as of a moment."""

    metric: Definition
    result: Result
    window: Window
    as_of: datetime
    groups: dict[str, list[Group]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, for which days, and by what."""

    organization: Organization
    window: Window
    now: datetime
    filters: Filters = field(default_factory=Filters)
    group_by: str = ""
    known: list[Staff] = field(default_factory=list, compare=False, repr=False)

    @property
    def staff(self) -> Staff:
        """Whatever is made from this by `replace`, with other days or filters, shares what is known of the staff."""
        if not self.known:
            self.known.append(Staff(self.organization))
        return self.known[0]

    @property
    def today(self) -> date:
        return self.now.astimezone(self.organization.zone).date()

    def question(self, counters: Sequence[str]) -> Question:
        return Question(counters, self.window, self.now, self.filters, [self.group_by] if self.group_by else [])


class Count:
    """The counters of a question, and what else metrics need, read once when the first of them does.

    `is_brief` leaves out what stands only beside a value and takes a statement of its own.
    """

    def __init__(self, asked: Asked, counted: Answer, *, is_brief: bool = False) -> None:
        self.asked, self.counted, self.is_brief = asked, counted, is_brief
        self.handoffs = Handoffs([self])

    @property
    def groups(self) -> list[counting.Group]:
        return self.counted.groups.get(self.asked.group_by, [])

    @property
    def ends(self) -> list[date]:
        """The last day of the window, and of each group in time."""
        asked, days = self.asked, [self.asked.window.last]
        if asked.group_by in ("day", "week", "month"):
            days += [_span(asked, one).last for one in self.groups]
        return [min(day, asked.today) for day in days]

    @cached_property
    def spreads(self) -> tuple[Spread, dict[Any, Spread]]:
        return ({}, {}) if self.is_brief else asking.spreads(self.asked.question(()))

    @cached_property
    def roster(self) -> Roster:
        asked = self.asked
        return Roster(asked.staff, asked.window, today=asked.today, team=asked.filters.equal.get("team_id"))


@dataclass
class Handoffs:
    """The handoffs that are open at the ends of these counts, read once when they are first needed."""

    counts: list[Count]

    @cached_property
    def waiting(self) -> Waiting:
        asked = self.counts[0].asked
        days = sorted({day for one in self.counts for day in one.ends})
        return workload.waiting(days, zone=asked.organization.zone, now=asked.now)


def measure(metric: Definition, asked: Asked) -> Measured:
    """The metric as asked. Raises NotOffered."""
    _check([metric], asked)
    return _measured([metric], Count(asked, asking.count(asked.question(metric.counters))))[0]


def measure_each(metrics: Sequence[Definition], listed: Sequence[Asked]) -> list[list[Measured]]:
    """These metrics for each that is asked, from as few counts as can be. Raises NotOffered.

    Beside the values stands only what the counters say: neither the spread of answers nor the share after hours.
    """
    for asked in listed:
        _check(metrics, asked)
    counters = list(dict.fromkeys(name for metric in metrics for name in metric.counters))
    answers = together.count([asked.question(counters) for asked in listed])
    counts = [Count(asked, answer, is_brief=True) for asked, answer in zip(listed, answers, strict=True)]
    handoffs = Handoffs(counts)
    for count in counts:
        count.handoffs = handoffs
    return [_measured(metrics, count) for count in counts]


def _measured(metrics: Sequence[Definition], count: Count) -> list[Measured]:
    asked = count.asked
    made = [(metric, *_WAYS[metric.needs](metric, count)) for metric in metrics]
    return [
        Measured(metric, result, asked.window, asked.now, {asked.group_by: groups} if asked.group_by else {})
        for metric, result, groups in made
    ]


def _check(metrics: Sequence[Definition], asked: Asked) -> None:
    for metric in metrics:
        check_offered(metric, group_by=asked.group_by, filtered_by=asked.filters.given)


def check_offered(metric: Definition, *, group_by: str, filtered_by: Iterable[str] = ()) -> None:
    """Raises NotOffered when the metric cannot be grouped or filtered like this."""
    if group_by and group_by not in metric.groups:
        raise NotOffered(f"{metric.name} is grouped by {_listed(metric.groups)}.", pointer="group_by")
    wrong = [name for name in filtered_by if name not in metric.filters]
    if wrong:
        raise NotOffered(f"{metric.name} is filtered by {_listed(metric.filters)}.", pointer=wrong[0])


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _from_counters(metric: Definition, count: Count) -> tuple[Result, list[Group]]:
    groups = [Group(one.key, one.label, one.value, metric.calculate(one.sums)) for one in count.groups]
    return metric.calculate(count.counted.sums), groups


def _with_answers(metric: Definition, count: Count) -> tuple[Result, list[Group]]:
    whole, by_value = count.spreads
    groups = [
        Group(one.key, one.label, one.value, metric.calculate(one.sums, by_value.get(one.value, {}))) for one in count.groups
    ]
    return metric.calculate(count.counted.sums, whole), groups


def _against_hours(metric: Definition, count: Count) -> tuple[Result, list[Group]]:
    asked, equal = count.asked, count.asked.filters.equal
    if "team_id" in equal and (equal["team_id"] is None or equal["team_id"] in _hidden_teams(asked)):
        return results.hidden(ARRIVALS), []
    calculate, roster = _calculator(metric, count), count.roster
    by_team = asked.group_by == "team"
    groups = _by_team(roster, count.groups, calculate) if by_team else _in_time(roster, asked, count.groups, calculate)
    there = roster.whole()
    return _with_after_hours(metric, count, calculate(count.counted.sums, there, roster.last, equal.get("team_id"))), groups


# A team nobody of which had a contact.
_NOTHING: counting.Sums = dict.fromkeys(COUNTERS, 0)
# From counters, who was there, the last of the days, and the team when it is one team's.
Calculate = Callable[[counting.Sums, Available, date, UUID | None], Result]


def _calculator(metric: Definition, count: Count) -> Calculate:
    open_handoffs = count.handoffs.waiting if metric.counts_waiting else Waiting({})

    def calculate(sums: counting.Sums, there: Available, last: date, team: UUID | None) -> Result:
        more = {"handoffs": open_handoffs.of(last, team)} if metric.counts_waiting else {}
        return metric.calculate(sums, available_seconds=there.seconds, people=there.people, **more)

    return calculate


def _with_after_hours(metric: Definition, count: Count, result: Result) -> Result:
    """Looked at contact by contact, so only where they are not too many; never of people whose figure is hidden."""
    asked, contacts = count.asked, result.beside.get("contacts") or 0
    is_left_out = count.is_brief or bool(asked.group_by) or contacts > workload.MOST_CONTACTS
    if not metric.counts_waiting or result.suppressed or is_left_out:
        return result
    share = workload.after_hours(asked.staff.hours, asked.window, team=asked.filters.equal.get("team_id"))
    return replace(result, beside=result.beside | {"after_hours_share": share})


def _by_team(roster: Roster, counted: Sequence[counting.Group], calculate: Calculate) -> list[Group]:
    there = roster.by_team()
    names = {team.pk: team for team in Team.rows()}
    hidden = privacy.hidden({team: one.people for team, one in there.items()})
    sums = {one.value: one.sums for one in counted}
    groups = []
    for team, available in there.items():
        made = results.hidden(ARRIVALS) if team in hidden else calculate(sums.get(team, _NOTHING), available, roster.last, team)
        groups.append(Group(names[team].key, names[team].name, team, made))
    return sorted(groups, key=lambda group: group.label)


def _in_time(roster: Roster, asked: Asked, counted: Sequence[counting.Group], calculate: Calculate) -> list[Group]:
    team, groups = asked.filters.equal.get("team_id"), []
    for one in counted:
        span = _span(asked, one)
        made = calculate(one.sums, roster.within(span), min(span.last, roster.last), team)
        groups.append(Group(one.key, one.label, one.value, made))
    return groups


def _span(asked: Asked, group: counting.Group) -> Window:
    """The days of a group in time that lie in the window."""
    days = dimensions.days_of(asked.group_by, group.value)
    return Window(max(days.first, asked.window.first), min(days.last, asked.window.last))


def _hidden_teams(asked: Asked) -> set[Any]:
    """Hidden among all teams: what a team is filtered by may not show what the list of teams hides."""
    everybody = Roster(asked.staff, asked.window, today=asked.today)
    return privacy.hidden({team: one.people for team, one in everybody.by_team().items()})


_WAYS: dict[str, Callable[[Definition, Count], tuple[Result, list[Group]]]] = {
    "": _from_counters,
    "answers": _with_answers,
    "hours": _against_hours,
}
