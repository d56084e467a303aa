"""Whether a rate moved, said only when the numbers say so."""

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
