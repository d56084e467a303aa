"""The map as SVG: one file that needs nothing beside it, light as paper, and readable where color is not.

A mode is a glyph, a word and a fill, as everywhere in the product. There is no style sheet and no script in it.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from presence.kit import words
from presence.kit.modes import MODES, mode_of
from touchpoints.pictures import layout, lettering
from touchpoints.pictures.layout import Layout, Placed, Words
from touchpoints.pictures.sheet import Sheet

INK, MUTED, LINE, PAPER = "#1d1b18", "#5e5a52", "#cfc9bc", "#ffffff"
MARGIN = 6.0
_FONT = "'Inter Variable', Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Look:
    """How a mode is drawn: edge, fill, word, and its glyph in a square of 16."""

    edge: str
    fill: str
    word: str
    glyph: SafeString


LOOKS = {
    "human_only": Look("#9a3412", "#9a3412", "#ffffff", SafeString('<circle cx="8" cy="8" r="6.25" fill="#ffffff"/>')),
    "augment": Look(
        "#1e1b8f",
        "#eeedfb",
        "#1e1b8f",
        SafeString(
            '<circle cx="8" cy="8" r="6.25" fill="none" stroke="#1e1b8f" stroke-width="1.5"/>'
            '<path d="M8 1.75a6.25 6.25 0 0 0 0 12.5z" fill="#1e1b8f"/>'
        ),
    ),
    "automate": Look(
        "#1f8278",
        "#ffffff",
        "#1b7169",
        SafeString(
            '<path d="M13.9 6A6.25 6.25 0 1 0 14.25 8M14.5 2.5 13.9 6l-3.4-.9"'
            ' fill="none" stroke="#1f8278" stroke-width="1.5"/>'
        ),
    ),
}


def draw(sheet: Sheet) -> SafeString:
    """The map as one SVG element with its own title and description."""
    arranged = layout.arrange(sheet)
    width, height = _length(arranged.width + 2 * MARGIN), _length(arranged.height + 2 * MARGIN)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="{} {} {} {}" font-family="{}" role="img"'
        ' aria-labelledby="picture-title picture-about">'
        '<title id="picture-title">{}</title><desc id="picture-about">{}</desc>{}{}{}{}</svg>',
        width,
        height,
        _length(-MARGIN),
        _length(-MARGIN),
        width,
        height,
        _FONT,
        lettering.clean(sheet.title),
        told(sheet),
        _ground(arranged),
        _header(sheet, arranged),
        _headings(arranged),
        format_html_join("", "{}", ((_card(placed, arranged.card),) for placed in arranged.boxes)),
    )


def told(sheet: Sheet) -> str:
    """What the picture shows, in one sentence."""
    counted = ", ".join(f"{amount} {mode_of(mode).word.lower()}" for mode, amount in sheet.modes() if amount)
    amount = words.count(sum(1 for _card in sheet.cards()), "touchpoint")
    return lettering.clean(f"{amount}{f': {counted}' if counted else ''}. {sheet.about}")


def _ground(arranged: Layout) -> SafeString:
    size = (_length(arranged.width + 2 * MARGIN), _length(arranged.height + 2 * MARGIN))
    return format_html('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', -MARGIN, -MARGIN, *size, PAPER)


def _header(sheet: Sheet, arranged: Layout) -> SafeString:
    title = lettering.lines(sheet.title, width=arranged.width, size=16, most=1, is_bold=True)
    about = lettering.lines(sheet.about, width=arranged.width, size=9, most=1)
    words = (_text("".join(title), 0, 12, 16, weight=700), _text("".join(about), 0, 24, 9, fill=MUTED))
    return format_html("{}{}{}", *words, _legend(sheet))


def _legend(sheet: Sheet) -> SafeString:
    shapes, x = [], 0.0
    for mode, amount in sheet.modes():
        shapes += [_chip(x, 30, mode), _text(str(amount), x + _chip_width(mode) + 5, 39.5, 9, weight=600)]
        x += _chip_width(mode) + 5 + 9 * lettering.em(f"{amount}00")
    if any(card.is_key_moment for card in sheet.cards()):
        shapes += [_diamond(x + 5, 36.5), _text("Key moment", x + 13, 39.5, 9)]
    return format_html_join("", "{}", ((shape,) for shape in shapes))


def _headings(arranged: Layout) -> SafeString:
    lanes = ((_heading(one, arranged.width, 13, INK),) for one in arranged.lanes)
    stages = ((_heading(one, arranged.card, 8.5, MUTED),) for one in arranged.stages)
    return format_html_join("", "{}", (*lanes, *stages))


def _heading(words: Words, width: float, size: float, fill: str) -> SafeString:
    line = "".join(lettering.lines(words.text, width=width, size=size, most=1, is_bold=True))
    return _text(line, words.x, words.y, size, weight=600, fill=fill)


def _card(placed: Placed, width: float) -> SafeString:
    box, x, y = placed.box, placed.x, placed.y
    inner, name_y = x + layout.PAD, y + layout.PAD + layout.TAG
    notes_y = name_y + len(box.name) * layout.NAME_LINE
    names = [
        _text(line, inner, name_y + 9.5 + at * layout.NAME_LINE, layout.NAME, weight=600) for at, line in enumerate(box.name)
    ]
    notes = [_text(line, inner, notes_y + 8 + at * layout.NOTE_LINE, layout.NOTE) for at, line in enumerate(box.notes)]
    return format_html(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="5" fill="{}" stroke="{}"/>{}{}{}</g>',
        lettering.clean(f"{box.card.name}: {mode_of(box.card.mode).word}"),
        _length(x),
        _length(y),
        _length(width),
        _length(box.height),
        PAPER,
        LINE,
        _chip(inner, y + layout.PAD, box.card.mode),
        _diamond(x + width - layout.PAD - 5, y + layout.PAD + 6.5) if box.card.is_key_moment else "",
        format_html_join("", "{}", ((line,) for line in (*names, *notes))),
    )


def _chip(x: float, y: float, mode: str) -> SafeString:
    """Human-only is solid, augment has a second bar at its edge, automate is an outline."""
    mode = mode_of(mode).value
    look, word = LOOKS[mode], MODES[mode].word
    bar = format_html('<rect x="{}" y="{}" width="2" height="12" fill="{}"/>', _length(x + 2), _length(y + 0.5), look.edge)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="13" rx="2.5" fill="{}" stroke="{}"/>{}'
        '<g transform="translate({} {}) scale(0.5)">{}</g>{}',
        _length(x),
        _length(y),
        _length(_chip_width(mode)),
        look.fill,
        look.edge,
        bar if mode == "augment" else "",
        _length(x + 7),
        _length(y + 2.5),
        look.glyph,
        _text(word, x + 18, y + 9.5, 8, weight=600, fill=look.word),
    )


def _diamond(x: float, y: float) -> SafeString:
    """A key moment."""
    return format_html('<path d="M{} {}l5 5-5 5-5-5z" fill="{}"/>', _length(x), _length(y - 5), INK)


def _chip_width(mode: str) -> float:
    return 24 + lettering.em(MODES[mode].word) * lettering.BOLD * 8


def _text(line: str, x: float, y: float, size: float, *, weight: int = 400, fill: str = INK) -> SafeString:
    where = (_length(x), _length(y), size, weight, fill)
    return format_html('<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}">{}</text>', *where, line)


def _length(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
