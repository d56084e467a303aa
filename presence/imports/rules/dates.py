"""Dates and times as files write them. A file keeps one order of day, month and year; a value alone may not tell which."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

ORDERS = {
    "ymd": "Year, month, day",
    "dmy": "Day first",
    "mdy": "Month first",
    "epoch": "Seconds since 1970",
    "epoch_ms": "Milliseconds since 1970",
}

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar januari janvier janv jän jänner",
            "feb february februar februari février fevrier févr",
            "mar march märz mrz maart mrt mars",
            "apr april avril avr",
            "may mai mei",
            "jun june juni juin",
            "jul july juli juillet juil",
            "aug august augustus août aout",
            "sep sept september septembre",
            "oct october oktober okt octobre",
            "nov november novembre",
            "dec december dezember dez décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:(?:T|,?\s+(?:at\s+)?)(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[ap])?(?:\.?m\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_WEEKDAY = r"(?:[^\W\d]{2,10}\.?,?\s+)?"
_NUMERIC = re.compile(rf"{_WEEKDAY}(?P<a>\d{{1,4}})[-/.]\s?(?P<b>\d{{1,2}})[-/.]\s?(?P<c>\d{{1,4}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?")
_DAY_NAME = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.?[-\s/](?P<month>[^\W\d]{{3,10}})\.?[-\s/,]+(?P<year>\d{{2,4}}){_TIME}", re.IGNORECASE
)
_NAME_DAY = re.compile(
    rf"{_WEEKDAY}(?P<month>[^\W\d]{{3,10}})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}}){_TIME}", re.IGNORECASE
)
_EPOCH = {"epoch": (re.compile(r"\d{9,10}(\.\d+)?"), 1), "epoch_ms": (re.compile(r"\d{12,13}"), 1000)}
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2099


class NotADate(ValueError):
    """The text is no date in the chosen order. The message says so in words."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point on somebody's clock: `zone` is None when the text names none."""

    at: datetime
    zone: tzinfo | None
    has_time: bool

    def instant(self, home: tzinfo) -> datetime:
        """The instant in UTC; a text without a zone is read on the clock of `home`. Of a doubled hour the first one counts."""
        return self.at.replace(tzinfo=self.zone or home).astimezone(UTC)

    def end_of_day(self) -> "Moment":
        """The last second of the same day."""
        return replace(self, at=self.at.replace(hour=23, minute=59, second=59))

    @property
    def day(self) -> date:
        return self.at.date()


def orders(texts: Iterable[str]) -> list[str]:
    """The orders that read the most of these texts, if they read half of them; of several that agree only the first.

    A column of dates may hold a few texts that are none: they are problems of their rows, not of the column.
    """
    texts = list(texts)
    read = {order: tuple(_read(text, order) for text in texts) for order in ORDERS}
    counts = {order: sum(moment is not None for moment in read[order]) for order in ORDERS}
    most = max(counts.values())
    if not most or most * 2 < len(texts):
        return []
    agreeing = {read[order]: order for order in reversed(list(ORDERS)) if counts[order] == most}
    return [order for order in ORDERS if order in agreeing.values()]


def _read(text: str, order: str) -> Moment | None:
    try:
        return parse(text, order)
    except NotADate:
        return None


@lru_cache(maxsize=20_000)
def parse(text: str, order: str) -> Moment:
    """Read a date, with a time of day and a zone where given. Raises NotADate."""
    if len(text) > 60:
        raise NotADate("This is too long for a date.")
    if order in _EPOCH:
        return _from_epoch(text, order)
    named = _DAY_NAME.fullmatch(text) or _NAME_DAY.fullmatch(text)
    if named and named["month"].lower() in _MONTHS:
        return _moment(text, named, (int(named["year"]), _MONTHS[named["month"].lower()], int(named["day"])))
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _moment(text, numeric, _arranged(numeric, order, text))
    if order == "ymd" and (compact := _COMPACT.fullmatch(text)):
        return _from_compact(text, compact)
    raise NotADate(f"“{text}” is not a date.")


def _from_epoch(text: str, order: str) -> Moment:
    pattern, per_second = _EPOCH[order]
    if not pattern.fullmatch(text):
        raise NotADate(f"“{text}” is not a number of {ORDERS[order].lower()}.")
    return Moment(datetime.fromtimestamp(float(text) / per_second, UTC), UTC, has_time=True)


def _from_compact(text: str, found: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    at = _joined(text, (year, month, day), (hour, minute, second, 0))
    return Moment(at, UTC if found[7] else None, has_time=bool(found[4]))


def _arranged(found: re.Match[str], order: str, text: str) -> tuple[int, int, int]:
    a, b, c = found["a"], found["b"], found["c"]
    year, month, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2 or (order == "ymd" and len(year) == 2):
        raise NotADate(f"“{text}” is not a date with {ORDERS[order].lower()}.")
    return int(year), int(month), int(day)


def _moment(text: str, found: re.Match[str], parts: tuple[int, int, int]) -> Moment:
    year, month, day = parts
    if year < 100:
        year += 1900 if year >= 70 else 2000
    hour = _hour(int(found["hour"] or 0), (found["half"] or "").lower(), text)
    fraction = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    at = _joined(text, (year, month, day), (hour, int(found["minute"] or 0), int(found["second"] or 0), fraction))
    return Moment(at, _zone(found["zone"]), has_time=found["hour"] is not None)


def _hour(hour: int, half: str, text: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise NotADate(f"“{text}” has no such hour.")
    return hour % 12 + (12 if half == "p" else 0)


def _joined(text: str, day: tuple[int, int, int], clock: tuple[int, int, int, int]) -> datetime:
    if not _EARLIEST_YEAR <= day[0] <= _LATEST_YEAR:
        raise NotADate(f"“{text}” is not a date between {_EARLIEST_YEAR} and {_LATEST_YEAR}.")
    try:
        return datetime.combine(date(*day), time(*clock))
    except ValueError as error:
        raise NotADate(f"“{text}” is not a day of the calendar, or not a time of day.") from error


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    if minutes > 14 * 60:
        raise NotADate(f"“{text}” is not a distance from UTC.")
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
