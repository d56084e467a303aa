"""The page of one metric of the registry: the figure, how it moved, and its groups."""

from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from metrics.calculators.registry import Definition
from metrics.calculators.results import WILSON, Result
from metrics.dashboard import measured_shapes, overview, telling
from metrics.dashboard.overview import Figure
from metrics.dashboard.shapes import Days
from metrics.facts import measured, trends
from metrics.facts.measured import Asked, Group
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


TABLES = (("touchpoint", "By touchpoint", "Touchpoint"), ("team", "By team", "Team"), ("segment", "By segment", "Segment"))


def show(metric: Definition, asked: Asked) -> Page:
    """Everything on the page. Raises NotOffered."""
    found = measured.measure(metric, asked)
    before = measured.measure(metric, replace(asked, window=asked.window.before))
    moved = overview.points([metric], asked)[metric.key]
    period, _ = trends.window_for(asked.window)
    domain = overview.domain(moved) if metric.is_index else (0.0, 1.0)
    return Page(
        figure=overview.figure(found, before.result, moved, asked),
        beside=telling.beside(found.result),
        chart=charts.trend(
            moved,
            name=metric.name,
            period=period.capitalize(),
            marks=overview.marks(asked),
            domain=domain,
            tell=lambda value: telling.level(metric, value),
        ),
        period=period,
        tables=[Table(heading, noun, _lines(metric, asked, name)) for name, heading, noun in TABLES if name in metric.groups],
    )


def table(metric: Definition, asked: Asked, zone: str) -> str:
    """CSV of the whole and of each week or month in it."""
    period, _ = trends.window_for(asked.window)
    found = measured.measure(metric, replace(asked, group_by=period))
    return measured_shapes.table(found, Days(asked.window.first, asked.window.last, zone), period)


def _lines(metric: Definition, asked: Asked, name: str) -> list[Line]:
    found = measured.measure(metric, replace(asked, group_by=name))
    return [_line(metric, asked, name, one) for one in found.groups[name]]


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
