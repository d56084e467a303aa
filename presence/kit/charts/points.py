"""What a chart over time is drawn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from presence.kit import words
from presence.kit.intervals import Interval

Domain = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One period. `value` is None when there is nothing to show; `interval` may be missing where none applies.

    `n` is what the value rests on; below ten the dot is hollow. `told` are the words in the table, `url` leads to the rows.
    """

    label: str
    value: float | None
    interval: Interval | None = None
    n: int | None = None
    told: str = ""
    url: str = ""

    @property
    def is_thin(self) -> bool:
        return self.n is not None and self.n < words.FEWEST_FOR_RANGE


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, such as a published map. `at` counts periods: 0 starts the first, 1.5 is amid the second."""

    at: float
    label: str


def fitting_domain(points: Sequence[Point], *, floor: float = 0.0, ceiling: float = 1.0) -> Domain:
    """The narrowest domain in steps of a tenth of (ceiling - floor) that holds every value and interval."""
    held = [value for point in points for value in _held(point)]
    if not held:
        return floor, ceiling
    step = (ceiling - floor) / 10
    first, last = int((min(held) - floor) / step), ceil((max(held) - floor) / step)
    first, last = max(0, min(first, 9)), min(10, max(last, first + 1))
    return floor + step * first, floor + step * last


def place(index: int, count: int) -> float:
    """The middle of a period as a share of the width."""
    return (index + 0.5) / count


def height_of(value: float, domain: Domain, top: float, bottom: float) -> float:
    """Where a value stands between top and bottom; values outside the domain stand on its edge."""
    low, high = domain
    share = (min(max(value, low), high) - low) / (high - low)
    return bottom - share * (bottom - top)


def band(points: Sequence[Point], domain: Domain, top: float, bottom: float) -> str:
    """The intervals as one area a run; a period without one interrupts it. Only the area is stretched to the width."""
    runs = [path for run in _runs(points) if len(run) > 1 and (path := _area(run, len(points), domain, top, bottom))]
    if not runs:
        return ""
    shape = f'<path class="chart-band" d="{" ".join(runs)}"/>'
    return f'<svg width="100%" height="{bottom:g}" viewBox="0 0 100 {bottom:g}" preserveAspectRatio="none">{shape}</svg>'


def alone(points: Sequence[Point]) -> Iterator[tuple[int, Interval]]:
    """Intervals without a neighbor; they are drawn as whiskers, because an area needs two."""
    for run in _runs(points):
        if len(run) == 1:
            yield run[0]


def _held(point: Point) -> list[float]:
    return [value for value in (point.value, *_ends(point.interval)) if value is not None]


def _ends(interval: Interval | None) -> tuple[float, ...]:
    return (interval.low, interval.high) if interval else ()


def _runs(points: Sequence[Point]) -> list[list[tuple[int, Interval]]]:
    runs: list[list[tuple[int, Interval]]] = [[]]
    for index, point in enumerate(points):
        if point.value is None or point.interval is None:
            runs.append([])
        else:
            runs[-1].append((index, point.interval))
    return [run for run in runs if run]


def _area(run: list[tuple[int, Interval]], count: int, domain: Domain, top: float, bottom: float) -> str:
    upper = [(place(index, count) * 100, height_of(interval.high, domain, top, bottom)) for index, interval in run]
    lower = [(place(index, count) * 100, height_of(interval.low, domain, top, bottom)) for index, interval in reversed(run)]
    corners = [f"{x:.2f} {y:.2f}" for x, y in [*upper, *lower]]
    return "M" + "L".join(corners) + "Z"
