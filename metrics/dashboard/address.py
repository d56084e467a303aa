"""What the address of a metrics page asks, and what every such page shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from metrics.dashboard import choices, comparing
from metrics.dashboard.comparing import Comparison
from metrics.dashboard.page import TABLES
from metrics.facts.measured import Asked
from presence.kit import refusals, windows
from presence.tenancy.access import MemberRequest
from touchpoints.interactions import choices as fields
from touchpoints.interactions.choices import Option, Select
from touchpoints.interactions.filters import Filters


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page was asked for. `problem` tells what could not be read and was left out."""

    asked: Asked
    comparison: Comparison
    by: str = ""
    problem: str = ""
    kept: dict[str, str] = field(default_factory=dict)

    def unfiltered(self, problem: str) -> "Wish":
        asked = replace(self.asked, filters=Filters())
        return replace(self, asked=asked, comparison=comparing.usual(asked), problem=problem, kept={})


def read(request: MemberRequest) -> Wish:
    """What cannot be read is left out and told."""
    today, problem = timezone.localdate(), ""
    window, filters = windows.parse(today=today), Filters()
    try:
        window = choices.read_window(request, today=today)
        filters = choices.read_filters(request)
    except windows.BadWindow as refusal:
        problem = f"{refusal.words} These are the last 30 days."
    except refusals.Refusal as refusal:
        problem = f"{refusal.words} Nothing is filtered."
    asked = Asked(request.organization, window, timezone.now(), filters)
    try:
        comparison = comparing.read(request.GET.get("compare", ""), asked)
    except comparing.BadComparison as refusal:
        comparison, problem = comparing.usual(asked), problem or f"{refusal.words} It is compared with the days before."
    by = request.GET.get("by", "")
    by = by if by in TABLES else ""
    kept = {"by": by, "compare": "" if comparison.name.startswith(comparing.TEAM) else comparison.name}
    return Wish(asked, comparison, by, problem, kept)


def frame(wish: Wish, shown: Sequence[str]) -> dict[str, Any]:
    """The parts of the page that choose: days, filters, and what to compare with.

    The filters `shown` have fields of their own; the others stand there as words, each with a link that leaves it out.
    """
    asked, window = wish.asked, wish.asked.window
    offered = choices.windows_to_choose(window, asked.filters, today=asked.today, kept=wish.kept)
    return {
        "problem": wish.problem,
        "windows": offered,
        "window": window,
        "window_word": choices.window_word(window, offered, today=asked.today),
        "days": fields.days_word(window, today=asked.today),
        "zone": asked.organization.zone.key.rpartition("/")[2].replace("_", " "),
        "now": asked.now,
        "chosen": asked.filters,
        "kept": {name: value for name, value in wish.kept.items() if value},
        "all_url": f"?{Filters().query(**window.query)}",
        "comparisons": comparing.offered(asked, wish.comparison, {"by": wish.by}),
        "compare": wish.comparison.name,
        "chips": fields.chips(asked.filters, shown, lambda rest: rest.query(**window.query, **wish.kept)),
    }


def grouping(by: str, groups: tuple[str, ...]) -> Select:
    """The field that chooses what the tables are grouped by."""
    options = [Option("", "The usual", not by)]
    options += [Option(name, words, name == by) for name, (_, words) in TABLES.items() if name in groups]
    return Select("by", "Group by", options)
