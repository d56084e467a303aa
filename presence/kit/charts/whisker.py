"""One row of a table: a dot with its 95 % whisker on a line from 0 to 100 %, the target dashed."""

from django.utils.safestring import SafeString

from presence.kit import words
from presence.kit.charts import svg
from presence.kit.intervals import Interval, wilson

HEIGHT, MIDDLE = 24.0, 12.0


def whisker(
    numerator: int, denominator: int, *, name: str, target: float | None = None, interval: Interval | None = None
) -> SafeString:
    """In words only when the denominator is below ten: a dot would claim more than is known."""
    interval = interval or wilson(numerator, denominator)
    if interval is None or denominator < words.FEWEST_FOR_RANGE:
        return SafeString(f'<span class="chart-words">{_too_few(numerator, denominator)}</span>')
    told = f"{name}: {words.rate(numerator, denominator, interval)}" + _against(target)
    share = svg.across(numerator / denominator)
    shapes = [
        svg.line("chart-track", "0%", MIDDLE, "100%", MIDDLE),
        svg.line("chart-target", svg.across(target), 2, svg.across(target), HEIGHT - 2) if target is not None else "",
        svg.line("chart-whisker", svg.across(interval.low), MIDDLE, svg.across(interval.high), MIDDLE),
        svg.dot("chart-dot", share, MIDDLE, 5),
    ]
    return SafeString(svg.picture("chart-row", HEIGHT, told, *shapes))


def _too_few(numerator: int, denominator: int) -> str:
    return words.NO_DATA if denominator == 0 else f"{words.rate(numerator, denominator)}, too few for a rate"


def _against(target: float | None) -> str:
    return "" if target is None else f", target {words.percent(target)}"
