"""What metrics look like over REST: as JSON, as a table and as the bare number."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from metrics.calculators.commitments import CommitmentCounts
from metrics.calculators.promise_kept import Counts, Punctuality
from metrics.facts.promise_kept import Group as FactGroup
from presence.kit import spreadsheets
from presence.kit.api.fields import At, Link, said

RATE_DECIMALS = 6


class Interval(msgspec.Struct, frozen=True):
    """Where the rate may lie."""

    low: float
    high: float
    level: float
    method: Literal["wilson"]


class Breakdown(msgspec.Struct, frozen=True):
    """Every interaction counts under one of these."""

    kept: int
    broken_late: int
    broken_overdue: int
    broken_judged: int
    renegotiated: int
    cannot_tell: int
    unchecked: int


class Commitments(msgspec.Struct, frozen=True):
    """Commitments of promises that were due in the window, each under one of these. They stand beside the rate, never in it."""

    kept: int
    broken_late: int
    broken_overdue: int
    broken_judged: Annotated[int, said("Judged so by a member or the customer, whatever the clock says.")]
    renegotiated: Annotated[int, said("The customer was told of another time before it was due.")]
    open: Annotated[int, said("Still ahead.")]


class ServiceLevel(msgspec.Struct, frozen=True):
    """What the clock says of the same interactions: being on time is not yet keeping the promise."""

    value: Annotated[float | None, said("The share answered within the target of their touchpoint; null without any.")]
    numerator: int
    denominator: Annotated[int, said("Answers at touchpoints with a response target.")]
    interval: Interval | None
    green_but_broken: Annotated[int, said("Answered within the target, and yet the promise was not kept.")]


class Days(msgspec.Struct, frozen=True):
    """The days counted, both included."""

    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="to")
    time_zone: str


class GroupRate(msgspec.Struct, frozen=True):
    """The rate of one group."""

    key: str
    label: str
    value: float | None
    numerator: int
    denominator: int
    unjudged: int
    total: int
    interval: Interval | None


class PromiseKeptRate(msgspec.Struct, frozen=True):
    """Total = denominator + renegotiated + unjudged. The value is null when nothing was judged."""

    metric: str
    value: float | None
    numerator: int
    denominator: int
    unjudged: int
    total: int
    breakdown: Breakdown
    commitments: Annotated[Commitments | None, said("Null when a filter is given that no commitment of a promise has.")]
    service_level: ServiceLevel
    interval: Interval | None
    window: Days
    target: Annotated[float | None, said("What is to be reached on the last of these days; see the page of targets.")]
    as_of: At
    definition: Annotated[Link, said("Where the metric is explained in words.")]
    rows: Annotated[Link, said("The interactions behind the number.")]
    groups: list[GroupRate] | UnsetType = UNSET


class MetricEntry(msgspec.Struct, frozen=True):
    """A metric and what it means."""

    metric: str
    name: str
    question: str
    meaning: str
    numerator: str
    denominator: str
    left_out: list[str]
    unit: str
    interval: Annotated[str, said("How sure the value is, and by which method.")]
    beside_it: Annotated[str, said("What it must be read with.")]
    source: str
    group_by: Annotated[list[str], said("What it can be grouped by.")]
    url: Link


class MetricList(msgspec.Struct, frozen=True):
    """Every metric there is."""

    results: list[MetricEntry]
    next: None


def interval(counts: Counts) -> Interval | None:
    """Wilson's 95 % interval, null without anything judged."""
    found = counts.interval
    return Interval(round(found.low, 6), round(found.high, 6), 0.95, "wilson") if found else None


def breakdown(counts: Counts) -> Breakdown:
    return Breakdown(**asdict(counts))


def commitments(counts: CommitmentCounts | None) -> Commitments | None:
    return Commitments(**asdict(counts)) if counts else None


def service_level(found: Punctuality) -> ServiceLevel:
    result = found.attainment
    bounds = result.interval
    return ServiceLevel(
        value=rounded(result.value),
        numerator=int(result.numerator),
        denominator=int(result.denominator),
        interval=Interval(round(bounds.low, 6), round(bounds.high, 6), 0.95, "wilson") if bounds else None,
        green_but_broken=found.green_but_broken,
    )


def group(found: FactGroup) -> GroupRate:
    counts = found.counts
    return GroupRate(
        key=found.key,
        label=found.label,
        value=rounded(counts.value),
        numerator=counts.numerator,
        denominator=counts.denominator,
        unjudged=counts.unjudged,
        total=counts.total,
        interval=interval(counts),
    )


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, RATE_DECIMALS)


def table(days: Days, groups: list[FactGroup] | None, counts: Counts) -> str:
    """CSV: one line for the whole window, or one for each group."""
    lines = [("", "", counts)] if groups is None else [(each.key, each.label, each.counts) for each in groups]
    return "".join(spreadsheets.lines(_cells(days, lines)))


def number(value: float | None) -> str:
    """The bare number with six decimals; nothing when there is no data."""
    return "" if value is None else f"{value:.{RATE_DECIMALS}f}"


def _cells(days: Days, lines: list[tuple[str, str, Counts]]) -> Iterator[list[str]]:
    parts = list(asdict(Counts()))
    yield ["from", "to", "key", "label", "value", "numerator", "denominator", "unjudged", "total", "low", "high", *parts]
    for key, label, counts in lines:
        bounds = counts.interval
        low, high = (number(bounds.low), number(bounds.high)) if bounds else ("", "")
        sums = [str(each) for each in (counts.numerator, counts.denominator, counts.unjudged, counts.total)]
        shares = [low, high, *map(str, asdict(counts).values())]
        yield [str(days.first), str(days.last), key, label, number(counts.value), *sums, *shares]
