"""Pairs of floor and product, measured in turn in the same minute: the ratio counts, the times are illustration."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connections


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


Work = Callable[[], object]


def burned(work: Work) -> float:
    """How much CPU time it takes here and in the application's database process, in seconds; what else runs does not count.

    Of a server on this machine, which those of `bin/bench` are.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    began = time.process_time_ns() + int(process.read_text().split()[0])
    work()
    return (time.process_time_ns() + int(process.read_text().split()[0]) - began) / 1e9


def timed(work: Work) -> float:
    """How long it takes, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def paired(floor: Callable[[int], float], product: Callable[[int], float], *, rounds: int) -> Paired:
    """Measure both in turn; the first round warms up and is left out."""
    pairs = [(floor(number), product(number)) for number in range(rounds + 1)][1:]
    return Paired([first for first, _ in pairs], [second for _, second in pairs])


def spread(ratios: list[float]) -> str:
    """Least, median, most."""
    return f"{min(ratios):.2f} / {statistics.median(ratios):.2f} / {max(ratios):.2f}"
