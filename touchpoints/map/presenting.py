"""The map as the page shows it: each card's figures in words, with the way to the rows behind them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from presence.kit import charts, words
from presence.kit.modes import MODES, mode_of
from presence.kit.windows import Window
from touchpoints.journeys.missing import Missing
from touchpoints.journeys.models import Protection, Stake, Touchpoint
from touchpoints.map.drift import Drift
from touchpoints.map.reaching import Way
from touchpoints.map.reading import Card, Column, Line, Map
from touchpoints.map.unpublished import Unpublished

_PROTECTIONS = {value: str(label).lower() for value, label in Protection.choices}
_OWNED = {"augment": "Finished by", "automate": "Owner", "human_only": "Owner"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of figures on a card, and where its rows are; without an address it is words alone."""

    word: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a card's looks depend on. `draft` and `second` are words, empty where there is nothing to say.

    `way` is there where automation holds now.
    """

    card: Card
    way: Way | None
    draft: str
    second: str
    window: Window
    rows: str
    base: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A card ready to be drawn."""

    card: Card
    url: str
    owned: str
    way: str
    unreachable: str
    draft: str
    second: str
    protected: str
    figures: list[Figure]
    drift: Drift | None
    bar: SafeString


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A stage with what its cards depend on."""

    id: UUID
    name: str
    cards: list[Facts]


def lines(
    found: Map, changes: Unpublished, ways: Mapping[UUID, Way], *, editable: bool
) -> list[tuple[Line, list[ShownColumn]]]:
    """Every journey with its stages and cards."""
    rows, base = reverse("interaction_list"), reverse("map")

    def facts(card: Card) -> Facts:
        second = second_word(changes.second.get(card.id))
        return Facts(card, ways.get(card.id), _draft(card, changes), second, found.window, rows, base, editable)

    def shown(column: Column) -> ShownColumn:
        return ShownColumn(column.id, column.name, [facts(card) for card in column.cards])

    return [(line, [shown(column) for column in line.columns]) for line in found.lines]


def modes(found: Map) -> list[tuple[str, int]]:
    """How many touchpoints have each mode, in the order of the legend."""
    counted = Counter(card.mode for card in found.cards())
    return [(mode, counted[mode]) for mode in MODES]


def draft_word(changes: Unpublished) -> str:
    """How far what is drawn is from what is published."""
    return f"Draft, {words.count(changes.amount, 'change')} not published" if changes.amount else "As published"


def second_word(needed: Missing | None) -> str:
    """Whether a second person is to be asked, or was."""
    if needed is None:
        return ""
    return "Waits for a second person" if needed.pending else "Ask a second person"


def days_word(window: Window, *, today: date) -> str:
    return f"{words.day(window.first, today=today)} to {words.day(window.last, today=today)}"


def show(facts: Facts) -> Shown:
    """A card in words. To whom may change it, its name leads to its form."""
    card = facts.card
    return Shown(
        card=card,
        url=f"{facts.base}{card.id}/{'edit/' if facts.may_edit else ''}",
        owned=_OWNED[card.mode],
        way=_way(facts),
        unreachable=facts.way.problem if facts.way else "",
        draft=facts.draft,
        second=facts.second,
        protected=", ".join(_PROTECTIONS.get(mark, mark) for mark in card.protected),
        figures=list(_figures(facts)),
        drift=card.drift,
        bar=handled_bar(card) if card.times else SafeString(""),
    )


def _way(facts: Facts) -> str:
    """Whom a customer reaches from an automated message, how soon, and when that was last tried; others need no such way."""
    card = facts.card
    if card.mode != "automate":
        return ""
    if card.hatch_reply_minutes is None:
        return "nobody yet"
    tried = f", tried {facts.way.tried}" if facts.way and facts.way.tried else ""
    return f"{card.hatch_person}, within {words.minutes(card.hatch_reply_minutes)}{tried}"


def _draft(card: Card, changes: Unpublished) -> str:
    if card.holds is None:
        return "New, not published"
    if card.holds != card.mode:
        return f"Published: {mode_of(card.holds).word.lower()}"
    return "Changed, not published" if card.id in changes.cards else ""


def _figures(facts: Facts) -> Iterator[Figure]:
    card = facts.card
    if card.times:
        behind = f"{facts.rows}?{urlencode({'touchpoint': card.key, **facts.window.query})}"
        yield Figure("Met", words.count(card.times, "time"), behind)
        yield Figure("Handled by people", f"{words.number(card.by_people)} of {words.number(card.times)}", behind)
        if card.judged:
            yield Figure("Kept", words.rate(card.kept, card.judged), f"{behind}&verdict=judged")
    if card.times or card.key_moment:
        yield Figure("Felt cared for", "not asked yet")


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
