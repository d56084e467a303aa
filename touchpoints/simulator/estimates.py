"""How much a mean of weeks would differ had other weeks come: a bootstrap over weeks. Pure, and the same on every run."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

RESAMPLES = 2000
SEED = 1979  # any number will do; a fixed one gives the same range to everybody who looks


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % range; without one when fewer than two weeks are known."""

    value: float
    low: float | None = None
    high: float | None = None


def of_weeks(count: int, measure: Callable[[Sequence[int]], float]) -> Estimate:
    """`measure` over all `count` weeks, and its range over weeks drawn again with replacement.

    `measure` takes the places of the weeks to use, as many as there are weeks; the same week may come more than once.
    """
    value = measure(range(count))
    if count < 2:
        return Estimate(value)
    found = sorted(measure(places) for places in _drawn(count))
    return Estimate(value, found[int(0.025 * RESAMPLES)], found[ceil(0.975 * RESAMPLES) - 1])


def mean(values: Sequence[float], places: Sequence[int]) -> float:
    """The mean of the values at these places; 0 when there are none."""
    return sum(values[place] for place in places) / len(places) if places else 0.0


@lru_cache(maxsize=64)
def _drawn(count: int) -> tuple[tuple[int, ...], ...]:
    dice = random.Random(SEED)  # noqa: S311  a sample, not a secret
    return tuple(tuple(dice.choices(range(count), k=count)) for _ in range(RESAMPLES))
