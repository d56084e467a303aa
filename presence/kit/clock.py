"""The business clock: which minutes are open, how many lie between two moments, and why each one counts or does not.

Pure: hours, holidays and moments in, moments and spans out. Openings are wall-clock times in one zone, so a day of 23 or 25
hours has as many open minutes as its clocks show.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MIDNIGHT = 24 * 60
FARTHEST = 366 * 3


@dataclass(frozen=True, order=True)
class Opening:
    """Open from minute `begins` to minute `ends` of the day: 540 is 9:00, 1440 the end of the day."""

    begins: int
    ends: int


@dataclass(frozen=True)
class Hours:
    """When somebody is there: openings by weekday (0 = Monday), days that are closed with their name, and the zone."""

    zone: ZoneInfo
    week: Mapping[int, Sequence[Opening]]
    holidays: Mapping[date, str] = field(default_factory=dict)

    @property
    def is_ever_open(self) -> bool:
        return any(self.week.values())


@dataclass(frozen=True)
class Span:
    """A stretch of time that is all open or all closed, and why: `open`, `closed` or the holiday's name."""

    begins: datetime
    ends: datetime
    is_open: bool
    reason: str

    @property
    def seconds(self) -> int:
        return int((self.ends - self.begins).total_seconds())


class NeverOpen(Exception):
    """The hours have no opening, or too few of them, within three years, so no moment can be named."""


def open_seconds(hours: Hours, begins: datetime, ends: datetime) -> int:
    """Open seconds between two moments; 0 when the second is not after the first."""
    return sum(span.seconds for span in explain(hours, begins, ends) if span.is_open)


def explain(hours: Hours, begins: datetime, ends: datetime) -> Iterator[Span]:
    """Every second between two moments, in spans that follow each other without gap."""
    at = begins
    while at < ends:
        for span in _spans_of(hours, at.astimezone(hours.zone).date()):
            if span.ends > at and span.begins < ends:
                yield Span(max(span.begins, at), min(span.ends, ends), span.is_open, span.reason)
        at = min(ends, _midnight(hours.zone, at.astimezone(hours.zone).date() + DAY))


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbors that are open or closed for the same reason as one span, midnight or not."""
    held: Span | None = None
    for span in spans:
        if held and (held.is_open, held.reason) == (span.is_open, span.reason):
            held = Span(held.begins, span.ends, span.is_open, span.reason)
        else:
            if held:
                yield held
            held = span
    if held:
        yield held


def after(hours: Hours, begins: datetime, seconds: int) -> datetime:
    """The moment at which so many open seconds have passed. Raises NeverOpen."""
    left = seconds
    for span in _open_from(hours, begins):
        if left <= span.seconds:
            return span.begins + timedelta(seconds=left)
        left -= span.seconds
    raise NeverOpen


def next_open(hours: Hours, at: datetime) -> datetime:
    """This moment when it is open, otherwise the next one that is. Raises NeverOpen."""
    return next(_open_from(hours, at)).begins


def is_open(hours: Hours, at: datetime) -> bool:
    return any(span.is_open and span.begins <= at < span.ends for span in _spans_of(hours, at.astimezone(hours.zone).date()))


def _open_from(hours: Hours, begins: datetime) -> Iterator[Span]:
    """Open spans from a moment on, as far as three years ahead."""
    if hours.is_ever_open:
        yield from (span for span in explain(hours, begins, begins + DAY * FARTHEST) if span.is_open)
    raise NeverOpen


def _spans_of(hours: Hours, day: date) -> Iterator[Span]:
    """One local day from midnight to midnight."""
    at, ends = _midnight(hours.zone, day), _midnight(hours.zone, day + DAY)
    closed = hours.holidays.get(day, "closed")
    for opening in () if day in hours.holidays else sorted(hours.week.get(day.weekday(), ())):
        opens, closes = _moment(hours.zone, day, opening.begins), _moment(hours.zone, day, opening.ends, late=True)
        if at < opens:
            yield Span(at, opens, False, closed)
        if opens < closes:
            yield Span(opens, closes, True, "open")
        at = max(at, closes)
    if at < ends:
        yield Span(at, ends, False, closed)


def _midnight(zone: ZoneInfo, day: date) -> datetime:
    return _moment(zone, day, 0)


def _moment(zone: ZoneInfo, day: date, minute: int, *, late: bool = False) -> datetime:
    """A wall-clock time of a day as a moment in UTC.

    A time that the clocks show twice is the first one, or with `late` the second; one that they skip is the jump itself.
    """
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if late else first
    return _jump(zone, second, first)


def _jump(zone: ZoneInfo, before: datetime, behind: datetime) -> datetime:
    """The moment between two at which the clocks go forward."""
    offset = before.astimezone(zone).utcoffset()
    while behind - before > timedelta(seconds=1):
        middle = before + (behind - before) / 2
        before, behind = (middle, behind) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return behind.replace(microsecond=0)
