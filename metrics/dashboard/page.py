"""The page of one metric of the registry: the figure, how it moved, and its groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.utils.safestring import SafeString

from metrics.calculators.registry import Definition
from metrics.calculators.results import WILSON, Result
from metrics.dashboard import comparing, goals, measured_shapes, overview, telling
from metrics.dashboard.comparing import Compared, Comparison
from metrics.dashboard.overview import Figure
from metrics.dashboard.shapes import Days
from metrics.facts import measured, trends
from metrics.facts.measured import Asked, Group, Measured
from metrics.targets import reading as targets
from presence.kit import charts


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table by touchpoint or team."""

    label: str
    url: str
    chart: SafeString | str
    told: str
    rows_url: str


@dataclass(frozen=True, slots=True)
class Table:
    heading: str
    noun: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Page:
    figure: Figure
    beside: list[tuple[str, str]]
    chart: SafeString
    period: str
    tables: list[Table]
    compared: Compared | None


# What a metric can be grouped by on its page; the first three stand there when nothing is chosen.
TABLES = {
    "touchpoint": ("By touchpoint", "Touchpoint"),
    "team": ("By team", "Team"),
    "segment": ("By segment", "Segment"),
    "mode": ("By mode", "Mode"),
    "handled_by": ("By who handled it", "Handled by"),
    "version": ("By version of the map", "Version"),
}
ROUND = 20.0
# Beside the drawing stands what the figure must be read with.
WIDTH = 540
USUAL = ("touchpoint", "team", "segment")


def show(metric: Definition, asked: Asked, comparison: Comparison, by: str = "") -> Page:
    """Everything on the page. Raises NotOffered."""
    found = measured.measure(metric, asked)
    _, points, [other] = overview.looked_at([metric], asked, comparison)
    moved = points[metric.key]
    wanted = targets.goals().get(metric.key, [])
    period, span = trends.window_for(asked.window)
    lines = goals.lines(metric, wanted, period, span)
    return Page(
        figure=overview.figure(found, other.result, moved, asked, comparison=comparison, wanted=wanted),
        beside=telling.beside(found.result),
        chart=charts.trend(
            moved,
            name=metric.name,
            period=period.capitalize(),
            targets=lines,
            marks=overview.marks(asked),
            domain=_domain(metric, moved, lines),
            width=WIDTH,
            tell=lambda value: telling.level(metric, value),
        ),
        period=period,
        tables=tables(metric, asked, by),
        compared=_compared(metric, asked, comparison, (other.result, found.result)) if comparison.name else None,
    )


def tables(metric: Definition, asked: Asked, by: str = "") -> list[Table]:
    """The metric by what is chosen, or by what is usual."""
    names = [name for name in ((by,) if by in TABLES else USUAL) if name in metric.groups]
    listed = measured.measure_each([metric], [replace(asked, group_by=name) for name in names])
    return [Table(*TABLES[name], _lines(found, asked, name)) for name, [found] in zip(names, listed, strict=True)]


def set_against(metric: Definition, asked: Asked, comparison: Comparison) -> Compared:
    """Both sides of a comparison in a table. Raises NotOffered."""
    [other], [ours] = measured.measure_each([metric], [comparison.of(asked), asked])
    return _compared(metric, asked, comparison, (other.result, ours.result))


def _compared(metric: Definition, asked: Asked, comparison: Comparison, sides: tuple[Result, Result]) -> Compared:
    rows = tuple(overview.rows_url(metric, one.filters, one.window) for one in (asked, comparison.of(asked)))
    return comparing.compared(metric, asked, comparison, sides, (rows[0], rows[1]))


def table(metric: Definition, asked: Asked, zone: str) -> str:
    """CSV of the whole and of each week or month in it."""
    period, _ = trends.window_for(asked.window)
    found = measured.measure(metric, replace(asked, group_by=period))
    return measured_shapes.table(found, Days(asked.window.first, asked.window.last, zone), period)


def _domain(metric: Definition, moved: Sequence[charts.Point], lines: Sequence[charts.Target]) -> tuple[float, float]:
    """Shares stay between 0 and 1; an index reaches as high as its values and targets, to a level that people call round."""
    if not metric.is_index:
        return 0.0, 1.0
    low, high = overview.domain(moved)
    return low, ROUND * ceil(max([high, *(line.value for line in lines)]) / ROUND)


def _lines(found: Measured, asked: Asked, name: str) -> list[Line]:
    return [_line(found.metric, asked, name, one) for one in found.groups[name]]


def _line(metric: Definition, asked: Asked, name: str, group: Group) -> Line:
    given = {**asked.filters.given, name: group.key}
    narrowed = replace(asked.filters, given=given)
    return Line(
        label=group.label,
        url=f"?{narrowed.query(**asked.window.query)}",
        chart=_whisker(group.label, group.result),
        told=telling.told(metric, group.result),
        rows_url=overview.rows_url(metric, narrowed, asked.window),
    )


def _whisker(label: str, result: Result) -> SafeString | str:
    if result.method != WILSON:
        return ""
    return charts.whisker(int(result.numerator), int(result.denominator), name=label)
