"""What every calculator gives: a value with what it is made of, how sure it is, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from presence.kit import intervals
from presence.kit.intervals import Z_95, Interval

Sums = Mapping[str, int]
WILSON, ARRIVALS = "wilson", "arrivals"


@dataclass(frozen=True, slots=True)
class Result:
    """`value` is None when there is nothing to divide by, or when too few would be seen through it (`suppressed`).

    `beside` holds what the metric leaves out or must be read with: counts, and numbers that may be unknown. `method` says what
    the interval is: `wilson` for a share, `arrivals` for a ratio of minutes.
    """

    value: float | None
    numerator: float
    denominator: float
    interval: Interval | None
    method: str
    beside: dict[str, float | None] = field(default_factory=dict)
    suppressed: bool = False
    is_index: bool = False


def share(numerator: int, denominator: int, **beside: float | None) -> Result:
    """A share of counted things, with Wilson's 95 % interval."""
    value = numerator / denominator if denominator else None
    return Result(value, numerator, denominator, intervals.wilson(numerator, denominator), WILSON, beside)


def ratio(numerator: float, denominator: float, squares: float, *, unit: float = 1, **beside: float | None) -> Result:
    """A sum of durations over minutes that were there, times `unit`.

    The numerator is a sum of single contacts that come as they come. Taken as a compound Poisson sum its variance is the sum of
    the squared durations (`squares`), so the 95 % interval is value ± 1.959964 * sqrt(squares) / denominator, not below zero.
    The denominator, planned hours, is taken as known.
    """
    if not denominator:
        return Result(None, numerator, denominator, None, ARRIVALS, beside)
    value, reach = numerator / denominator, Z_95 * sqrt(squares) / denominator
    interval = Interval(max(0.0, value - reach) * unit, (value + reach) * unit)
    return Result(value * unit, numerator, denominator, interval, ARRIVALS, beside, is_index=unit != 1)


def hidden(method: str) -> Result:
    """What is shown of fewer people than may be seen through a figure: that it is hidden, and nothing else."""
    return Result(None, 0, 0, None, method, suppressed=True)


def untold(method: str, **counts: float | None) -> Result:
    """What is shown of minutes that single rows could be read from: how many they are, and no minutes."""
    return Result(None, 0, 0, None, method, counts, suppressed=True)
