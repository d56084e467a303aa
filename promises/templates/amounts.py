"""Amounts of money as people write them: "EUR 4,850.00", "1.950 €", "320 euros", "$12"."""

import re
from decimal import Decimal

_SIGN = r"(?:€|\$|£|chf|eur(?:os?)?|usd|gbp|dollars?|pounds?)"
_NUMBER = r"\d{1,3}(?:[.,' \u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(rf"{_SIGN} ?(?P<after>{_NUMBER})(?!\d)|(?<![\d.,])(?P<before>{_NUMBER}) ?{_SIGN}(?!\w)")


def find(line: str) -> Decimal | None:
    """The first amount with a currency in a line in small letters."""
    found = _AMOUNT.search(line)
    return _read(found["after"] or found["before"]) if found else None


def _read(text: str) -> Decimal:
    """The last separator before one or two digits is the decimal one; all others group thousands."""
    decimal = re.search(r"[.,](\d{1,2})$", text)
    whole = text[: decimal.start()] if decimal else text
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{decimal[1]}" if decimal else digits)
