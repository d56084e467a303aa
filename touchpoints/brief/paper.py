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

PAGE = 930
HEADER = 128
LARGE, SMALL, GAP = 21, 16, 11
LARGE_EM, SMALL_EM = 14.4, 11.2
LINE_WIDTH, TITLE_WIDTH, BOX_WIDTH = 550, 640, 610
MOST_LINES = 2
EXCLUSIONS, TRUTHS, CONTACTS, PEOPLE = 6, 3, 3, 2
EXCLUSIONS_ROOM, TRUTHS_ROOM = 150, 84
_WIDE = frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: how many lines of each promise shown in full (None leaves the promise out), how many of the rest."""

    lines: list[int | None]
    exclusions: int
    truths: int
    contacts: int = CONTACTS
    people: int = PEOPLE

    @property
    def promises(self) -> int:
        return sum(amount is not None for amount in self.lines)


def fit(shown: Shown) -> Paper:
    """What of this brief one page holds: the limits first, then the promises from the newest on."""
    brief = shown.brief
    exclusions = _most(brief.will_not_do[:EXCLUSIONS], EXCLUSIONS_ROOM, width=BOX_WIDTH)
    truths = _most(brief.first_truths[:TRUTHS], TRUTHS_ROOM, width=BOX_WIDTH)
    boxes = 50 + _heights(brief.will_not_do[:exclusions], BOX_WIDTH) + SMALL
    boxes += 34 + _heights(brief.first_truths[:truths], BOX_WIDTH) + SMALL if brief.first_truths else 0
    room = PAGE - HEADER - boxes - _beside(shown) - SMALL
    return Paper(_lines(brief.in_full, room), exclusions, truths)


def _lines(promises: Sequence[Made], room: float) -> list[int | None]:
    """Each promise with as many of its lines as there is room for; from where there is none on, nothing."""
    printed: list[int | None] = []
    for promise in promises:
        room -= _head(promise) + GAP
        if room < 0:
            break
        amount = _most_lines(promise, room)
        printed.append(amount)
        room -= sum(_line(line.text) for line in promise.will_do[:amount]) + SMALL
    return printed + [None] * (len(promises) - len(printed))


def _most_lines(promise: Made, room: float) -> int:
    used, amount = float(SMALL), 0
    for line in promise.will_do:
        used += _line(line.text)
        if used > room:
            break
        amount += 1
    return amount


def _head(promise: Made) -> float:
    return _height(f"What we promised: {promise.title}", TITLE_WIDTH) + SMALL + 20


def _line(text: str) -> float:
    """Its words, the line below them, and the space around both."""
    return _height(text, LINE_WIDTH) + SMALL + 15


def _beside(shown: Shown) -> float:
    """The panels beside the promises stand in two columns at the foot of the page."""
    left = 38 + min(CONTACTS, len(shown.contacts)) * (2 * SMALL + 6) + 76 + 38 + PEOPLE * (SMALL + 6)
    right = 38 + 30 + len(shown.track) * (2 * SMALL + 6) + 2 * SMALL if shown.moment else 0
    return max(left, right) + GAP


def _most(texts: Sequence[str], room: float, *, width: float) -> int:
    """How many of the texts stand in this room; one always does."""
    amount = 1 if texts else 0
    while amount < len(texts) and _heights(texts[: amount + 1], width) <= room:
        amount += 1
    return amount


def _heights(texts: Iterable[str], width: float) -> float:
    return sum(_height(text, width) + 2 for text in texts)


def _height(text: str, width: float) -> float:
    """In large type, with a tenth more for words that do not break where the line ends."""
    wide = sum(_em(sign) for sign in text) * LARGE_EM * 1.1
    return min(MOST_LINES, max(1, ceil(wide / width))) * LARGE


def _em(sign: str) -> float:
    """How wide a sign is, in em: letters of East Asian scripts and the widest Latin ones fill nearly a square."""
    if sign in _WIDE or ord(sign) > 0x2E7F:
        return 1.0
    return 0.7 if sign.isupper() else 0.56
