"""The page "Did we keep our word?": what it shows, from as many statements whatever the size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from metrics.calculators import changes, results
from metrics.calculators.commitments import CommitmentCounts
from metrics.calculators.promise_kept import Counts, Punctuality
from metrics.calculators.registry import CONSISTENCY, PROMISE_KEPT
from metrics.dashboard import goals, overview, page, telling
from metrics.dashboard.comparing import Compared, Comparison
from metrics.dashboard.overview import Figure
from metrics.dashboard.page import Table
from metrics.facts import commitments, promise_kept, trends
from metrics.facts.measured import Asked
from metrics.facts.promise_kept import Answer, Group
from metrics.facts.trends import Period
from metrics.targets import reading as targets
from presence.kit import charts, words
from presence.kit.windows import Window
from touchpoints.interactions.filters import Filters

NAME = "Promise-kept rate"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table by touchpoint or team."""

    label: str
    url: str
    chart: SafeString
    counts: Counts
    judged_url: str
    unjudged_url: str
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    answer: Answer
    figures: list[Figure]
    punctuality: list[Figure]
    chart: SafeString
    period: str
    touchpoints: list[Line]
    teams: list[Line]
    rows_url: str
    commitments: CommitmentCounts | None
    compared: Compared | None
    tables: list[Table]


def show(asked: Asked, comparison: Comparison, *, by: str, modes: dict[str, str]) -> Page:
    """Everything on the page. `modes` are the touchpoints' modes of today, by key."""
    window, chosen, now = asked.window, asked.filters, asked.now
    period, span = trends.window_for(window)
    answer, by_period, other = promise_kept.answers(
        [
            promise_kept.question(window=window, now=now, filters=chosen, group_by=("touchpoint", "team")),
            promise_kept.question(window=span, now=now, filters=chosen, group_by=(period,)),
            promise_kept.question(window=comparison.window, now=now, filters=comparison.filters),
        ]
    )
    periods = trends.periods(period, span, by_period.groups[period], today=asked.today)
    points = [_point(one, chosen) for one in periods]
    wanted = targets.goals().get(PROMISE_KEPT.key, [])
    result = results.share(answer.counts.numerator, answer.counts.denominator)
    target = goals.told(PROMISE_KEPT, result, wanted, window.last, today=asked.today)
    return Page(
        answer=answer,
        figures=figures(answer, told_change(answer, other, comparison), points, chosen, target),
        punctuality=clock(promise_kept.punctuality(window=window, now=now, filters=chosen), window, chosen),
        chart=charts.trend(
            points,
            name=NAME,
            period=period.capitalize(),
            targets=goals.lines(PROMISE_KEPT, wanted, period, span),
            marks=overview.marks(asked),
        ),
        period=period,
        touchpoints=_lines("touchpoint", answer.groups["touchpoint"], window, chosen, modes),
        teams=_lines("team", answer.groups["team"], window, chosen, {}),
        rows_url=rows_url(chosen, window),
        commitments=commitments.count(window=window, now=now, filters=chosen),
        compared=page.set_against(PROMISE_KEPT, asked, comparison) if comparison.name else None,
        tables=page.tables(PROMISE_KEPT, asked, by) if by else [],
    )


def told_change(answer: Answer, other: Answer, comparison: Comparison) -> str:
    sides = [(one.counts.numerator, one.counts.denominator) for one in (other, answer)]
    change = changes.told(*sides)
    return change if change == changes.TOO_FEW and not comparison.name else f"{change} against {comparison.against}"


def figures(answer: Answer, change: str, points: Sequence[charts.Point], chosen: Filters, target: str) -> list[Figure]:
    counts, window = answer.counts, answer.window
    value, detail = words.rate_parts(counts.numerator, counts.denominator)
    spark = charts.sparkline(points, name=NAME, domain=charts.fitting_domain(points))
    not_kept = f"{counts.broken_late} late, {counts.broken_overdue} overdue, {counts.broken_judged} judged"
    unjudged = f"{words.number(counts.cannot_tell)} can’t tell, {words.number(counts.unchecked)} not looked at"
    return [
        Figure(
            NAME, value, detail, rows_url(chosen, window, "judged"), _rows(counts.denominator, "judged"), spark, change, target
        ),
        Figure("Not kept", words.number(counts.broken), not_kept, rows_url(chosen, window, "broken"), _rows(counts.broken)),
        Figure(
            "Not judged",
            words.number(counts.unjudged),
            unjudged,
            rows_url(chosen, window, "unjudged"),
            _rows(counts.unjudged),
            note="Thin: more unjudged than judged" if counts.is_thin else "",
        ),
        Figure(
            "Renegotiated",
            words.number(counts.renegotiated),
            "before it was due, outside the rate",
            rows_url(chosen, window, "renegotiated"),
            _rows(counts.renegotiated),
        ),
    ]


def clock(found: Punctuality, window: Window, chosen: Filters) -> list[Figure]:
    """Being on time is not yet keeping the promise: both beside each other."""
    value, detail = telling.parts(CONSISTENCY, found.attainment)
    answers, green = int(found.attainment.denominator), found.green_but_broken
    return [
        Figure(
            "Answered within target",
            value,
            detail,
            rows_url(chosen, window, counted=CONSISTENCY.counted),
            f"See {words.count(answers, *CONSISTENCY.noun)}",
        ),
        Figure(
            "On time and yet not kept",
            words.number(green),
            "answered within target, and the promise was broken",
            rows_url(chosen, window, "broken", counted="within_target"),
            _rows(green),
        ),
    ]


def rows_url(chosen: Filters, window: Window, verdict: str = "", **more: str) -> str:
    """The address of the interactions behind a number."""
    return f"{reverse('interaction_list')}?{chosen.query(verdict=verdict, **window.query, **more)}"


def _rows(count: int, trait: str = "") -> str:
    return "See " + words.count(count, f"{trait} interaction".strip())


def _point(period: Period, chosen: Filters) -> charts.Point:
    counts = period.counts
    return charts.Point(
        label=period.label,
        value=counts.value,
        interval=counts.interval,
        n=counts.denominator,
        told=words.rate(counts.numerator, counts.denominator),
        url=rows_url(chosen, period.days, "judged"),
    )


def _lines(name: str, groups: Sequence[Group], window: Window, chosen: Filters, modes: dict[str, str]) -> list[Line]:
    return [
        Line(
            label=group.label,
            url=f"?{chosen.query(**window.query, **{name: group.key})}",
            chart=charts.whisker(group.counts.numerator, group.counts.denominator, name=group.label),
            counts=group.counts,
            judged_url=rows_url(chosen, window, "judged", **{name: group.key}),
            unjudged_url=rows_url(chosen, window, "unjudged", **{name: group.key}),
            mode=modes.get(group.key, ""),
        )
        for group in groups
    ]


def table(answer: Answer, zone: str) -> list[list[Any]]:
    """The page's numbers for a spreadsheet: one row for the whole, then one per group."""
    head = ["by", "key", "label", "value", "low", "high", "kept", "judged", "broken_late", "broken_overdue", "broken_judged"]
    head += ["renegotiated", "cannot_tell", "unchecked", "total", "from", "to", "time_zone", "as_of"]
    where = [*answer.window.query.values(), zone, f"{answer.as_of:%Y-%m-%dT%H:%M:%SZ}"]
    everything = [("", "", "All", answer.counts)]
    grouped = [(name, one.key, one.label, one.counts) for name, groups in answer.groups.items() for one in groups]
    return [head, *([*named, *_cells(counts), *where] for *named, counts in (*everything, *grouped))]


def _cells(counts: Counts) -> list[str]:
    interval = counts.interval
    shares = [counts.value, interval.low if interval else None, interval.high if interval else None]
    numbers = [counts.kept, counts.denominator, counts.broken_late, counts.broken_overdue, counts.broken_judged]
    numbers += [counts.renegotiated, counts.cannot_tell, counts.unchecked, counts.total]
    return ["" if share is None else f"{share:.6f}" for share in shares] + [str(number) for number in numbers]
