"""Targets, samples and which teams may be shown. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

FEWEST_PEOPLE = 5
ASKED_OF = 10
SOURCES = ("timer", "calendar", "logged")

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Target:
    """From `low` to `high` percent of frontline time, from a day on. Of two for one day the one set last holds."""

    role: str
    from_day: date
    low: int
    high: int
    set_at: datetime


def holding(targets: Iterable[Target], role: str, day: date) -> Target | None:
    """The target of a role on a day."""
    known = [one for one in targets if one.role == role and one.from_day <= day]
    return max(known, key=lambda one: (one.from_day, one.set_at), default=None)


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def is_asked_about(interaction_id: UUID) -> bool:
    """One contact in ten, always the same ones: nobody can guess which, and asking again asks about the same."""
    return interaction_id.int % ASKED_OF == 0


def shown(people: Mapping[Key, int]) -> set[Key]:
    """Teams whose minutes may be seen: from five people, and so that those left out are none or at least five together.

    Otherwise the minutes of the few could be had by taking the teams shown from those of the whole organization.
    """
    large = sorted((key for key, number in people.items() if number >= FEWEST_PEOPLE), key=lambda key: people[key])
    left_out = sum(number for number in people.values() if number < FEWEST_PEOPLE)
    if 0 < left_out < FEWEST_PEOPLE and large:
        large = large[1:]
    return set(large)
