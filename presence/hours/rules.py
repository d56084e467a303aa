"""Hours as people write them, and how many minutes somebody is there. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from presence.kit.clock import MIDNIGHT, Opening
from presence.kit.refusals import Refusal

Week = Mapping[int, Sequence[Opening]]

USUAL_WEEK: Week = {weekday: (Opening(9 * 60, 17 * 60),) for weekday in range(5)}

_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?"
_OPENING = re.compile(rf"{_TIME}\s*(?:-|–|—|to)\s*{_TIME}", re.IGNORECASE)
_CLOSED = ("", "closed", "-", "–")


class UnreadableHours(Refusal):
    """The text is not a list of times."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is no time. Write 9:00-12:00, 13:00-17:00, or leave it empty for a day that is closed.")


class OverlappingHours(Refusal):
    """Two openings of one day share minutes, or one ends before it begins."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(f"{told_opening(opening)} cannot be: each time ends after it begins, and before the next one begins.")


class UnreadableHoliday(Refusal):
    """A line is not a day and a name."""

    def __init__(self, line: str) -> None:
        super().__init__(f"“{line}” is no holiday. Write one in each line, such as 2026-12-25 Christmas Day.")


class DoubledHoliday(Refusal):
    """A day stands in two lines."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.isoformat()} stands there twice. Keep one of the lines.")


def read_day(text: str) -> tuple[Opening, ...]:
    """The openings of one day. Raises UnreadableHours and OverlappingHours."""
    if text.strip().lower() in _CLOSED:
        return ()
    openings = sorted(_read_opening(part) for part in re.split(r"[,;]|\band\b", text))
    for former, opening in zip([Opening(0, 0), *openings], openings, strict=False):
        if opening.ends <= opening.begins or opening.begins < former.ends:
            raise OverlappingHours(opening)
    return tuple(openings)


def told_day(openings: Iterable[Opening]) -> str:
    """The openings of a day as `read_day` reads them; empty when closed."""
    return ", ".join(told_opening(opening) for opening in openings)


def told_opening(opening: Opening) -> str:
    return f"{_told_time(opening.begins)}-{_told_time(opening.ends)}"


def read_holidays(text: str) -> dict[date, str]:
    """Days and their names, one a line. Raises UnreadableHoliday and DoubledHoliday."""
    holidays: dict[date, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        day, name = _read_holiday(line)
        if day in holidays:
            raise DoubledHoliday(day)
        holidays[day] = name
    return holidays


def told_holidays(holidays: Mapping[date, str]) -> str:
    return "\n".join(f"{day.isoformat()} {name}" for day, name in sorted(holidays.items()))


@dataclass(frozen=True)
class Pattern:
    """Minutes of each weekday, Monday first, from a day on."""

    from_day: date
    minutes: Sequence[int]


def minutes_there(
    patterns: Iterable[Pattern], away: Iterable[tuple[date, date]], closed: Iterable[date], first: date, last: date
) -> int:
    """Frontline minutes of one member from `first` to `last`, both included.

    Before the first pattern there are none. Days of an absence (first and last day, both included) and days on which the
    organization is closed do not count.
    """
    known, spans, shut = sorted(patterns, key=lambda one: one.from_day), list(away), set(closed)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(_of_day(known, day) for day in days if day not in shut and not any(a <= day <= b for a, b in spans))


def _of_day(patterns: Sequence[Pattern], day: date) -> int:
    holding = [pattern for pattern in patterns if pattern.from_day <= day]
    return holding[-1].minutes[day.weekday()] if holding else 0


def _read_opening(text: str) -> Opening:
    found = _OPENING.fullmatch(text.strip())
    if not found:
        raise UnreadableHours(text.strip())
    begins, ends = (_minute(found[hour], found[hour + 1], text) for hour in (1, 3))
    return Opening(begins, ends)


def _minute(hour: str, minute: str | None, text: str) -> int:
    value = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or value > MIDNIGHT:
        raise UnreadableHours(text.strip())
    return value


def _told_time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _read_holiday(line: str) -> tuple[date, str]:
    day, _, name = line.partition(" ")
    try:
        return date.fromisoformat(day.rstrip(",;")), name.strip()[:80] or "Holiday"
    except ValueError as error:
        raise UnreadableHoliday(line) from error
