"""How long frontline people are there: what presence time and the load index are divided by."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from presence.hours import reading, rules
from presence.hours.models import Absence, FrontlineHours
from presence.kit.clock import Hours
from presence.kit.windows import Window
from presence.tenancy.models import Membership, Organization

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Available:
    """Seconds that people are there, and how many people that is."""

    seconds: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """The hours of a person, when they are away, and their last day where there is one. Many have the same."""

    patterns: tuple[rules.Pattern, ...]
    away: tuple[tuple[date, date], ...]
    ends: date

    @property
    def begins(self) -> date:
        return min(one.from_day for one in self.patterns)


class Staff:
    """Everybody with frontline hours, read once however many windows are asked for."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self._minutes: dict[Any, int] = {}

    @cached_property
    def hours(self) -> Hours:
        """The usual business hours, with the holidays on which nobody is there."""
        return reading.usual(self.organization)

    @cached_property
    def shifts(self) -> dict[UUID, Counter[Shift]]:
        """How many people of each team have which hours."""
        patterns, away = _patterns(), _away()
        found: dict[UUID, Counter[Shift]] = {}
        for member, team, removed_at in Membership.rows().values_list("pk", "team_id", "removed_at"):
            if member in patterns:
                # Nobody is there from the day on which they were removed.
                ends = removed_at.astimezone(self.organization.zone).date() - ONE_DAY if removed_at else date.max
                shift = Shift(tuple(patterns[member]), tuple(away.get(member, ())), ends)
                found.setdefault(team, Counter())[shift] += 1
        return found

    def minutes(self, shift: Shift, first: date, last: date) -> int:
        """Of one person. What is worked out is kept: most people have the hours of others, and each metric asks again."""
        last = min(last, shift.ends)
        away = tuple(span for span in shift.away if span[0] <= last and span[1] >= first)
        key = (shift.patterns, away, first, last)
        if key not in self._minutes:
            self._minutes[key] = rules.minutes_there(shift.patterns, away, self.hours.holidays, first, last)
        return self._minutes[key]


class Roster:
    """Who of the staff, or of a team, is there in a window."""

    def __init__(self, staff: Staff, window: Window, *, today: date, team: UUID | None = None) -> None:
        self.first, self.last = window.first, min(window.last, today)
        self._staff = staff
        self._teams = {
            one: begun
            for one, shifts in staff.shifts.items()
            if team in (None, one) and (begun := {shift: n for shift, n in shifts.items() if shift.begins <= self.last})
        }
        self._everybody: Counter[Shift] = Counter()
        for shifts in self._teams.values():
            self._everybody.update(shifts)
        # The first day anybody has hours for: before it nothing needs to be counted.
        self._begins = min((shift.begins for shift in self._everybody), default=self.first)

    def whole(self) -> Available:
        return self._between(self._everybody, self.first, self.last)

    def by_team(self) -> dict[Any, Available]:
        return {team: self._between(shifts, self.first, self.last) for team, shifts in self._teams.items()}

    def within(self, span: Window) -> Available:
        """Of a part of the window."""
        return self._between(self._everybody, max(span.first, self.first), min(span.last, self.last))

    def _between(self, shifts: Mapping[Shift, int], first: date, last: date) -> Available:
        first = max(first, self._begins)
        there = [(self._staff.minutes(shift, first, last), people) for shift, people in shifts.items()]
        return Available(60 * sum(n * people for n, people in there), sum(people for n, people in there if n))


def _patterns() -> dict[UUID, list[rules.Pattern]]:
    found: dict[UUID, list[rules.Pattern]] = {}
    rows: Iterable[Any] = FrontlineHours.rows().order_by("from_day").values_list("member_id", "from_day", "minutes")
    for member, from_day, minutes in rows:
        found.setdefault(member, []).append(rules.Pattern(from_day, tuple(minutes)))
    return found


def _away() -> dict[UUID, list[tuple[date, date]]]:
    found: dict[UUID, list[tuple[date, date]]] = {}
    for member, first, last in Absence.rows().order_by("first_day").values_list("member_id", "first_day", "last_day"):
        found.setdefault(member, []).append((first, last))
    return found
