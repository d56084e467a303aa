"""Which minutes of appointments are left to count, and which repeating events are read. Pure.

The rule: a moment of a person's time counts once. What they logged, by hand or with the timer, comes first; appointments get
what is left over; of two appointments at one time the one that began first gets the moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Interval = tuple[int, int]

# How far appointments are read: what lies further back stays as it was counted.
BACK, AHEAD = timedelta(days=90), timedelta(days=35)
LONGEST = timedelta(hours=12)

_EARLIEST_YEAR = 2000
# The parts of a rule that are read, by how often it repeats. What is not among them could keep a machine busy for hours
# (every second; each day that is a 31 February), and no appointment needs it.
_READ: Mapping[str, frozenset[str]] = {
    "DAILY": frozenset({"BYDAY", "BYMONTH"}),
    "WEEKLY": frozenset({"BYDAY", "BYMONTH"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}),
}
_BESIDE = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})


@dataclass(frozen=True, slots=True)
class Span:
    """An appointment as far as time goes. `key` tells it from the others of the same person."""

    key: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds of an appointment: what counts, and what the person logged, or another appointment had, at the same time.

    What counts begins at `begins_at`.
    """

    counts: int = 0
    logged: int = 0
    elsewhere: int = 0
    begins_at: datetime | None = None


def left_over(spans: Iterable[Span], logged: Iterable[tuple[datetime, datetime]]) -> dict[str, Left]:
    """What is left of each appointment. The order of what is given makes no difference."""
    by_hand = _joined([_interval(*one) for one in logged])
    taken: list[Interval] = []
    left = {}
    for span in sorted(spans, key=lambda one: (one.starts_at, one.ends_at, one.key)):
        whole = [_interval(span.starts_at, span.ends_at)]
        beside_logged = _without(whole, by_hand)
        free = _without(beside_logged, taken)
        taken = _joined([*taken, *free])
        counts, unlogged = _length(free), _length(beside_logged)
        begins_at = datetime.fromtimestamp(free[0][0], UTC) if free else None
        left[span.key] = Left(counts, _length(whole) - unlogged, unlogged - counts, begins_at)
    return left


def is_read(rule: Mapping[str, Sequence[Any]], year: int) -> bool:
    """Whether an event that repeats by this rule, the first time in this year, is read."""
    often = str(_only(rule, "FREQ", "")).upper()
    parts = {name.upper() for name in rule} - _BESIDE
    interval, count = _only(rule, "INTERVAL", 1), _only(rule, "COUNT", 1)
    numbers = all(isinstance(one, int) and 1 <= one <= 10_000 for one in (interval, count))
    return year >= _EARLIEST_YEAR and numbers and often in _READ and parts <= _READ[often]


def _only(rule: Mapping[str, Sequence[Any]], name: str, usual: Any) -> Any:
    values = rule.get(name, [usual])
    return values[0] if len(values) == 1 else None


def _interval(starts_at: datetime, ends_at: datetime) -> Interval:
    return _second(starts_at), _second(ends_at)


def _second(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp() // 1)


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments as intervals that do not touch, in order."""
    joined: list[Interval] = []
    for begins, ends in sorted(one for one in intervals if one[0] < one[1]):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined


def _without(intervals: Iterable[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """What is left of these when the taken moments, joined and in order, are cut out."""
    left = []
    for begins, ends in intervals:
        at = begins
        for gone_from, gone_to in taken:
            if gone_to > at and gone_from < ends:
                left.append((at, gone_from))
                at = gone_to
        left.append((at, ends))
    return [one for one in left if one[0] < one[1]]


def _length(intervals: Iterable[Interval]) -> int:
    return sum(ends - begins for begins, ends in intervals)
