"""Which target holds when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

HIGHEST = 1_000
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as it was set. `level` is in percent, of an index in points; None ends the target before it."""

    level: int | None
    from_day: date
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """From `first` on `level` held; None is no target."""

    first: date
    level: int | None


def holding(goals: Iterable[Goal], day: date) -> Goal | None:
    """The target that holds on a day; of two for one day the one set last. None without one, and after one was ended."""
    known = [goal for goal in goals if goal.from_day <= day]
    last = max(known, key=lambda goal: (goal.from_day, goal.set_at), default=None)
    return None if last is None or last.level is None else last


def steps(goals: Iterable[Goal], first: date, last: date) -> list[Step]:
    """What held between two days, both included: a step for each day on which the level changed."""
    listed = list(goals)
    days = sorted({first, *(goal.from_day for goal in listed if first < goal.from_day <= last)})
    found: list[Step] = []
    for day in days:
        goal = holding(listed, day)
        level = goal.level if goal else None
        if not found or found[-1].level != level:
            found.append(Step(day, level))
    return found
