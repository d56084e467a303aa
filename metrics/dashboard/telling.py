"""A result in words: what stands large, what stands below it, and what it must be read with. Pure but for addresses."""

from metrics.calculators.registry import Definition
from metrics.calculators.results import WILSON, Result
from presence.kit import words

HIDDEN = ("hidden", "shown from five people with frontline hours")

# What stands beside a value, in words; what is not here is for programs.
BESIDE = {
    "unjudged": "not judged",
    "renegotiated": "renegotiated before due",
    "green_but_broken": "on time and yet broken",
    "service_level_attainment": "answered within target",
    "not_due": "not due",
    "unrecorded": "not recorded",
    "missing": "not stated, or not recorded where it is due",
    "missed": "missed",
    "by_automation": "handled by automation",
    "untimed": "without minutes",
    "people": "people with frontline hours",
    "without_target": "without a target",
    "p50_minutes": "half of the answers within",
    "p90_minutes": "nine in ten within",
    "p90_to_p50": "P90 / P50",
    "mean_attempts": "attempts on average",
    "usual_minutes": "usual contact",
    "open_handoffs": "handoffs open at the end",
    "after_hours_share": "of contact minutes after hours",
}


def parts(metric: Definition, result: Result) -> tuple[str, str]:
    """What stands large and below. Large is empty without data; under ten there are counts and no rate."""
    if result.suppressed:
        return _few(result) if result.beside else HIDDEN
    if result.method == WILSON and not result.denominator:
        return "", f"no {metric.noun[1]}"
    if result.method == WILSON:
        return words.rate_parts(int(result.numerator), int(result.denominator))
    if result.value is None or result.interval is None:
        return "", "no frontline hours in these days"
    contacts = int(result.beside["contacts"] or 0)
    if contacts < words.FEWEST_FOR_RANGE:
        return _few(result)
    minutes = f"{words.minutes(result.numerator)} of {words.minutes(result.denominator)}, {words.count(contacts, 'contact')}"
    low, high = (level(metric, end) for end in (result.interval.low, result.interval.high))
    return level(metric, result.value), f"{low} to {high}, {minutes}"


def _few(result: Result) -> tuple[str, str]:
    """Contacts whose minutes would tell of single people."""
    contacts = int(result.beside["contacts"] or 0)
    are_timed = contacts < words.FEWEST_FOR_RANGE
    return words.count(contacts, "contact"), "too few for a share" if are_timed else "too few with minutes for a share"


def told(metric: Definition, result: Result) -> str:
    """The same in one line."""
    value, detail = parts(metric, result)
    return f"{value or words.NO_DATA}, {detail}"


def is_thin(result: Result) -> bool:
    """Whether it rests on fewer than ten, so that no share is told of it."""
    n = result.denominator if result.method == WILSON else int(result.beside.get("contacts") or 0)
    return n < words.FEWEST_FOR_RANGE


def level(metric: Definition, value: float) -> str:
    """A value without what it rests on: for axes."""
    return words.number(round(value)) if metric.is_index else words.percent(value)


def beside(result: Result) -> list[tuple[str, str]]:
    """What is left out and what the value must be read with, as pairs of words and value."""
    return [(BESIDE[name], _value(name, value)) for name, value in result.beside.items() if name in BESIDE]


def _value(name: str, value: float | None) -> str:
    if value is None:
        return words.NO_DATA
    if name.endswith("_minutes"):
        return words.minutes(value)
    if name in ("service_level_attainment", "after_hours_share"):
        return words.percent(value)
    return words.number(round(value, 1))
