"""How sure a share is: Wilson's interval for one share, Newcombe's for the difference of two. Pure."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """Two shares between 0 and 1 (a difference: between -1 and 1), low first."""

    low: float
    high: float


def wilson(numerator: int, denominator: int, *, z: float = Z_95) -> Interval | None:
    """The 95 % interval of a share, without continuity correction; None when there is nothing to divide by."""
    if denominator == 0:
        return None
    share, squared = numerator / denominator, z * z
    scale = 1 + squared / denominator
    center = (share + squared / (2 * denominator)) / scale
    reach = z * sqrt(share * (1 - share) / denominator + squared / (4 * denominator * denominator)) / scale
    return Interval(max(0.0, center - reach), min(1.0, center + reach))


def difference(before: tuple[int, int], after: tuple[int, int], *, z: float = Z_95) -> Interval | None:
    """The 95 % interval of (after - before), each a (numerator, denominator); None when either is empty."""
    old, new = wilson(*before, z=z), wilson(*after, z=z)
    if old is None or new is None:
        return None
    old_share, new_share = before[0] / before[1], after[0] / after[1]
    change = new_share - old_share
    down = sqrt((new_share - new.low) ** 2 + (old.high - old_share) ** 2)
    up = sqrt((new.high - new_share) ** 2 + (old_share - old.low) ** 2)
    return Interval(change - down, change + up)
