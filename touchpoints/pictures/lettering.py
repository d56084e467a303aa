"""How wide words will be, without asking a font: a picture of the map is drawn where nobody knows which fonts there are.

Widths are in em and rather too large: a line that ends early looks better than one that leaves its card.
"""

import re
from collections.abc import Iterator

BOLD = 1.14
_NARROW = frozenset("fijlrt.,:;'’!|()[] -")
_BROAD = frozenset("mwMW@%—…")
_NOT_FOR_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def lines(text: str, *, width: float, size: float, most: int, is_bold: bool = False) -> list[str]:
    """The text broken at spaces into at most `most` lines of this width; what does not fit ends in an ellipsis."""
    room = width / size / (BOLD if is_bold else 1)
    broken = list(_broken(clean(text).split(), room))
    if len(broken) <= most:
        return broken
    return [*broken[: most - 1], _ended(broken[most - 1], room)]


def clean(text: str) -> str:
    """One line without the signs that no XML may hold."""
    return " ".join(_NOT_FOR_XML.sub("", text).split())


def em(text: str) -> float:
    return sum(map(_sign, text))


def _broken(given: list[str], width: float) -> Iterator[str]:
    line = ""
    for word in (part for whole in given for part in _parts(whole, width)):
        joined = f"{line} {word}" if line else word
        if line and em(joined) > width:
            yield line
            line = word
        else:
            line = joined
    if line:
        yield line


def _parts(word: str, width: float) -> Iterator[str]:
    """A word wider than a line, in pieces that fit."""
    part = ""
    for sign in word:
        if part and em(part + sign) > width:
            yield part
            part = ""
        part += sign
    yield part


def _ended(line: str, width: float) -> str:
    while line and em(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _sign(sign: str) -> float:
    if sign in _NARROW:
        return 0.36
    if sign in _BROAD or ord(sign) > 0x2E7F:
        return 1.0
    return 0.7 if sign.isupper() or sign.isdigit() else 0.59
