"""Spans of whole local days by name: `30d`, `2026-10`, `2026-W45`, `2026-Q4`, `2026`, `all`, or from and to.

Pure: `today` is given. Which instants a day holds, 23- and 25-hour days included, was settled when each fact was written.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from presence.kit import refusals

DEFAULT = "30d"
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
LONGEST_DAYS = 3660

_DAYS = re.compile(r"([1-9]\d{0,3})d", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class BadWindow(refusals.Refusal):
    """The window cannot be read. `pointer` is the parameter that is wrong: window, from or to."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first` to `last`, both included. `name` is how it was asked for, empty for from and to."""

    first: date
    last: date
    name: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Window":
        """The same number of days, just before: what this window is compared with."""
        last = max(self.first - timedelta(days=1), EARLIEST)
        return Window(max(last - timedelta(days=self.days - 1), EARLIEST), last)

    @property
    def query(self) -> dict[str, str]:
        """The parameters that name these very days, today and later."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def parse(
    *,
    window: str = "",
    first: str = "",
    last: str = "",
    today: date,
    recorded: Callable[[], tuple[date, date] | None] = lambda: None,
    default: str = DEFAULT,
) -> Window:
    """The window asked for; the default when nothing was. `recorded` tells the first and last day there is anything.

    Raises BadWindow.
    """
    if window and (first or last):
        raise BadWindow("Give either window, or from and to.", pointer="window")
    if first or last:
        return _between(first, last)
    return _named(window or default, today=today, recorded=recorded)


def _between(first: str, last: str) -> Window:
    if not first or not last:
        raise BadWindow("Give both from and to.", pointer="to" if first else "from")
    start, end = _day(first, "from"), _day(last, "to")
    if start > end:
        raise BadWindow("The first day is after the last one.", pointer="from")
    return Window(start, end)


def _named(name: str, *, today: date, recorded: Callable[[], tuple[date, date] | None]) -> Window:
    if name == "all":
        begin, end = recorded() or (today, today)
        return Window(begin, max(end, today), name)
    if (found := _DAYS.fullmatch(name)) and int(found[1]) <= LONGEST_DAYS:
        yesterday = today - timedelta(days=1)
        return Window(yesterday - timedelta(days=int(found[1]) - 1), yesterday, name)
    try:
        first, last = _calendar(name)
    except ValueError as error:
        raise BadWindow(
            "Name a window like 30d, 2026-10, 2026-W45, 2026-Q4, 2026 or all, or give from and to.", pointer="window"
        ) from error
    return Window(first, last, name)


def _calendar(name: str) -> tuple[date, date]:
    """First and last day of a year, quarter, month or ISO week. Raises ValueError."""
    if found := _YEAR.fullmatch(name):
        span = date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    elif found := _QUARTER.fullmatch(name):
        year, quarter = int(found[1]), int(found[2])
        span = date(year, quarter * 3 - 2, 1), date(year, quarter * 3, monthrange(year, quarter * 3)[1])
    elif found := _MONTH.fullmatch(name):
        year, month = int(found[1]), int(found[2])
        span = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    elif found := _WEEK.fullmatch(name):
        year, week = int(found[1]), int(found[2])
        span = date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    else:
        raise ValueError(name)
    if span[0] < EARLIEST or span[1] > LATEST:
        raise ValueError(name)
    return span


def _day(text: str, parameter: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadWindow("Give a day as YYYY-MM-DD.", pointer=parameter) from error
    if not EARLIEST <= day <= LATEST:
        raise BadWindow(f"Give a day between {EARLIEST.year} and {LATEST.year}.", pointer=parameter)
    return day
