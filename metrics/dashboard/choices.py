"""What can be chosen on a metrics page: the window by name or key, and the filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest

from presence.kit import windows
from presence.kit.windows import Window
from touchpoints.interactions import choices, filters, recorded
from touchpoints.interactions.filters import Filters


@dataclass(frozen=True, slots=True)
class Choice:
    """One window to choose: what it is called, where it leads, its key, whether it is shown now."""

    word: str
    url: str
    key: str = ""
    current: bool = False


NAMED = (("1d", "Yesterday", "d"), ("7d", "Last 7 days", "w"), ("30d", "Last 30 days", "m"), ("90d", "Last 90 days", "q"))


def read_window(request: HttpRequest, *, today: date) -> Window:
    """The window a page was asked for. Raises windows.BadWindow."""
    asked = request.GET
    return windows.parse(
        window=asked.get("window", ""),
        first=asked.get("from", ""),
        last=asked.get("to", ""),
        today=today,
        recorded=recorded.days,
    )


def windows_to_choose(window: Window, chosen: Filters, *, today: date, kept: Mapping[str, str] | None = None) -> list[Choice]:
    """The windows by name, each with what else is chosen: the filters, and what is `kept`."""
    last_month = today.replace(day=1) - timedelta(days=1)
    calendar = (
        (f"{today:%Y-%m}", "This month", ""),
        (f"{last_month:%Y-%m}", "Last month", ""),
        (f"{today.year}-Q{(today.month + 2) // 3}", "This quarter", ""),
        (f"{today.year}", "This year", "y"),
        ("all", "Everything recorded", "a"),
    )
    return [
        Choice(word, f"?{chosen.query(window=name, **(kept or {}))}", key, name == (window.name or ""))
        for name, word, key in (*NAMED, *calendar)
    ]


def window_word(window: Window, offered: list[Choice], *, today: date) -> str:
    """What the window is called on its button."""
    return next((choice.word for choice in offered if choice.current), choices.days_word(window, today=today))


def read_filters(request: HttpRequest) -> Filters:
    """The filters a page was asked for. Raises filters.BadFilter."""
    return filters.read(request.GET)
