"""Targets beside figures: in words, and as lines in a trend."""

from collections.abc import Sequence
from datetime import date

from metrics.calculators.registry import Definition
from metrics.calculators.results import Result
from metrics.dashboard import telling
from metrics.facts import dimensions
from metrics.targets import reading, rules
from metrics.targets.rules import Goal
from presence.kit import charts, words
from presence.kit.windows import Window


def level_of(metric: Definition, level: int) -> float:
    """A target as values have it: a share, or points of an index."""
    return float(level) if metric.is_index else level / 100


def told(metric: Definition, result: Result, goals: Sequence[Goal], day: date, *, today: date) -> str:
    """The target of a day, since when, and whether it is reached; that is said only when the interval leaves no doubt."""
    goal = rules.holding(goals, day)
    if goal is None or goal.level is None:
        return ""
    value = level_of(metric, goal.level)
    target = f"Target {metric.goal} {telling.level(metric, value)} since {words.day(goal.from_day, today=today)}"
    return f"{target}: {_standing(metric, result, value)}" if result.interval else target


def value_on(metric: Definition, day: date) -> float | None:
    """The target that holds on a day, as values have it."""
    goal = rules.holding(reading.goals().get(metric.key, ()), day)
    return level_of(metric, goal.level) if goal and goal.level is not None else None


def lines(metric: Definition, goals: Sequence[Goal], period: str, span: Window) -> list[charts.Target]:
    """The target over a trend, a line for each level it had."""
    found = rules.steps(goals, span.first, span.last)
    ends = [*(step.first for step in found[1:]), None]
    return [
        charts.Target(
            level_of(metric, step.level),
            f"{metric.goal} {telling.level(metric, level_of(metric, step.level))}",
            begins=place(period, span, step.first),
            ends=place(period, span, end) if end else None,
        )
        for step, end in zip(found, ends, strict=True)
        if step.level is not None
    ]


def place(period: str, span: Window, wanted: date) -> float:
    """Where a day of the span stands, counted in periods: 0 begins the first, 1.5 is amid the second."""
    number, day = 0, span.first
    while day <= span.last:
        last = min(dimensions.days_of(period, day).last, span.last)
        if wanted <= last:
            return number + (wanted - day).days / ((last - day).days + 1)
        number, day = number + 1, last + dimensions.ONE_DAY
    return float(number)


def _standing(metric: Definition, result: Result, value: float) -> str:
    interval = result.interval
    if interval is None or (telling.is_thin(result)):
        return "too few to say"
    reached, missed = (
        (interval.low >= value, interval.high < value)
        if metric.goal == "at least"
        else (interval.high <= value, interval.low > value)
    )
    return "reached" if reached else "not reached" if missed else "cannot be told apart from it"
