"""What the metrics of the registry look like over REST, all in one shape."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from metrics.calculators.results import Result
from metrics.dashboard.shapes import Days, number, rounded
from metrics.facts.measured import Group, Measured
from presence.kit import spreadsheets
from presence.kit.api.fields import At, Link, said


class MeasuredInterval(msgspec.Struct, frozen=True):
    """Where the value may lie. `wilson` for shares; `arrivals` for ratios of minutes, as the definition says."""

    low: float
    high: float
    level: float
    method: Literal["wilson", "arrivals"]


class GroupValue(msgspec.Struct, frozen=True):
    """The metric of one group."""

    key: str
    label: str
    value: float | None
    numerator: float
    denominator: float
    interval: MeasuredInterval | None
    suppressed: bool
    breakdown: dict[str, float | None]


class MetricValue(msgspec.Struct, frozen=True):
    """The value is null when the denominator is 0, and when fewer than five people, or minutes of fewer than ten contacts,
    would be seen through it (`suppressed`).
    """

    metric: str
    value: float | None
    numerator: float
    denominator: float
    interval: MeasuredInterval | None
    suppressed: bool
    breakdown: Annotated[dict[str, float | None], said("What is left out, and what the value must be read with.")]
    window: Days
    target: Annotated[float | None, said("What is to be reached on the last of these days; see the page of targets.")]
    as_of: At
    definition: Annotated[Link, said("Where the metric is explained in words.")]
    rows: Annotated[Link, said("The interactions behind the number.")]
    groups: list[GroupValue] | UnsetType = UNSET


def interval(result: Result) -> MeasuredInterval | None:
    found = result.interval
    return MeasuredInterval(round(found.low, 6), round(found.high, 6), 0.95, result.method) if found else None  # type: ignore[arg-type]


def breakdown(result: Result) -> dict[str, float | None]:
    return {name: tidy(value) for name, value in result.beside.items()}


def tidy(value: float | None) -> float | None:
    """Whole numbers as such, others with six decimals."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 6)


def group(found: Group) -> GroupValue:
    result = found.result
    return GroupValue(
        key=found.key,
        label=found.label,
        value=rounded(result.value),
        numerator=tidy(result.numerator) or 0,
        denominator=tidy(result.denominator) or 0,
        interval=interval(result),
        suppressed=result.suppressed,
        breakdown=breakdown(result),
    )


def table(measured: Measured, days: Days, group_by: str) -> str:
    """CSV: one line for the whole window, or one for each group."""
    whole = [("", "", measured.result)]
    lines = [(one.key, one.label, one.result) for one in measured.groups[group_by]] if group_by else whole
    return "".join(spreadsheets.lines(_cells(days, measured.result, lines)))


def _cells(days: Days, whole: Result, lines: Iterable[tuple[str, str, Result]]) -> Iterable[list[str]]:
    parts = list(whole.beside)
    yield ["from", "to", "key", "label", "value", "numerator", "denominator", "low", "high", "suppressed", *parts]
    for key, label, result in lines:
        bounds = result.interval
        ends = [number(bounds.low), number(bounds.high)] if bounds else ["", ""]
        sums = [_text(result.numerator), _text(result.denominator)] if not result.suppressed else ["", ""]
        beside = [_text(result.beside.get(name)) for name in parts]
        head = [str(days.first), str(days.last), key, label, number(result.value)]
        yield [*head, *sums, *ends, str(result.suppressed).lower(), *beside]


def _text(value: float | None) -> str:
    found = tidy(value)
    return "" if found is None else str(found)
