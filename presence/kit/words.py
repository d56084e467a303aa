"""Numbers, durations and days in words. Pure: the same words on pages, in mail and in exports.

A share is never shown without its n: no data at n = 0, only counts below 10, the range first below 30, then the share, and
from 200 on the share with one decimal.
"""

from datetime import date, datetime, tzinfo
from decimal import Decimal

from presence.kit.intervals import Interval, wilson

NO_DATA = "no data"
FEWEST_FOR_RANGE = 10
FEWEST_FOR_SHARE = 30
FEWEST_FOR_DECIMAL = 200


def percent(share: float, *, decimals: int = 0) -> str:
    """A share in percents; 100 % and 0 % are said only when they are exact."""
    step = 10**-decimals
    near = min(max(round(share * 100, decimals), step), 100 - step) if 0 < share < 1 else share * 100
    return f"{near:.{decimals}f}%"


def bounds(interval: Interval, *, decimals: int = 0) -> tuple[str, str]:
    """Low and high in percents, rounded to the nearest."""
    return f"{interval.low * 100:.{decimals}f}", f"{interval.high * 100:.{decimals}f}"


def rate(numerator: int, denominator: int, interval: Interval | None = None) -> str:
    """One of "no data", "3 of 3", "62-96%, 17 of 20" or "94% (84-98), 47 of 50". Wilson's unless an interval is given."""
    interval = interval or wilson(numerator, denominator)
    if interval is None:
        return NO_DATA
    counts = f"{number(numerator)} of {number(denominator)}"
    decimals = _decimals(denominator)
    low, high = bounds(interval, decimals=decimals)
    if denominator < FEWEST_FOR_RANGE:
        return counts
    if denominator < FEWEST_FOR_SHARE:
        return f"{low}-{high}%, {counts}"
    return f"{percent(numerator / denominator, decimals=decimals)} ({low}-{high}), {counts}"


def rate_parts(numerator: int, denominator: int, interval: Interval | None = None) -> tuple[str, str]:
    """The same for a figure: what stands large, and what stands below it."""
    interval = interval or wilson(numerator, denominator)
    if interval is None:
        return "", "nothing judged yet"
    counts = f"{number(numerator)} of {number(denominator)}"
    decimals = _decimals(denominator)
    low, high = bounds(interval, decimals=decimals)
    if denominator < FEWEST_FOR_RANGE:
        return counts, "too few for a rate"
    if denominator < FEWEST_FOR_SHARE:
        return f"{low}-{high}%", counts
    return percent(numerator / denominator, decimals=decimals), f"{low} to {high}, {counts}"


def _decimals(denominator: int) -> int:
    return 1 if denominator >= FEWEST_FOR_DECIMAL else 0


def number(value: float) -> str:
    """Grouped by thousands; at most one decimal, and none when it is zero."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def money(amount: Decimal) -> str:
    """As "48,000", "1,250.50": cents only when there are any."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def count(amount: int, one: str, many: str | None = None) -> str:
    """As "1 promise", "1,204 promises"."""
    return f"{number(amount)} {one if amount == 1 else many or one + 's'}"


def minutes(amount: float) -> str:
    """As "12 min", "2 h", "2 h 5 min"."""
    whole = round(amount)
    hours, rest = divmod(abs(whole), 60)
    sign = "-" if whole < 0 else ""
    parts = [f"{number(hours)} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return sign + " ".join(parts)


def day(value: date, *, today: date) -> str:
    """As "24 Nov", with the year when it is another one."""
    return f"{value.day} {value:%b}" + ("" if value.year == today.year else f" {value.year}")


def moment(value: datetime, *, zone: tzinfo, today: date) -> str:
    """As "Tue 24 Nov, 14:00" in that zone, with the year when it is another one."""
    local = value.astimezone(zone)
    return f"{local:%a} {day(local.date(), today=today)}, {local:%H:%M}"


def days_away(value: date, *, today: date) -> str:
    """As "today", "in 6 days", "2 days ago"."""
    away = (value - today).days
    if away == 0:
        return "today"
    if away == 1:
        return "tomorrow"
    if away == -1:
        return "yesterday"
    return f"in {number(away)} days" if away > 0 else f"{number(-away)} days ago"
