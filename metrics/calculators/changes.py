"""Whether a rate moved, said only when the numbers say so."""

from math import hypot, sqrt

from metrics.calculators.results import WILSON, Result
from presence.kit import intervals, words
from presence.kit.intervals import Z_95, Interval

NO_CLEAR_CHANGE = "No clear change"
TOO_FEW = "Too few to compare"


def told(before: tuple[int, int], after: tuple[int, int]) -> str:
    """From (numerator, denominator) before and after: how it moved, "No clear change", or that it cannot be said.

    Up or down only when Newcombe's 95 % interval of the difference leaves out zero. Under ten judged on either side there is
    no percentage to compare.
    """
    change = intervals.difference(before, after)
    if change is None or min(before[1], after[1]) < words.FEWEST_FOR_RANGE:
        return TOO_FEW
    points = round(100 * (after[0] / after[1] - before[0] / before[1]))
    if change.low > 0:
        return f"Up {words.count(max(points, 1), 'point')}"
    if change.high < 0:
        return f"Down {words.count(max(-points, 1), 'point')}"
    return NO_CLEAR_CHANGE


def told_of(before: Result, after: Result) -> str:
    """The same of any metric. Ratios of minutes moved when the difference is farther from zero than both reaches together."""
    if after.method == WILSON:
        return told((int(before.numerator), int(before.denominator)), (int(after.numerator), int(after.denominator)))
    if before.value is None or after.value is None or before.interval is None or after.interval is None:
        return TOO_FEW
    moved = after.value - before.value
    if abs(moved) <= hypot(after.interval.high - after.value, before.interval.high - before.value):
        return NO_CLEAR_CHANGE
    scale = 1 if after.is_index else 100
    points = words.count(max(round(abs(moved) * scale), 1), "point")
    return f"Up {points}" if moved > 0 else f"Down {points}"


def difference(before: Result, after: Result) -> Interval | None:
    """Between which two values (after - before) lies with 95 %; None when it cannot be said."""
    if told_of(before, after) == TOO_FEW:
        return None
    if after.method == WILSON:
        sides = [(int(one.numerator), int(one.denominator)) for one in (before, after)]
        return intervals.difference(*sides)
    if before.value is None or after.value is None or before.interval is None or after.interval is None:
        return None
    moved, reach = after.value - before.value, hypot(after.interval.high - after.value, before.interval.high - before.value)
    return Interval(moved - reach, moved + reach)


def excess(after: int, before: int, *, share: float) -> Interval:
    """By how much `after` exceeds what `before` lets expect of a span that is `share` as long, both counted as they came.

    Counts that come as they come vary as much as they are many, so the 95 % interval is the excess ± 1.959964 times the root of
    after + before * share².
    """
    moved, reach = after - before * share, Z_95 * sqrt(after + before * share * share)
    return Interval(moved - reach, moved + reach)
