"""Two scenarios side by side, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from presence.kit import words
from touchpoints.simulator import assumptions, inputs, presenting
from touchpoints.simulator.models import Scenario
from touchpoints.simulator.reading import Ground
from touchpoints.simulator.rules import Result


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to compare: the published map (no key), the draft, or a scenario by its id."""

    key: str
    name: str
    scenario: Scenario | None = None


PUBLISHED, DRAFT = Offer("", "The map as published"), Offer("draft", "The draft as it stands")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two with what it means."""

    scenario: Scenario | None
    name: str
    modes: Mapping[str, str]
    result: Result


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of both, and how far they are apart."""

    word: str
    first: str
    second: str
    apart: str


def offered(scenarios: Iterable[Scenario]) -> list[Offer]:
    """Everything that can be compared."""
    return [PUBLISHED, DRAFT, *(Offer(str(row.pk), row.name, row) for row in scenarios)]


def chosen(offers: Sequence[Offer], key: str) -> Offer:
    """The one with this key; the published map when there is none."""
    return next((one for one in offers if one.key == key), PUBLISHED)


def side(ground: Ground, offer: Offer) -> Side:
    content = assumptions.Scenario()
    if offer.scenario:
        content = assumptions.read_scenario(offer.scenario.document)
    elif offer == DRAFT:
        content = assumptions.Scenario(modes=inputs.drawn(ground.subjects))
    modes = {one.id: content.modes.get(one.id, one.mode) for one in ground.subjects}
    return Side(offer.scenario, offer.name, modes, ground.simulate(content))


def lines(first: Side, second: Side) -> list[Line]:
    """Hours, presence, messages, drafts and risks of both."""
    one, other = first.result, second.result
    return [
        Line("Human hours a week", _hours(one), _hours(other), _more(other.hours.value - one.hours.value, " h")),
        Line("Presence time", _presence(one), _presence(other), _points(one, other)),
        Line(
            "Presence wanted", _wanted(one), _wanted(other), "the same" if _wanted(one) == _wanted(other) else "another target"
        ),
        _counted("Messages a day", one.messages_a_day, other.messages_a_day),
        _counted("Drafts to finish a day", one.drafts_a_day, other.drafts_a_day),
        _counted("Moments put at risk", len(one.at_risk), len(other.at_risk)),
    ]


def modes(ground: Ground, first: Side, second: Side) -> list[tuple[str, str, str]]:
    """The touchpoints whose mode is not the same in both."""
    return [
        (one.name, first.modes[one.id], second.modes[one.id])
        for one in ground.subjects
        if first.modes[one.id] != second.modes[one.id]
    ]


def _hours(result: Result) -> str:
    spread = presenting.range_of(result.hours)
    return presenting.hours(result.hours.value) + (f" ({spread})" if spread else "")


def _presence(result: Result) -> str:
    share = result.presence
    if share is None:
        return f"{presenting.hours(result.presence_hours.value)} a week"
    spread = presenting.range_of(share, words.percent)
    return words.percent(share.value) + (f" ({spread})" if spread else "")


def _wanted(result: Result) -> str:
    return presenting.share_range(*result.means.target)


def _points(one: Result, other: Result) -> str:
    if one.presence is None or other.presence is None:
        return _more(other.presence_hours.value - one.presence_hours.value, " h")
    return _more(100 * (other.presence.value - one.presence.value), " points")


def _counted(word: str, first: float, second: float) -> Line:
    one, other = (words.number(round(value, 1)) for value in (first, second))
    return Line(word, one, other, _more(second - first, ""))


def _more(amount: float, unit: str) -> str:
    shown = round(amount, 1)
    if not shown:
        return "the same"
    return f"{words.number(abs(shown))}{unit} {'more' if shown > 0 else 'less'}"
