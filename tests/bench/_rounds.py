"""Measuring floor and product in turn, in the same minutes, so that a busy machine slows both.

A ratio is taken within a round; what is told is the least, the middle and the greatest of the rounds.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Call = Callable[[], object]

_TRAITS = {"least": "least", "p50": "p50", "p99": "p99", "cpu": "CPU"}


@dataclass(frozen=True, slots=True)
class Timing:
    """One round of one subject, in milliseconds a call: elapsed at the median and the 99th percentile, and CPU time.

    `least` is the quickest call: what it takes while nobody else wants the machine.
    """

    least: float
    p50: float
    p99: float
    cpu: float


Rounds = dict[str, list[Timing]]


def measure(subjects: Mapping[str, Call], *, rounds: int = 5, calls: int = 300, warm_up: int = 30) -> Rounds:
    """Each subject `calls` times in each round, one subject after the other."""
    for call in subjects.values():
        for _ in range(warm_up):
            call()
    found: Rounds = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, call in subjects.items():
            found[name].append(_time(call, calls))
    return found


def ratios(found: Rounds, product: str, floor: str, trait: str) -> tuple[float, float, float]:
    """Least, median and greatest of the rounds' ratios in one trait (p50, p99 or cpu)."""
    pairs = zip(found[product], found[floor], strict=True)
    each = sorted(getattr(mine, trait) / getattr(theirs, trait) for mine, theirs in pairs)
    return each[0], statistics.median(each), each[-1]


def show(found: Rounds, floor: str, goals: Mapping[str, Mapping[str, str]]) -> None:
    """Every subject in milliseconds, then its ratios to the floor beside the goal, where there is one."""
    for name, timings in found.items():
        middle = [statistics.median(getattr(timing, trait) for timing in timings) for trait in _TRAITS]
        print(
            f"  {name:<46}"
            + "".join(f"{trait} {value:8.3f} ms   " for trait, value in zip(_TRAITS.values(), middle, strict=True))
        )
    for name, traits in goals.items():
        for trait, goal in traits.items():
            least, median, most = ratios(found, name, floor, trait)
            print(f"  {name}, {trait}: {least:.2f} / {median:.2f} / {most:.2f} of {floor} (goal {goal})")


def _time(call: Call, calls: int) -> Timing:
    elapsed = []
    began = time.process_time()
    for _ in range(calls):
        start = time.perf_counter()
        call()
        elapsed.append(time.perf_counter() - start)
    cpu = (time.process_time() - began) / calls
    elapsed.sort()
    return Timing(elapsed[0] * 1000, elapsed[calls // 2] * 1000, elapsed[min(calls - 1, calls * 99 // 100)] * 1000, cpu * 1000)
