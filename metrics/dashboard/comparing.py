"""What a figure is set against: the days before, the same days a year before, or another team."""

from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from metrics.calculators import changes
from metrics.calculators.registry import Definition
from metrics.calculators.results import WILSON, Result
from metrics.dashboard import telling
from metrics.dashboard.choices import Choice
from metrics.facts.measured import Asked
from presence.kit import refusals, windows, words
from presence.kit.windows import Window
from presence.tenancy.models import Team
from touchpoints.interactions import choices as fields
from touchpoints.interactions.filters import NONE, Filters

BEFORE, YEAR, TEAM = "before", "year", "team:"


class BadComparison(refusals.Refusal):
    """There is nothing of this name to compare with."""

    def __init__(self, words: str = "Compare with before, year, or another team.") -> None:
        super().__init__(words, pointer="compare")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The other side. `name` is how an address asks for it, empty when nothing was asked; `against` finishes a sentence."""

    name: str
    against: str
    window: Window
    filters: Filters

    def of(self, asked: Asked) -> Asked:
        return replace(asked, window=self.window, filters=self.filters)


@dataclass(frozen=True, slots=True)
class Side:
    """One side in a table."""

    label: str
    told: str
    rows_url: str


@dataclass(frozen=True, slots=True)
class Compared:
    sides: tuple[Side, Side]
    said: str


def usual(asked: Asked) -> Comparison:
    """As many days, just before."""
    return Comparison("", f"the {words.count(asked.window.days, 'day')} before", asked.window.before, asked.filters)


def read(name: str, asked: Asked) -> Comparison:
    """What an address asks to compare with. Raises BadComparison."""
    if not name:
        return usual(asked)
    if name == BEFORE:
        return replace(usual(asked), name=name)
    if name == YEAR:
        return Comparison(name, "the same days a year before", year_before(asked.window), asked.filters)
    if name.startswith(TEAM):
        return _team(name, asked)
    raise BadComparison


def year_before(window: Window) -> Window:
    """The same days of the calendar, a year before; 29 February becomes the 28th."""
    first, last = (max(day - relativedelta(years=1), windows.EARLIEST) for day in (window.first, window.last))
    return Window(first, last)


def offered(asked: Asked, comparison: Comparison, kept: dict[str, str]) -> list[Choice]:
    """What can be compared with. Teams stand against a team, so one has to be chosen first."""
    listed = [(BEFORE, f"With the {words.count(asked.window.days, 'day')} before"), (YEAR, "With a year before")]
    chosen = asked.filters.equal.get("team_id")
    if chosen:
        listed += [(f"{TEAM}{team.key}", f"With {team.name}") for team in Team.rows().order_by("name") if team.pk != chosen]
    return [Choice(word, _url(asked, kept | {"compare": name}), "", name == comparison.name) for name, word in listed]


def compared(
    metric: Definition, asked: Asked, comparison: Comparison, sides: tuple[Result, Result], rows: tuple[str, str]
) -> Compared:
    """Both sides with what they rest on, and whether the difference says anything. `sides` are the other one, then ours."""
    other, ours = sides
    labels = labels_of(asked, comparison)
    listed = [Side(label, telling.told(metric, one), url) for label, one, url in zip(labels, (ours, other), rows, strict=True)]
    return Compared((listed[0], listed[1]), said(metric, other, ours))


def labels_of(asked: Asked, comparison: Comparison) -> tuple[str, str]:
    """What the two sides are called: by their teams, else by their days."""
    if comparison.filters is not asked.filters:
        return asked.filters.labels["team"], comparison.filters.labels["team"]
    return _days(asked.window, asked.today), _days(comparison.window, asked.today)


def said(metric: Definition, before: Result, after: Result) -> str:
    """How far the sides lie apart, with its interval; nothing is called up or down that may be chance."""
    apart = changes.difference(before, after)
    change = changes.told_of(before, after)
    if apart is None:
        return change
    scale = 100 if after.method == WILSON or not metric.is_index else 1
    low, high = (round(scale * end) for end in (apart.low, apart.high))
    return f"{change}: the difference lies between {low} and {high} points"


def _team(name: str, asked: Asked) -> Comparison:
    if "team" not in asked.filters.given or asked.filters.given["team"] == NONE:
        raise BadComparison("Choose a team first, then the team to compare it with.")
    found = Team.rows().filter(key=name.removeprefix(TEAM)).first() if "\0" not in name else None
    if found is None:
        raise BadComparison("There is no team with this key.")
    filters = replace(
        asked.filters,
        given=asked.filters.given | {"team": found.key},
        equal=asked.filters.equal | {"team_id": found.pk},
        labels=asked.filters.labels | {"team": found.name},
    )
    return Comparison(name, found.name, asked.window, filters)


def _url(asked: Asked, more: dict[str, str]) -> str:
    window = {"window": asked.window.name} if asked.window.name else asked.window.query
    return f"?{asked.filters.query(**window, **more)}"


def _days(window: Window, today: date) -> str:
    return fields.days_word(window, today=today)
