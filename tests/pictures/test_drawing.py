"""The map as one picture: everything on one page, letters large enough, and nothing in it that an XML reader refuses."""

from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.pictures import drawing, layout, lettering
from touchpoints.pictures.layout import Layout
from touchpoints.pictures.sheet import Card, Column, Lane, Sheet

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "First response",
    "Status update after the visit",
    "Scope change",
    "Invoice or renewal",
    "Welcome call to a new contact",
]


def card(number: int) -> Card:
    protected = "pricing" if number % 5 == 0 else ""
    mode = ("human_only", "human_only", "augment", "automate")[number % 4]
    return Card(f"key-{number}", NAMES[number % 5], mode, owner="Ada van den Broeck", protected=protected)


def sheet(*journeys: list[int]) -> Sheet:
    """Journeys with so many touchpoints in each stage."""
    lanes = [
        Lane(f"Journey {place}", tuple(Column(f"Stage {n}", tuple(map(card, range(size)))) for n, size in enumerate(sizes)))
        for place, sizes in enumerate(journeys)
    ]
    return Sheet("Fieldstone Care: touchpoint map", "The draft", tuple(lanes))


@pytest.mark.parametrize(
    ("drawn", "smallest"),
    [
        (sheet([1, 2, 1, 1]), 11.0),
        (sheet([7, 8, 7, 8, 7, 8, 7, 8]), 7.5),
        (sheet([5, 5, 5, 5], [6, 5, 4, 3, 2], [5, 5, 5, 5]), 6.5),
        (sheet([60]), 6.5),
        (sheet([1] * 20), 9.0),
    ],
    ids=["five", "sixty in eight stages", "sixty in three journeys", "sixty in one stage", "twenty stages"],
)
def test_names_stay_legible_on_one_page(drawn: Sheet, smallest: float) -> None:
    arranged = layout.arrange(drawn)

    assert arranged.width * arranged.scale <= layout.PAPER[0] + 0.01
    assert arranged.height * arranged.scale <= layout.PAPER[1] + 0.01
    assert arranged.points >= smallest


@pytest.mark.parametrize("sizes", [[0], [1, 2, 1, 1], [60], [9, 0, 30, 2]])
def test_every_card_stands_on_the_page_and_on_no_other(sizes: list[int]) -> None:
    arranged = layout.arrange(sheet(sizes, sizes))

    assert len(arranged.boxes) == 2 * sum(sizes)
    assert not overlapping(arranged)
    for placed in arranged.boxes:
        assert placed.x + arranged.card <= arranged.width + 0.01
        assert placed.y + placed.box.height <= arranged.height


def overlapping(arranged: Layout) -> list[str]:
    spans = [(one.x, one.y, one.y + one.box.height) for one in arranged.boxes]
    return [
        f"{x} {top}"
        for at, (x, top, bottom) in enumerate(spans)
        for other_x, other_top, other_bottom in spans[:at]
        if x == other_x and top < other_bottom and other_top < bottom
    ]


def test_each_mode_is_a_word_and_a_shape_not_only_a_color() -> None:
    texts, svg = words_of(drawing.draw(sheet([4])))

    assert {"Human-only", "Augment", "Automate"} <= set(texts)
    assert len({drawing.LOOKS[mode].glyph for mode in drawing.LOOKS}) == 3
    assert svg.find(f"{SVG}desc").text == "4 touchpoints: 2 human-only, 1 augment, 1 automate. The draft"  # type: ignore[union-attr]


def test_an_unknown_mode_is_drawn_as_human_only() -> None:
    texts, _svg = words_of(drawing.draw(Sheet("Map", "", (Lane("One", (Column("Start", (Card("k", "Call", "robot"),)),)),))))

    assert texts.count("Human-only") == 2  # in the legend and on the card


@given(st.text(max_size=130), st.text(max_size=300), st.text(max_size=130))
def test_any_words_make_an_svg_that_can_be_read(name: str, owner: str, journey: str) -> None:
    one = Card("k", name, "augment", owner=owner, protected=owner, is_key_moment=True)

    drawn = drawing.draw(Sheet(name, journey, (Lane(journey, (Column(name, (one,)),)),)))

    _texts, svg = words_of(drawn)
    assert svg.tag == f"{SVG}svg"
    assert not list(svg.iter(f"{SVG}script"))


@given(st.text(max_size=200), st.floats(20, 200), st.integers(1, 4))
def test_lines_are_never_more_nor_wider_than_asked(text: str, width: float, most: int) -> None:
    found = lettering.lines(text, width=width, size=8, most=most)

    assert len(found) <= most
    assert all(lettering.em(line) * 8 <= width + 0.01 or len(line) <= 1 for line in found)


def words_of(drawn: str) -> tuple[list[str], Xml.Element]:
    svg = Xml.fromstring(drawn)
    return [text.text or "" for text in svg.iter(f"{SVG}text")], svg
