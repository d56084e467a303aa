"""Pasted text to proposed terms: which lines say something, of which kind, fixed or flexible, due when, for how much.

What comes out is a proposal: a person looks it over in the ordinary form before anything is saved. How often the kind is right
is measured on thirty texts (docs/promises.md).
"""

import re
from collections.abc import Iterator
from datetime import date, tzinfo

from promises.record.rules import LONGEST, MOST_TERMS, TermInput
from promises.templates import amounts, dates, vocabulary

LONG_LINE = 160
MOST_SIGNS = 20_000

_BULLET = re.compile(r"^\s*(?:[-*•‣–—·▪]|\(?\d{1,2}[.)](?!\d)|\(?[a-z][.)])\s+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Þ])")
_WORD = re.compile(r"\w+")


def propose(text: str, *, today: date, zone: tzinfo, month_first: bool = False) -> list[TermInput]:
    """The terms that a text seems to hold, in its order; at most as many as a promise may have."""
    proposed: list[TermInput] = []
    heading = ""
    for line in lines(text[:MOST_SIGNS]):
        small = line.lower()
        if line.endswith(":"):
            heading = kind_of(small, has_day=False, has_amount=False, otherwise="")
        elif not is_around(small):
            proposed.append(_term(line, heading, today=today, zone=zone, month_first=month_first))
        elif not small:
            heading = ""
    return proposed[:MOST_TERMS]


def lines(text: str) -> Iterator[str]:
    """Each line without its bullet, white space single; a long one sentence by sentence. Empty lines stay."""
    for raw in text.splitlines():
        line = " ".join(_BULLET.sub("", raw).split())
        yield from _SENTENCE.split(line) if len(line) > LONG_LINE else [line]


def is_around(small: str) -> bool:
    """A greeting, a closing, a name alone: nothing that is promised."""
    return len(_WORD.findall(small)) < 2 or bool(vocabulary.AROUND.search(small))


def kind_of(small: str, *, has_day: bool, has_amount: bool, otherwise: str = "scope") -> str:
    """The kind of a line in small letters; the first that fits, in the order in which one word outweighs another."""
    tests = (
        ("exclusion", bool(vocabulary.LEFT_OUT.search(small))),
        ("pricing_assumption", has_amount or bool(vocabulary.PRICE.search(small))),
        ("exclusion", bool(vocabulary.NOT_DONE.search(small))),
        ("commitment", has_day),
        ("constraint", bool(vocabulary.LIMIT.search(small))),
        ("service_level", bool(vocabulary.LEVEL.search(small))),
        ("commitment", bool(vocabulary.DEED.search(small))),
    )
    return next((kind for kind, fits in tests if fits), otherwise)


def _term(line: str, heading: str, *, today: date, zone: tzinfo, month_first: bool) -> TermInput:
    small = line.lower()
    due_at = dates.find(small, today=today, zone=zone, month_first=month_first)
    amount = amounts.find(small)
    kind = kind_of(small, has_day=due_at is not None, has_amount=amount is not None, otherwise=heading or "scope")
    return TermInput(
        kind=kind,
        text=line[: LONGEST["text"]],
        flexibility="flexible" if vocabulary.LOOSE.search(small) else "fixed",
        due_at=due_at if kind == "commitment" else None,
        amount=amount,
    )
