"""Where everything stands on one landscape page, so that the letters are as large as the map allows.

A stage is a column of cards; a long one goes on in the next column, a journey with many goes on in the next row. A few
arrangements are tried, and the one that can be printed largest is taken. Lengths are in units of a tenth of a name's height.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from touchpoints.pictures import lettering
from touchpoints.pictures.sheet import Card, Sheet

# What is left of A4 and of Letter alike, in millimeters, with margins of 10 and what browsers keep for themselves.
PAPER = (259.0, 180.0)
WIDTHS = (104.0, 124.0, 148.0)
GAP, PAD = 5.0, 5.0
NAME, NOTE = 10.0, 8.0
NAME_LINE, NOTE_LINE = 12.0, 10.0
TAG = 15.0
HEADER, LANE, STAGE, BETWEEN = 50.0, 19.0, 14.0, 6.0
NARROWEST, WIDEST = 500.0, 2600.0
COMFORTABLE = 11.0


@dataclass(frozen=True, slots=True)
class Box:
    """A card with its words in lines."""

    card: Card
    name: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def height(self) -> float:
        return 2 * PAD + TAG + len(self.name) * NAME_LINE + len(self.notes) * NOTE_LINE


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its corner."""

    box: Box
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Words:
    """A heading; y is its base line."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place; a card is `card` wide."""

    width: float
    height: float
    card: float
    lanes: list[Words]
    stages: list[Words]
    boxes: list[Placed]

    @property
    def scale(self) -> float:
        """Millimeters a unit gets on paper."""
        return min(PAPER[0] / self.width, PAPER[1] / self.height)

    @property
    def points(self) -> float:
        """How high a name's letters are on paper, in points."""
        return self.scale * NAME * 72 / 25.4


@dataclass(frozen=True, slots=True)
class _Stack:
    """A column, or the part of one that stands together."""

    name: str
    boxes: tuple[Box, ...]

    @property
    def height(self) -> float:
        return STAGE + sum(box.height + GAP for box in self.boxes)


def arrange(sheet: Sheet) -> Layout:
    """The arrangement that can be printed largest; beyond a comfortable size, the one with the fewest rows."""
    tried = (layout for width in WIDTHS for layout in _tries(sheet, width))
    return max(tried, key=lambda layout: (min(layout.points, COMFORTABLE), -layout.height))


_Boxed = list[tuple[str, list[tuple[str, list[Box]]]]]


def _tries(sheet: Sheet, width: float) -> Iterator[Layout]:
    boxed = [
        (lane.name, [(column.name, [_box(card, width) for card in column.cards]) for column in lane.columns])
        for lane in sheet.lanes
    ]
    fewest, most = (round(whole / (width + GAP)) for whole in (NARROWEST, WIDEST))
    return (_arranged(boxed, width, columns, tallest) for columns in range(fewest, most + 1) for tallest in _heights(boxed))


def _box(card: Card, width: float) -> Box:
    inner = width - 2 * PAD
    notes = [line for note in card.notes for line in lettering.lines(note, width=inner, size=NOTE, most=2)]
    return Box(card, tuple(lettering.lines(card.name, width=inner, size=NAME, most=3, is_bold=True)), tuple(notes))


def _heights(boxed: _Boxed) -> list[float]:
    """How tall a column may become: all of its cards, or less in a few steps."""
    tallest = max((_Stack("", tuple(boxes)).height for _lane, columns in boxed for _name, boxes in columns), default=0.0)
    return [tallest * share for share in (1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.12)]


def _arranged(boxed: _Boxed, width: float, most: int, tallest: float) -> Layout:
    layout = Layout(most * (width + GAP) - GAP, 0, width, [], [], [])
    y = HEADER
    for lane, columns in boxed:
        layout.lanes.append(Words(lane, 0, y + 12))
        y += LANE
        stacks = [stack for name, boxes in columns for stack in _stacks(name, boxes, tallest)]
        for start in range(0, len(stacks), most):
            row = stacks[start : start + most]
            _place(layout, row, y)
            y += max(stack.height for stack in row) + BETWEEN
    return replace(layout, height=y - BETWEEN)


def _stacks(name: str, boxes: Sequence[Box], tallest: float) -> Iterator[_Stack]:
    held: list[Box] = []
    heading, height = name, STAGE
    for box in boxes:
        if held and height + box.height > tallest:
            yield _Stack(heading, tuple(held))
            held, heading, height = [], f"… {name}", STAGE
        held.append(box)
        height += box.height + GAP
    yield _Stack(heading, tuple(held))


def _place(layout: Layout, stacks: Sequence[_Stack], top: float) -> None:
    for place, stack in enumerate(stacks):
        x, y = place * (layout.card + GAP), top + STAGE
        layout.stages.append(Words(stack.name, x, top + 9))
        for box in stack.boxes:
            layout.boxes.append(Placed(box, x, y))
            y += box.height + GAP
