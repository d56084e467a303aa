"""Whether a customer who asks now finds somebody: plain values in, words or nothing out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from presence.kit import clock
from presence.kit.clock import Hours

FARTHEST = timedelta(days=7)  # whoever has to wait longer than this has nobody to reach


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers at a touchpoint, in whose open minutes, within how many. `away` are first and last days, both included."""

    name: str
    is_active: bool
    away: tuple[tuple[date, date], ...]
    hours: Hours
    minutes: int


def missing(duty: Duty | None, now: datetime) -> str:
    """Why nobody would answer a customer who asks now; empty when somebody does."""
    if duty is None:
        return "Nobody is named whom the customer reaches."
    if not duty.is_active:
        return f"{duty.name} is no longer a member, and nobody else is named."
    try:
        promised_at = clock.after(duty.hours, now, duty.minutes * 60)
    except clock.NeverOpen:
        return "Its business hours are never open."
    if promised_at - now > FARTHEST:
        return f"Its business hours leave a customer waiting for more than {FARTHEST.days} days."
    if not _is_there(duty, now, promised_at):
        return f"{duty.name} is away until after the promised time, and nobody else is named."
    return ""


def _is_there(duty: Duty, now: datetime, promised_at: datetime) -> bool:
    """Whether one open day until the promised time is no day of absence."""
    return any(not _covers(duty.away, day) for day in _open_days(duty.hours, now, promised_at))


def _open_days(hours: Hours, begins: datetime, ends: datetime) -> Iterable[date]:
    return {span.begins.astimezone(hours.zone).date() for span in clock.explain(hours, begins, ends) if span.is_open}


def _covers(away: Iterable[tuple[date, date]], day: date) -> bool:
    return any(first <= day <= last for first, last in away)
