"""Pairs of floor and product, measured in turn in the same minute: the ratio counts, the times are illustration."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paired:
    """What pairs of measurements gave, in seconds."""

    floor: list[float]
    product: list[float]

    def told(self, rows: int) -> str:
        """Rates of both, and the product's share of the floor: least, median, most."""
        shares = sorted(floor / product for floor, product in zip(self.floor, self.product, strict=True))
        rates = [f"{rows / statistics.median(times):>9,.0f} rows/s" for times in (self.floor, self.product)]
        spread = f"{shares[0]:.2f} / {statistics.median(shares):.2f} / {shares[-1]:.2f}"
        return f"floor {rates[0]}   product {rates[1]}   share {spread}"


def timed(work: Callable[[], object]) -> float:
    """How long it takes, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def paired(floor: Callable[[int], float], product: Callable[[int], float], *, rounds: int) -> Paired:
    """Measure both in turn; the first round warms up and is left out."""
    pairs = [(floor(number), product(number)) for number in range(rounds + 1)][1:]
    return Paired([first for first, _ in pairs], [second for _, second in pairs])
