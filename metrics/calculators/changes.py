"""Whether a rate moved, said only when the numbers say so."""

from math import hypot

from metrics.calculators.results import WILSON, Result
from presence.kit import intervals, words

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
