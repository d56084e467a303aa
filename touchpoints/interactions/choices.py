"""What can be chosen above lists and figures of interactions, and where the data is when there is none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from presence.customers import listing
from presence.kit import words
from presence.kit.windows import Window
from presence.tenancy.models import Team
from touchpoints.interactions.filters import COUNTED, NONE, Filters
from touchpoints.interactions.models import HandledBy
from touchpoints.journeys.models import Touchpoint

VERDICTS = (
    ("", "All"),
    ("judged", "Judged"),
    ("kept", "Kept"),
    ("broken", "Not kept"),
    ("broken_late", "Not kept: late"),
    ("broken_overdue", "Not kept: overdue"),
    ("broken_judged", "Not kept: judged"),
    ("renegotiated", "Renegotiated"),
    ("unjudged", "Not judged"),
    ("cannot_tell", "Can’t tell"),
    ("unchecked", "Not looked at"),
)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """One filter above the list."""

    name: str
    word: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that no field above shows, with the address that leaves it out."""

    words: str
    without_url: str


def fields(chosen: Filters, names: Sequence[str]) -> list[Select]:
    """These filters as fields, each with what there is to choose; what is chosen is shown however it was named."""
    return [_FIELDS[name](chosen) for name in names]


def verdicts(chosen: str) -> Select:
    """The verdict as a field."""
    return Select("verdict", "Verdict", [Option(value, word, value == chosen) for value, word in VERDICTS])


def chips(chosen: Filters, shown: Sequence[str], rest: Callable[[Filters], str]) -> list[Chip]:
    """The filters that no field shows; `rest` gives the parameters without one of them."""
    hidden = [name for name in chosen.given if name not in shown]
    return [
        Chip(f"{name.capitalize().replace('_', ' ')}: {chosen.labels[name]}", f"?{rest(_without(chosen, name))}")
        for name in hidden
    ]


def counted_chips(counted: str, rest: str) -> list[Chip]:
    """What a metric's link asked for; `rest` are the parameters without it."""
    return [Chip(f"Only: {COUNTED[counted][1]}", f"?{rest}")] if counted else []


def days_word(window: Window | None, *, today: date) -> str:
    """As "22 Oct to 20 Nov"."""
    if window is None:
        return ""
    first, last = words.day(window.first, today=today), words.day(window.last, today=today)
    return first if window.first == window.last else f"{first} to {last}"


def where_data_is(span: tuple[date, date] | None, *, today: date) -> dict[str, Any] | None:
    """The days that hold data, in words and as parameters: what every "no data" leads to."""
    if span is None:
        return None
    window = Window(*span)
    return {"days": days_word(window, today=today), "query": Filters().query(**window.query)}


def _touchpoints(chosen: Filters) -> Select:
    rows = Touchpoint.rows().order_by("archived_at", "name")
    return _select("touchpoint", "Touchpoint", [(one.key, one.name, one.pk) for one in rows], chosen, "touchpoint_id")


def _teams(chosen: Filters) -> Select:
    offered = [*((one.key, one.name, one.pk) for one in Team.rows()), (NONE, "No team", None)]
    return _select("team", "Team", offered, chosen, "team_id")


def _segments(chosen: Filters) -> Select:
    offered = [*((name, name, name) for name in listing.segments()), (NONE, "No segment", "")]
    return _select("segment", "Segment", offered, chosen, "segment")


def _handled_by(chosen: Filters) -> Select:
    offered = [(value, str(label), value) for value, label in HandledBy.choices]
    return _select("handled_by", "Handled by", offered, chosen, "handled_by")


_FIELDS: dict[str, Callable[[Filters], Select]] = {
    "touchpoint": _touchpoints,
    "team": _teams,
    "segment": _segments,
    "handled_by": _handled_by,
}


def _select(name: str, word: str, offered: Iterable[tuple[str, str, Any]], chosen: Filters, column: str) -> Select:
    is_set = column in chosen.equal
    options = [Option(value, label, is_set and chosen.equal[column] == fixed) for value, label, fixed in offered]
    return Select(name, word, [Option("", "All", not is_set), *options])


def _without(chosen: Filters, name: str) -> Filters:
    return Filters({key: value for key, value in chosen.given.items() if key != name})
