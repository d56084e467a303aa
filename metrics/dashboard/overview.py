"""The page "Metrics": every figure of the registry with what it rests on, from one count whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString

from metrics.calculators import changes
from metrics.calculators.registry import FIRST_TRUTH, HUMAN_TOUCH, LOAD_INDEX, METRICS, PRESENCE_TIME, PROMISE_KEPT, Definition
from metrics.calculators.results import Result
from metrics.dashboard import goals, telling, watching
from metrics.dashboard.comparing import Comparison
from metrics.dashboard.watching import Matter
from metrics.facts import dimensions, measured, trends
from metrics.facts.measured import Asked, Measured
from metrics.targets import reading as targets
from metrics.targets.rules import Goal
from presence.kit import charts, words
from presence.kit.windows import Window
from touchpoints.interactions.filters import Filters
from touchpoints.journeys import versions

FIRST = (PROMISE_KEPT, PRESENCE_TIME, FIRST_TRUTH, HUMAN_TOUCH, LOAD_INDEX)


@dataclass(frozen=True, slots=True)
class Figure:
    """A card: a number with what it rests on, where it is explained, and the way to its rows."""

    name: str
    value: str
    detail: str
    url: str
    link_word: str
    trend: SafeString | str = ""
    note: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A metric on the page: its figure, its own page, and what looks wrong."""

    metric: Definition
    figure: Figure
    page_url: str
    warning: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The page: a card for each metric, and what should be looked at before they are believed."""

    cards: list[Card]
    matters: list[Matter]

    @property
    def first(self) -> list[Card]:
        """The five figures that stand first."""
        return [card for card in self.cards if card.metric in FIRST]

    @property
    def others(self) -> list[Card]:
        return [card for card in self.cards if card.metric not in FIRST]


def show(asked: Asked, comparison: Comparison) -> Overview:
    """Every metric of the registry that can be asked like this. Raises NotOffered."""
    offered = [metric for metric in METRICS.values() if set(asked.filters.given) <= set(metric.filters)]
    now, moved, other = looked_at(offered, asked, comparison)
    wanted = targets.goals()
    made = []
    for one, then in zip(now, other, strict=True):
        key = one.metric.key
        shown = figure(one, then.result, moved[key], asked, comparison=comparison, wanted=wanted.get(key, []))
        made.append(_card(one, shown, asked))
    return Overview(made, watching.matters(now, asked))


Moved = dict[str, list[charts.Point]]


def looked_at(
    metrics: Sequence[Definition], asked: Asked, comparison: Comparison
) -> tuple[list[Measured], Moved, list[Measured]]:
    """These metrics as asked, how each moved (a point for each week or month, by its key), and the other side."""
    period, span = trends.window_for(asked.window)
    trend = replace(asked, window=span, group_by=period)
    now, moved, other = measured.measure_each(metrics, [asked, trend, comparison.of(asked)])
    return now, {one.metric.key: _points(one, period, span, asked) for one in moved}, other


def _points(found: Measured, period: str, span: Window, asked: Asked) -> list[charts.Point]:
    results = {group.value: group.result for group in found.groups[period]}
    listed, day = [], span.first
    while day <= span.last:
        whole = dimensions.days_of(period, day)
        inside = Window(max(whole.first, span.first), min(whole.last, span.last))
        label = dimensions.time_label(period, inside.first if period == "week" else whole.first, today=asked.today)
        listed.append(_point(found.metric, results.get(whole.first), label, rows_url(found.metric, asked.filters, inside)))
        day = whole.last + dimensions.ONE_DAY
    return listed


def _point(metric: Definition, result: Result | None, label: str, url: str) -> charts.Point:
    if result is None:
        return charts.Point(label=label, value=None, n=0, told=words.NO_DATA, url=url)
    return charts.Point(label, result.value, result.interval, count(result), telling.told(metric, result), url)


def count(result: Result) -> int:
    """The n of a value: what a share is of, or how many contacts the minutes are of."""
    return int(result.beside.get("contacts") or 0) if result.method == "arrivals" else int(result.denominator)


def marks(asked: Asked) -> list[charts.Mark]:
    """Where a version of the map began: what changed there may be why a figure did."""
    period, span = trends.window_for(asked.window)
    began = versions.began(span.first, span.last)
    return [charts.Mark(goals.place(period, span, day), f"Map version {began[day]}") for day in sorted(began)]


def figure(
    one: Measured,
    other: Result,
    moved: Sequence[charts.Point],
    asked: Asked,
    *,
    comparison: Comparison,
    wanted: Sequence[Goal],
) -> Figure:
    value, detail = telling.parts(one.metric, one.result)
    change = changes.told_of(other, one.result)
    if change != changes.TOO_FEW or comparison.name:
        change += f" against {comparison.against}"
    return Figure(
        name=one.metric.name,
        value=value,
        detail=detail,
        url=rows_url(one.metric, asked.filters, asked.window),
        link_word="See the rows"
        if one.result.suppressed and not one.result.beside
        else f"See {words.count(count(one.result), *one.metric.noun)}",
        trend=charts.sparkline(moved, name=one.metric.name, domain=domain(moved)),
        note="" if one.result.suppressed else change,
        target=goals.told(one.metric, one.result, wanted, asked.window.last, today=asked.today),
    )


def domain(moved: Sequence[charts.Point]) -> tuple[float, float]:
    """Shares stay between 0 and 1; an index may be more than full."""
    highest = max((point.interval.high for point in moved if point.interval), default=1.0)
    return (0.0, highest) if highest > 1 else charts.fitting_domain(moved)


def rows_url(metric: Definition, filters: Filters, window: Window) -> str:
    """The interactions that the metric counts in these days."""
    asked = {"verdict": metric.counted} if metric.counted == "judged" else {"counted": metric.counted}
    return f"{reverse('interaction_list')}?{filters.query(**window.query, **asked)}"


def page_url(metric: Definition) -> str:
    return reverse(metric.word)


def _card(one: Measured, shown: Figure, asked: Asked) -> Card:
    address = f"{page_url(one.metric)}?{asked.filters.query(**asked.window.query)}"
    return Card(one.metric, shown, address, _warning(one))


def _warning(one: Measured) -> str:
    """What must be seen before the number is believed."""
    beside = one.result.beside
    if (beside.get("unjudged") or 0) > one.result.denominator:
        return "Thin: more was not judged than was"
    if one.metric.key == "first-truth-rate" and (beside.get("unrecorded") or 0) > one.result.denominator:
        return "Thin: more has nothing recorded than has"
    if beside.get("by_automation"):
        return "Machines handled moments that belong to people"
    return ""
