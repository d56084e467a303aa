"""How a rate moved in time: which periods a chart shows, gaps included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.calculators.promise_kept import Counts
from metrics.facts import dimensions
from metrics.facts.promise_kept import Group
from presence.kit.windows import Window

FEWEST_WEEKS, MOST_WEEKS = 12, 27


@dataclass(frozen=True, slots=True)
class Period:
    """One week or month of a trend, with the days of it that lie in the window."""

    label: str
    days: Window
    counts: Counts


def window_for(window: Window) -> tuple[str, Window]:
    """What a trend is drawn by, and over which days: at least twelve weeks up to the window's end, months when it is long."""
    if window.days > MOST_WEEKS * 7:
        return "month", window
    first = window.last - timedelta(days=window.last.weekday()) - timedelta(weeks=FEWEST_WEEKS - 1)
    return "week", Window(min(first, window.first), window.last)


def periods(name: str, window: Window, groups: Sequence[Group], *, today: date) -> list[Period]:
    """Every week or month of the window in order; one without data has empty counts."""
    counted = {group.value: group.counts for group in groups}
    found, day = [], window.first
    while day <= window.last:
        whole = dimensions.days_of(name, day)
        inside = Window(max(whole.first, window.first), min(whole.last, window.last))
        label = dimensions.time_label(name, inside.first if name == "week" else whole.first, today=today)
        found.append(Period(label, inside, counted.get(whole.first, Counts())))
        day = whole.last + timedelta(days=1)
    return found
