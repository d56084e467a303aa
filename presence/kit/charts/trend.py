"""A rate over time: dots and their 95 % band, the target, what happened meanwhile, n below each period, the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from django.utils.safestring import SafeString

from presence.kit import words
from presence.kit.charts import points as plot
from presence.kit.charts import svg
from presence.kit.charts.points import Domain, Mark, Point

HEIGHT, TOP, BOTTOM = 232.0, 24.0, 184.0
LABEL_LINE, N_LINE = 204.0, 224.0
WIDE, NARROW, LABEL_WIDTH, LETTER = 760, 210, 58, 7.5
# A label of a line is as high as this above its foot, with room for a dot.
DOT_ROOM = 16.0
SHARES: Domain = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Target:
    """A level to reach, with the words at its line ("target 90%"). `begins` and `ends` count periods, as marks do."""

    value: float
    label: str
    begins: float = 0.0
    ends: float | None = None


def trend(
    points: Sequence[Point],
    *,
    name: str,
    period: str,
    targets: Sequence[Target] = (),
    marks: Sequence[Mark] = (),
    domain: Domain = SHARES,
    tell: Callable[[float], str] = words.percent,
    width: int = WIDE,
) -> SafeString:
    """`name` says what is drawn, `period` heads the first column of the table ("Week"); `tell` puts a level into words.

    `width` is how many pixels the drawing has on a wide screen: as many labels are drawn as fit.
    """
    if all(point.value is None for point in points):
        return SafeString(f'<p class="chart-words">{escape(name)}: {words.NO_DATA} in this window.</p>')
    drawing = svg.picture("chart-plot", HEIGHT, _summary(points, name, tell), *_shapes(points, targets, marks, domain, width))
    frame = f'<div class="chart-frame">{_axis(domain, tell)}{drawing}</div>'
    return SafeString(f'<figure class="chart">{frame}{_table(points, name, period, tell)}</figure>')


def _shapes(points: Sequence[Point], targets: Sequence[Target], marks: Sequence[Mark], domain: Domain, width: int) -> list[str]:
    return [
        *(svg.line("chart-rule", "0%", level, "100%", level) for level in (TOP, (TOP + BOTTOM) / 2, BOTTOM)),
        plot.band(points, domain, TOP, BOTTOM),
        *_marks(marks, len(points)),
        *(shape for target in targets for shape in _target(target, points, domain)),
        *_dots(points, domain),
        *_labels(points, width),
    ]


def _axis(domain: Domain, tell: Callable[[float], str]) -> str:
    low, high = domain
    levels = ((high, TOP), ((low + high) / 2, (TOP + BOTTOM) / 2), (low, BOTTOM))
    labels = (svg.text("chart-label", tell(value), "100%", place + 4, "end") for value, place in levels)
    return f'<svg class="chart-axis" width="44" height="{svg.figure(HEIGHT)}" aria-hidden="true">{"".join(labels)}</svg>'


def _target(target: Target, points: Sequence[Point], domain: Domain) -> list[str]:
    """A line over the periods it held for. Only the one that holds to the end has words, where they hide no figure."""
    count, level = len(points), plot.height_of(target.value, domain, TOP, BOTTOM)
    begins, ends = (min(1.0, max(0.0, at / count)) for at in (target.begins, count if target.ends is None else target.ends))
    line = svg.line("chart-target", svg.across(begins), level, svg.across(ends), level)
    if target.ends is not None:
        return [line]
    beside = _beside(level, target.label, points, domain)
    return [line, svg.text("chart-label chart-label-target", target.label, "100%", beside, "end")]


def _beside(level: float, label: str, points: Sequence[Point], domain: Domain) -> float:
    """Where the words of a line stand: next to it, above or below, at the first place where no dot is, on a phone either."""
    reach = ceil(len(points) * LETTER * len(label) / NARROW)
    dots = [plot.height_of(one.value, domain, TOP, BOTTOM) for one in points[-reach:] if one.value is not None]
    steps = range(0, ceil(BOTTOM - TOP), 4)
    places = [place for step in steps for place in (level - 6 - step, level + 16 + step) if TOP + 10 < place < BOTTOM - 2]
    free = (place for place in places if not any(place - DOT_ROOM < dot < place + DOT_ROOM / 2 for dot in dots))
    return next(free, places[0])


def _marks(marks: Sequence[Mark], count: int) -> list[str]:
    drawn = []
    for mark in marks:
        share = min(1.0, max(0.0, mark.at / count))
        anchor = "start" if share < 0.2 else "end" if share > 0.8 else "middle"
        drawn += [
            svg.line("chart-mark", svg.across(share), TOP - 6, svg.across(share), BOTTOM),
            svg.text("chart-label", mark.label, svg.across(share), TOP - 10, anchor),
        ]
    return drawn


def _dots(points: Sequence[Point], domain: Domain) -> list[str]:
    drawn = []
    for index, interval in plot.alone(points):
        x = svg.across(plot.place(index, len(points)))
        ends = [plot.height_of(end, domain, TOP, BOTTOM) for end in (interval.high, interval.low)]
        drawn.append(svg.line("chart-whisker-faint", x, ends[0], x, ends[1]))
    for index, point in enumerate(points):
        if point.value is not None:
            x, y = svg.across(plot.place(index, len(points))), plot.height_of(point.value, domain, TOP, BOTTOM)
            drawn.append(svg.dot("chart-thin" if point.is_thin else "chart-dot", x, y, 4))
    return drawn


def _labels(points: Sequence[Point], width: int) -> list[str]:
    """As many as fit, counted back from the latest; fewer on a phone."""
    count = len(points)
    room = max(LABEL_WIDTH, LETTER * max(len(point.label) for point in points) + LETTER)
    wide, narrow = ceil(count * room / width), ceil(count * room / NARROW)
    drawn = []
    for index, point in enumerate(points):
        back = count - 1 - index
        if back % wide == 0:
            css = "chart-label" if back % narrow == 0 else "chart-label chart-not-phone"
            x, anchor = _label_place(index, count, room)
            drawn.append(svg.text(css, point.label, x, LABEL_LINE, anchor))
            if point.n is not None:
                drawn.append(svg.text(css, f"n {words.number(point.n)}", x, N_LINE, anchor))
    return drawn


def _label_place(index: int, count: int, room: float) -> tuple[str, str]:
    """Below its dot; the latest leans on the edge where a phone would cut it off."""
    is_cut_off = NARROW / count < room
    if index == count - 1 and is_cut_off:
        return "100%", "end"
    return svg.across(plot.place(index, count)), "middle"


def _summary(points: Sequence[Point], name: str, tell: Callable[[float], str]) -> str:
    valued = [(point, point.value) for point in points if point.value is not None]
    (first, start), (last, end) = valued[0], valued[-1]
    lowest = min(value for _, value in valued)
    highest = max(value for _, value in valued)
    span = f"{first.label} {tell(start)}, {last.label} {tell(end)}, between {tell(lowest)} and {tell(highest)}"
    return f"{name}: {span}. The table below has every value."


def _table(points: Sequence[Point], name: str, period: str, tell: Callable[[float], str]) -> str:
    heads = f'<tr><th scope="col">{escape(period)}</th><th scope="col" class="cell-number">{escape(name)}</th></tr>'
    rows = "".join(
        f'<tr><th scope="row">{_linked(point)}</th><td class="cell-number">{escape(_told(point, tell))}</td></tr>'
        for point in points
    )
    table = f'<div class="table-frame"><table class="table"><thead>{heads}</thead><tbody>{rows}</tbody></table></div>'
    return f'<details class="chart-data"><summary>The same as a table</summary>{table}</details>'


def _linked(point: Point) -> str:
    label = escape(point.label)
    return f'<a href="{escape(point.url)}">{label}</a>' if point.url else label


def _told(point: Point, tell: Callable[[float], str]) -> str:
    if point.told:
        return point.told
    return words.NO_DATA if point.value is None else tell(point.value)
