"""What the simulator begins with: the map, what happened in the last complete weeks, and who will be there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from presence.hours import reading as hours
from presence.kit.windows import Window
from presence.tenancy.models import Membership, Organization, Role, Team
from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions import recorded
from touchpoints.journeys.models import Mode, Protection, Stake, Touchpoint
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.presence import reading as presence
from touchpoints.presence.rules import holding
from touchpoints.simulator import assumptions, inputs, rules, targets
from touchpoints.simulator.assumptions import Handled, Observed
from touchpoints.simulator.inputs import Subject
from touchpoints.simulator.targets import Wanted

WEEKS_AHEAD = 4

_OBSERVED = """
SELECT touchpoint_id, (%(last)s - local_day) / 7, mode = 'automate', handled_by, team_id, count(*), count(seconds),
       coalesce(sum(seconds), 0), coalesce(sum(seconds) FILTER (WHERE presence_kind <> ''), 0)
  FROM touchpoints_interaction
 WHERE organization_id = %(organization)s AND deleted_at IS NULL AND local_day BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """The present, as far as a simulation needs it. `window` is None when no complete week was recorded."""

    subjects: list[Subject]
    window: Window | None
    available: dict[str, float]
    teams: dict[str, str]
    wanted: list[Wanted]

    @property
    def weeks(self) -> int:
        return self.window.days // 7 if self.window else 0

    @property
    def recorded_hours(self) -> float:
        """Hours a week that people's interactions were recorded with."""
        return sum(one.observed.seconds for one in self.subjects) / 3600 / self.weeks if self.weeks else 0.0

    def simulate(self, scenario: assumptions.Scenario) -> rules.Result:
        """What a scenario would mean, compared with the published map under the same assumptions."""
        present = inputs.moments(self.subjects, inputs.without_modes(scenario), self.weeks)
        means = rules.Means(self.available, scenario.reinvested, scenario.target or targets.together(self.wanted))
        return rules.simulate(inputs.moments(self.subjects, scenario, self.weeks), present, means)


def read(*, organization: Organization, today: date) -> Ground:
    """The acting organization's ground: at most twelve whole weeks before `today`, and the average of the four that come."""
    window = _window(today)
    touchpoints, published = list(_touchpoints()), _published()
    observed = _observe(window) if window else {}
    there = list(_there(organization, today))
    empty = [0] * (window.days // 7 if window else 0)
    return Ground(
        subjects=[
            _subject(one, published.get(one.pk, Mode.HUMAN_ONLY), observed.get(str(one.pk)) or Observed(list(empty)))
            for one in touchpoints
        ],
        window=window,
        available=_by(there, "team"),
        teams={str(team.pk): team.name for team in Team.rows()} | {"": "No team"},
        wanted=_wanted(_by(there, "role"), today),
    )


def _window(today: date) -> Window | None:
    days = recorded.days()
    weeks = assumptions.complete_weeks((today - days[0]).days) if days else 0
    return Window(today - timedelta(days=7 * weeks), today - timedelta(days=1)) if weeks else None


def _touchpoints() -> Iterator[Touchpoint]:
    rows = Touchpoint.rows().filter(archived_at=None).select_related("owner")
    return iter(rows.order_by("stage__journey__position", "stage__position", "position"))


def _published() -> dict[UUID, str]:
    """The mode that holds at each touchpoint; without a row it is human-only."""
    return dict(PublishedTouchpoint.rows().filter(archived=False).values_list("touchpoint_id", "mode"))


def _subject(touchpoint: Touchpoint, mode: str, observed: Observed) -> Subject:
    owner = touchpoint.owner
    traits = rules.Traits(
        protected=tuple(str(Protection(mark).label).lower() for mark in touchpoint.protected),
        stakes=tuple(str(Stake(mark).label).lower() for mark in touchpoint.stakes),
        key_moment=touchpoint.key_moment,
        first_truth_due=touchpoint.first_truth_due,
        has_owner=owner is not None,
        by_people=observed.by_people,
        met=observed.times,
    )
    team = str(owner.team_id) if owner else ""
    return Subject(
        id=str(touchpoint.pk),
        key=touchpoint.key,
        name=touchpoint.name,
        mode=mode,
        draft=touchpoint.mode,
        traits=traits,
        observed=observed,
        team=team,
    )


def _observe(window: Window) -> dict[str, Observed]:
    values: dict[str, Any] = {"organization": acting_organization_id(), "first": window.first, "last": window.last}
    found: dict[str, Observed] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OBSERVED, values)
        for row in map(_Group._make, cursor.fetchall()):
            _add(found.setdefault(str(row.touchpoint_id), Observed([0] * (window.days // 7))), row)
    return found


class _Group(NamedTuple):
    """Interactions that are the same in all that counts here."""

    touchpoint_id: UUID
    weeks_ago: int
    automated: bool
    handled_by: str
    team_id: UUID | None
    times: int
    timed: int
    seconds: int
    proactive: int


def _add(observed: Observed, row: _Group) -> None:
    """Put a group to what is known of its touchpoint."""
    is_person = row.handled_by in ("human", "assisted")
    known = observed.handled.get(row.handled_by, Handled())
    observed.weeks[-1 - row.weeks_ago] += row.times
    observed.handled[row.handled_by] = Handled(
        known.times + row.times, known.timed + row.timed, known.seconds + int(row.seconds)
    )
    observed.automated += row.times if row.automated else 0
    observed.automated_by_people += row.times if row.automated and is_person else 0
    if is_person:
        team = str(row.team_id or "")
        observed.proactive_seconds += int(row.proactive)
        observed.teams[team] = observed.teams.get(team, 0) + row.times


class _There(NamedTuple):
    """Somebody's frontline hours a week: the mean of the coming weeks, absences and holidays taken off."""

    team: str
    role: str
    hours: float


def _there(organization: Organization, today: date) -> Iterator[_There]:
    rows = Membership.rows().filter(removed_at=None).values_list("pk", "team_id", "role")
    members = {member: (str(team), role) for member, team, role in rows}
    minutes = hours.minutes_there(organization, members, today, today + timedelta(days=7 * WEEKS_AHEAD - 1))
    return (_There(*members[member], amount / 60 / WEEKS_AHEAD) for member, amount in minutes.items() if amount)


def _by(there: list[_There], trait: str) -> dict[str, float]:
    """Hours a week by team or by role."""
    found: dict[str, float] = {}
    for one in there:
        key = getattr(one, trait)
        found[key] = found.get(key, 0.0) + one.hours
    return found


def _wanted(hours_by_role: dict[str, float], today: date) -> list[Wanted]:
    """What is wanted of each role by the targets that hold today."""
    known = presence.targets()
    return targets.of_roles(hours_by_role, {role: holding(known, role, today) for role in reversed(Role.values)})
