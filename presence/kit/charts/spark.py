"""The small trend of a metric card: dots over their band, no axis; the card's words carry the numbers."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from presence.kit import words
from presence.kit.charts import points as plot
from presence.kit.charts import svg
from presence.kit.charts.points import Domain, Point

HEIGHT, TOP, BOTTOM, RADIUS = 36.0, 4.0, 32.0, 2.25


def sparkline(points: Sequence[Point], *, name: str, domain: Domain = (0.0, 1.0)) -> SafeString:
    """Nothing at all when fewer than two periods have a value: one dot is no trend."""
    valued = [point for point in points if point.value is not None]
    if len(valued) < 2:
        return SafeString("")
    told = f"{name}, {words.count(len(points), 'period')}, from {_tell(valued[0])} to {_tell(valued[-1])}"
    shapes = [plot.band(points, domain, TOP, BOTTOM), *_whiskers(points, domain), *_dots(points, domain)]
    return SafeString(svg.picture("chart-spark", HEIGHT, told, *shapes))


def _tell(point: Point) -> str:
    return point.told or (words.percent(point.value) if point.value is not None else words.NO_DATA)


def _whiskers(points: Sequence[Point], domain: Domain) -> list[str]:
    return [
        svg.line(
            "chart-whisker-faint",
            svg.across(plot.place(index, len(points))),
            plot.height_of(interval.high, domain, TOP, BOTTOM),
            svg.across(plot.place(index, len(points))),
            plot.height_of(interval.low, domain, TOP, BOTTOM),
        )
        for index, interval in plot.alone(points)
    ]


def _dots(points: Sequence[Point], domain: Domain) -> list[str]:
    return [
        svg.dot(
            "chart-dot",
            svg.across(plot.place(index, len(points))),
            plot.height_of(point.value, domain, TOP, BOTTOM),
            RADIUS,
        )
        for index, point in enumerate(points)
        if point.value is not None
    ]
