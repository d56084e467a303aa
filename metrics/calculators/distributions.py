"""Distributions of durations as fixed logarithmic histograms of whole numbers: they merge by adding, on every path alike.

A duration of s seconds lies in bucket `bisect_right(EDGES, s)`, which is PostgreSQL's `width_bucket(s, EDGES)`. Edges are one
second apart up to twenty, then a tenth of themselves, so a quantile read as the middle of its bucket is off by at most 5 %.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

LONGEST = 2**31 - 1
MOST_ERROR = 0.05


def _edges() -> Iterator[int]:
    edge = 1
    while edge < LONGEST:
        yield edge
        edge = edge + 1 if edge < 20 else edge + edge // 10


EDGES = tuple(_edges())


def bucket(seconds: int) -> int:
    return bisect_right(EDGES, seconds)


def middle(number: int) -> float:
    """The seconds that a bucket stands for: the only duration it holds, or the middle of those."""
    if number == 0:
        return 0.0
    low = EDGES[number - 1]
    high = EDGES[number] if number < len(EDGES) else LONGEST
    return (low + high - 1) / 2


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The seconds that this share of the durations does not exceed; None without any."""
    wanted, passed = share * sum(counts.values()), 0
    for number in sorted(counts):
        passed += counts[number]
        if passed and passed >= wanted:
            return middle(number)
    return None
