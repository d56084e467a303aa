"""The map as the page shows it: each card's figures in words, with the way to the rows behind them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from presence.kit import charts, words
from presence.kit.modes import MODES
from presence.kit.windows import Window
from touchpoints.journeys.models import Protection, Stake, Touchpoint
from touchpoints.map.reading import Card, Line, Map

_PROTECTIONS = {value: str(label).lower() for value, label in Protection.choices}


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of figures on a card, and where its rows are."""

    word: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A card ready to be drawn."""

    card: Card
    url: str
    place_url: str
    archive_url: str
    protected: str
    figures: list[Figure]
    bar: SafeString


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A stage with its cards ready to be drawn."""

    id: UUID
    name: str
    cards: list[Shown]


def lines(found: Map, *, editable: bool) -> list[tuple[Line, list[ShownColumn]]]:
    """Every journey with its stages and cards. To whom may change it, a card's name leads to its form."""
    rows, page = reverse("interaction_list"), reverse("map")
    return [
        (
            line,
            [
                ShownColumn(column.id, column.name, [_show(card, found.window, rows, page, editable) for card in column.cards])
                for column in line.columns
            ],
        )
        for line in found.lines
    ]


def modes(found: Map) -> list[tuple[str, int]]:
    """How many touchpoints have each mode, in the order of the legend."""
    counted = Counter(card.mode for card in found.cards())
    return [(mode, counted[mode]) for mode in MODES]


def days_word(window: Window, *, today: date) -> str:
    return f"{words.day(window.first, today=today)} to {words.day(window.last, today=today)}"


def _show(card: Card, window: Window, rows: str, page: str, editable: bool) -> Shown:
    def behind(**more: str) -> str:
        return f"{rows}?{urlencode({'touchpoint': card.key, **window.query, **more})}"

    figures = [Figure("Met", words.count(card.times, "time"), behind())] if card.times else []
    if card.times:
        figures.append(Figure("Handled by people", f"{words.number(card.by_people)} of {words.number(card.times)}", behind()))
    if card.judged:
        figures.append(Figure("Kept", words.rate(card.kept, card.judged), behind(verdict="judged")))
    return Shown(
        card=card,
        url=f"{page}{card.id}/{'edit/' if editable else ''}",
        place_url=f"{page}{card.id}/place/",
        archive_url=f"{page}{card.id}/archive/",
        protected=", ".join(_PROTECTIONS.get(mark, mark) for mark in card.protected),
        figures=figures,
        bar=handled_bar(card) if card.times else SafeString(""),
    )


def handled_bar(card: Card) -> SafeString:
    """Who handled it, side by side."""
    parts = [
        charts.Part("human_only", card.human, "by a person"),
        charts.Part("augment", card.assisted, "by a person, assisted"),
        charts.Part("automate", card.automation, "by automation"),
        charts.Part("nobody", card.nobody, "by nobody"),
    ]
    return charts.stack([part for part in parts if part.amount], name="Who handled it")


def facts(touchpoint: Touchpoint) -> list[tuple[str, str]]:
    """What a touchpoint is, in words; what was not said is left out."""
    target = touchpoint.response_target_minutes
    told = [
        ("What the customer wants", touchpoint.intent),
        ("Because", touchpoint.mode_reason),
        ("Protected", ", ".join(_PROTECTIONS.get(mark, mark) for mark in touchpoint.protected)),
        ("At stake", ", ".join(str(Stake(mark).label).lower() for mark in touchpoint.stakes)),
        ("Owner", str(touchpoint.owner or "")),
        ("Stage", f"{touchpoint.stage.journey}: {touchpoint.stage}"),
        ("Channel", touchpoint.get_channel_display()),
        ("Answered within", words.minutes(target) if target else ""),
        ("Key moment", "yes" if touchpoint.key_moment else ""),
        ("First truth", "due before they commit" if touchpoint.first_truth_due else ""),
        ("Key for programs", touchpoint.key),
    ]
    return [(word, value) for word, value in told if value]
