"""Numbers as files write them: with a point or a comma before the decimals, with signs between thousands, with a currency."""

import re
from collections.abc import Iterable
from decimal import Decimal

MARKS = {".": "1,234.56", ",": "1.234,56"}

_SIGN = r"(?:€|\$|£|¥|EUR|USD|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|INR|CNY|ZAR)"
_CURRENCY = re.compile(rf"^{_SIGN}\s?|\s?{_SIGN}$")
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f']")
_FORMS = {
    ".": re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,10})?"),
    ",": re.compile(r"[+-]?(?:\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})(?:,\d{1,10})?"),
}


class NotANumber(ValueError):
    """The text is no number with the chosen decimal mark. The message says so in words."""


def parse(text: str, mark: str) -> Decimal:
    """Read a number whose decimals stand after `mark`. Raises NotANumber."""
    plain = _BLANKS.sub("", _CURRENCY.sub("", text.strip()))
    if len(plain) > 40 or not plain.isascii() or not _FORMS[mark].fullmatch(plain):
        raise NotANumber(f"“{text[:60]}” is not a number.")
    thousands = "," if mark == "." else "."
    return Decimal(plain.replace(thousands, "").replace(mark, "."))


def marks(texts: Iterable[str]) -> list[str]:
    """The decimal marks that read the most of these texts, if half of them; only the point where both say the same."""
    texts = list(texts)
    read = {mark: [_read(text, mark) for text in texts] for mark in MARKS}
    counts = {mark: sum(number is not None for number in read[mark]) for mark in MARKS}
    most = max(counts.values())
    if not most or most * 2 < len(texts):
        return []
    if read["."] == read[","]:
        return ["."]
    return [mark for mark in MARKS if counts[mark] == most]


def _read(text: str, mark: str) -> Decimal | None:
    try:
        return parse(text, mark)
    except NotANumber:
        return None
