"""How long frontline people are there: what presence time and the load index are divided by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from presence.hours import reading, rules
from presence.hours.models import Absence, FrontlineHours
from presence.kit.windows import Window
from presence.tenancy.models import Membership, Organization


@dataclass(frozen=True, slots=True)
class Available:
    """Seconds that people are there, and how many people that is."""

    seconds: int = 0
    people: int = 0


class Roster:
    """The hours, absences and teams of everybody who has frontline hours in a window, read once."""

    def __init__(self, organization: Organization, window: Window, *, today: date, team: UUID | None = None) -> None:
        self.first, self.last = window.first, min(window.last, today)
        members = Membership.rows().filter(team=team) if team else Membership.rows()
        self._teams: dict[UUID, UUID] = dict(members.values_list("pk", "team_id"))
        self._ends = {pk: removed.astimezone(organization.zone).date() for pk, removed in _removed(members)}
        self._patterns: dict[UUID, list[rules.Pattern]] = {}
        self._away: dict[UUID, list[tuple[date, date]]] = {}
        self._known: dict[Any, int] = {}
        self._closed = frozenset(reading.usual(organization).holidays)
        self._read()

    def _read(self) -> None:
        for row in FrontlineHours.rows().filter(member_id__in=self._teams, from_day__lte=self.last):
            self._patterns.setdefault(row.member_id, []).append(rules.Pattern(row.from_day, tuple(row.minutes)))
        for away in Absence.rows().filter(member_id__in=self._patterns, first_day__lte=self.last, last_day__gte=self.first):
            self._away.setdefault(away.member_id, []).append((away.first_day, away.last_day))

    @property
    def _begin(self) -> date:
        """The first day anybody has hours for: before it nothing needs to be counted."""
        return min((one.from_day for patterns in self._patterns.values() for one in patterns), default=self.first)

    def whole(self) -> Available:
        return self._between(self._patterns, self.first, self.last)

    def by_team(self) -> dict[Any, Available]:
        teams: dict[UUID, list[UUID]] = {}
        for member in self._patterns:
            teams.setdefault(self._teams[member], []).append(member)
        return {team: self._between(members, self.first, self.last) for team, members in teams.items()}

    def within(self, span: Window) -> Available:
        """Of a part of the window."""
        return self._between(self._patterns, max(span.first, self.first), min(span.last, self.last))

    def _between(self, members: Iterable[UUID], first: date, last: date) -> Available:
        first = max(first, self._begin)
        minutes = [self._minutes(member, first, last) for member in members]
        return Available(60 * sum(minutes), sum(1 for one in minutes if one))

    def _minutes(self, member: UUID, first: date, last: date) -> int:
        """Nobody is there from the day on which they were removed.

        Most people have the hours of others, and each metric asks again: what is worked out is kept.
        """
        last = min(last, self._ends[member] - timedelta(days=1)) if member in self._ends else last
        key = (*self._patterns[member], *self._away.get(member, []), first, last)
        if key not in self._known:
            self._known[key] = rules.minutes_there(
                self._patterns[member], self._away.get(member, []), self._closed, first, last
            )
        return self._known[key]


def _removed(members: Any) -> Iterable[tuple[UUID, Any]]:
    found: Iterable[tuple[UUID, Any]] = members.filter(removed_at__isnull=False).values_list("pk", "removed_at")
    return found
