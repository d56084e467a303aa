"""How much of the brief fits on one page, A4 or Letter, and what is left to the screen. Pure.

Heights are CSS pixels at the type sizes of static/css/brief.css for print. They are estimated from the length of the words, on
the safe side: the smaller of both pages counts, and no text takes more lines than the stylesheet lets it (it ends in "…").
Nothing is left out silently: what does not fit is counted, and the page says "12 more promises: see screen".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from touchpoints.brief.presenting import Shown
from touchpoints.brief.shapes import Made

PAGE, WIDTH = 940, 660
LARGE, SMALL, GAP, EDGE = 20.8, 16.0, 8.0, 12.8
NAME, NAME_EM, LARGE_EM, SMALL_EM = 28.8, 19.2, 14.4, 11.2
LINE_WIDTH, BOX_WIDTH, PANEL_WIDTH, META_WIDTH = 540, 610, 255, 330
MOST_LINES = 2
EXCLUSIONS, TRUTHS, CONTACTS, FACTS, PEOPLE = 6, 3, 3, 2, 2
TRACK, GIFTS, REMINDERS = 2, 2, 3
EXCLUSIONS_ROOM, TRUTHS_ROOM = 150, 84
_WIDE = frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: how many lines of each promise shown in full (None leaves the promise out), how many of the rest."""

    lines: list[int | None]
    exclusions: int
    truths: int
    contacts: int = CONTACTS
    facts: int = FACTS
    people: int = PEOPLE
    track: int = TRACK
    gifts: int = GIFTS
    reminders: int = REMINDERS

    @property
    def promises(self) -> int:
        return sum(amount is not None for amount in self.lines)


def fit(shown: Shown) -> Paper:
    """What of this brief one page holds: the limits first, then the promises from the newest on."""
    brief = shown.brief
    exclusions = _most(brief.will_not_do[:EXCLUSIONS], EXCLUSIONS_ROOM)
    truths = _most(brief.first_truths[:TRUTHS], TRUTHS_ROOM)
    boxes = _box(brief.will_not_do[:exclusions], exclusions < len(brief.will_not_do))
    boxes += _box(brief.first_truths[:truths], truths < len(brief.first_truths))
    left_out = SMALL + GAP if brief.open_amount > 1 else 0
    disputed = sum(SMALL + GAP for hint in shown.hints.values() if hint.disputed is not None)
    room = PAGE - _header(shown) - boxes - _beside(shown) - left_out - disputed
    return Paper(_lines(brief.in_full, room), exclusions, truths)


def _lines(promises: Sequence[Made], room: float) -> list[int | None]:
    """Each promise with as many of its lines as there is room for; from where there is none on, nothing."""
    printed: list[int | None] = []
    for promise in promises:
        room -= _head(promise) + GAP
        heights = [_rows(line.text, LINE_WIDTH) * LARGE + SMALL + 11 for line in promise.will_do]
        amount = _most_of(heights, room)
        if room < 0 or (amount < len(heights) and _most_of(heights, room - SMALL) == 0):
            break
        if amount < len(heights):
            amount = _most_of(heights, room - SMALL)
            room -= SMALL
        printed.append(amount)
        room -= sum(heights[:amount])
    return printed + [None] * (len(promises) - len(printed))


def _most_of(heights: Sequence[float], room: float) -> int:
    """How many stand in this room, from the first on."""
    return next((place for place in range(len(heights)) if sum(heights[: place + 1]) > room), len(heights))


def _header(shown: Shown) -> float:
    beside = _wide(shown.brief.name) * NAME_EM + _wide(shown.caller) * SMALL_EM < WIDTH
    name = _rows(shown.brief.name, WIDTH, em=NAME_EM) * NAME
    return name + (0 if beside else LARGE) + 3 * SMALL + 2 * GAP


def _head(promise: Made) -> float:
    title = f"What we promised: {promise.title}"
    beside = _wide(title) * LARGE_EM + META_WIDTH < WIDTH
    return _rows(title, WIDTH) * LARGE + (0 if beside else SMALL) + 11


def _box(texts: Sequence[str], is_cut: bool) -> float:
    return LARGE + 15 + GAP + sum(_rows(text, BOX_WIDTH) * LARGE for text in texts) + (SMALL if is_cut else 0) if texts else 0


def _beside(shown: Shown) -> float:
    """The panels beside the promises stand in two columns at the foot of the page, as level as their order lets them."""
    contacts = (f"{contact.what}, {contact.by}" for contact in shown.contacts[:CONTACTS])
    panels = [
        _panel(contacts),
        _panel([shown.mood.word, "", *([""] * min(FACTS, len(shown.mood.facts)))]),
        _panel([*_moment(shown), *_carried(shown)]),
        _panel([""] * min(PEOPLE, len(shown.brief.people))),
    ]
    return min(max(sum(panels[:place]), sum(panels[place:])) for place in range(1, len(panels))) + GAP


def _moment(shown: Shown) -> list[str]:
    return ["", "", *(words for _, words in shown.track), ", ".join(shown.human_only) + "Only a person in …"]


def _carried(shown: Shown) -> list[str]:
    """Of the playbook: the beginning of the talk track, a few gifts and reminders, their headings and what is left out."""
    playbook = shown.playbook
    if playbook is None:
        return []
    gifts = [f"{gift.word}: {gift.text}" for gift in playbook.gifts[:GIFTS]]
    reminders = [step.text for step in playbook.steps[:REMINDERS]]
    return [*playbook.paragraphs[:TRACK], *_headed(gifts), *_headed(reminders)]


def _headed(texts: Sequence[str]) -> list[str]:
    """With a line for the heading above and one for what is left out."""
    return ["", *texts, ""] if texts else []


def _panel(texts: Iterable[str]) -> float:
    """A heading and lines in small type, none of them over two rows."""
    return EDGE + SMALL + sum(_rows(text, PANEL_WIDTH, em=SMALL_EM) * SMALL + 4 for text in texts)


def _most(texts: Sequence[str], room: float) -> int:
    """How many of the texts stand in this room; one always does."""
    return max(min(1, len(texts)), _most_of([_rows(text, BOX_WIDTH) * LARGE for text in texts], room))


def _rows(text: str, width: float, *, em: float = LARGE_EM) -> int:
    """With a little more for words that do not break where the line ends."""
    return min(MOST_LINES, max(1, ceil(_wide(text) * em * 1.06 / width)))


def _wide(text: str) -> float:
    """In em."""
    return sum(map(_em, text))


def _em(sign: str) -> float:
    """How wide a sign is, in em: letters of East Asian scripts and the widest Latin ones fill nearly a square."""
    if sign in _WIDE or ord(sign) > 0x2E7F:
        return 1.0
    return 0.68 if sign.isupper() else 0.53
