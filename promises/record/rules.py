"""What a promise may say: plain values in, clean values or a refusal out."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn
from uuid import UUID

from presence.kit import refusals
from presence.kit.api.fields import EARLIEST, LATEST
from presence.kit.ids import new_id
from promises.record.chain import StoredRevision, StoredTerm

KINDS = ("scope", "constraint", "service_level", "pricing_assumption", "exclusion", "commitment")
FLEXIBILITIES = ("fixed", "flexible")
SOURCES = ("quote", "contract", "renewal", "call")
PAIRS = ("", "quality_speed", "quality_price", "speed_price")
MOST_TERMS = 100
LONGEST = {"title": 200, "first_truth": 500, "reason": 500, "text": 1000, "external_ref": 120}
HIGHEST_AMOUNT = Decimal("999999999999.99")


class InvalidPromise(refusals.Refusal):
    """A field of a promise holds what it may not."""


@dataclass(frozen=True, slots=True)
class TermInput:
    """One line of a promise, as written. `key` names a term of an earlier revision that this one continues."""

    kind: str
    text: str
    flexibility: str = "fixed"
    due_at: datetime | None = None
    amount: Decimal | int | str | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class CleanTerm:
    """A checked term. Equal terms say the same."""

    key: UUID
    kind: str
    text: str
    flexibility: str
    due_at: datetime | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What a revision says as a whole."""

    title: str
    source: str
    first_truth: str = ""
    time_flexibility: str = "fixed"
    cost_flexibility: str = "fixed"
    scope_flexibility: str = "fixed"
    chosen_pair: str = ""


def wording_of(revision: StoredRevision) -> Wording:
    """What a stored revision says as a whole; erased texts are empty."""
    return Wording(
        title=revision.title or "",
        source=revision.source,
        first_truth=revision.first_truth or "",
        time_flexibility=revision.time_flexibility,
        cost_flexibility=revision.cost_flexibility,
        scope_flexibility=revision.scope_flexibility,
        chosen_pair=revision.chosen_pair,
    )


def clean_wording(wording: Wording) -> Wording:
    """One-line texts within their lengths, known choices. Raises InvalidPromise."""
    for name in ("time_flexibility", "cost_flexibility", "scope_flexibility"):
        clean_choice(getattr(wording, name), FLEXIBILITIES, name)
    clean_choice(wording.source, SOURCES, "source")
    clean_choice(wording.chosen_pair, PAIRS, "chosen_pair")
    title = clean_line(wording.title, "title") or _refuse("Enter a title, such as what was sold.", "title")
    return replace(wording, title=title, first_truth=clean_line(wording.first_truth, "first_truth"))


def clean_terms(terms: Iterable[TermInput]) -> list[CleanTerm]:
    """Every term checked, in the given order, new ones with a key. Raises InvalidPromise."""
    cleaned = [_clean_term(term, f"terms/{place}") for place, term in enumerate(terms)]
    if not cleaned:
        _refuse("Write at least one term: a promise without terms says nothing.", "terms")
    if len(cleaned) > MOST_TERMS:
        _refuse(f"A promise has at most {MOST_TERMS} terms.", "terms")
    if len({term.key for term in cleaned}) < len(cleaned):
        _refuse("The same term is given twice.", "terms")
    return cleaned


def _clean_term(term: TermInput, pointer: str) -> CleanTerm:
    clean_choice(term.kind, KINDS, f"{pointer}/kind")
    clean_choice(term.flexibility, FLEXIBILITIES, f"{pointer}/flexibility")
    text = clean_line(term.text, "text", pointer=f"{pointer}/text") or _refuse("Write what is promised.", f"{pointer}/text")
    if term.due_at is not None and term.kind != "commitment":
        _refuse("Only a commitment has a due time. Choose the kind commitment, or remove the time.", f"{pointer}/due_at")
    clean_moment(term.due_at, f"{pointer}/due_at")
    amount = _clean_amount(term.amount, f"{pointer}/amount")
    return CleanTerm(term.key or new_id(), term.kind, text, term.flexibility, term.due_at, amount)


def clean_moment(at: datetime | None, pointer: str) -> datetime | None:
    """A time with its zone that every zone can tell, or None. Raises InvalidPromise."""
    if at is not None and at.tzinfo is None:
        _refuse("The time needs a time zone.", pointer)
    if at is not None and not EARLIEST <= at < LATEST:
        _refuse(f"Give a time between {EARLIEST.year} and {LATEST.year - 1}.", pointer)
    return at


def clean_choice(value: str, known: Sequence[str], pointer: str) -> str:
    if value not in known:
        _refuse(f"“{value}” is not one of {', '.join(filter(None, known))}.", pointer)
    return value


def clean_line(text: str, name: str, *, pointer: str = "") -> str:
    """One line in composed form, white space single. Raises InvalidPromise when it is longer than LONGEST[name]."""
    printable = "".join(sign for sign in text if sign in "\t\n\r" or unicodedata.category(sign) not in ("Cc", "Cs"))
    line = " ".join(unicodedata.normalize("NFC", printable).split())
    if len(line) > LONGEST[name]:
        _refuse(f"Use at most {LONGEST[name]} characters; this has {len(line)}.", pointer or name)
    return line


def _clean_amount(amount: Decimal | int | str | None, pointer: str) -> Decimal | None:
    if amount is None or amount == "":
        return None
    try:
        value = Decimal(str(amount)).quantize(Decimal("0.01"))
        finite = value.is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        _refuse(f"“{amount}” is not an amount. Enter a number such as 450 or 450.50.", pointer)
    if abs(value) > HIGHEST_AMOUNT:
        _refuse("The amount has too many digits.", pointer)
    return value


def clean_reason(text: str) -> str:
    """Why something agreed is changed or withdrawn; it may not be empty. Raises InvalidPromise."""
    return clean_line(text, "reason") or _refuse("Say why, in one line. Colleagues and the customer will ask.", "reason")


def carry_keys(terms: Iterable[TermInput], former: Sequence[StoredTerm]) -> list[TermInput]:
    """Terms that came without a key continue the unclaimed former term that says the same."""
    terms = list(terms)
    claimed = {term.key for term in terms}
    free = {(term.kind, term.text): term.key for term in reversed(former) if term.key not in claimed}
    return [term if term.key else replace(term, key=free.pop((term.kind, term.text), None)) for term in terms]


def has_exclusion(terms: Iterable[CleanTerm | StoredTerm]) -> bool:
    """Whether it is said what we will not do."""
    return any(term.kind == "exclusion" for term in terms)


def _refuse(words: str, pointer: str) -> NoReturn:
    raise InvalidPromise(words, pointer=pointer)
