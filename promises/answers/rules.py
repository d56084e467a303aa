"""What a customer may answer, and for how long: plain values in, clean values or a refusal out."""

import itertools
import unicodedata
from datetime import datetime, timedelta
from typing import NoReturn

from presence.kit import refusals

JOINT = "~"
CHANGEABLE_FOR = timedelta(days=7)
ANSWERS_A_DAY = 20
LETTERS_AN_HOUR = 50
LONGEST_WORDS = 2000
CONFIRMED, DISPUTED = "confirmed", "disputed"
ASPECTS = ("time", "cost", "scope")
RANKINGS = tuple(",".join(order) for most in (1, 2, 3) for order in itertools.permutations(ASPECTS, most))


class InvalidAnswer(refusals.Refusal):
    """A part of an answer holds what it may not."""


def clean_words(text: str, *, missing: str = "") -> str:
    """Several lines in composed form, without control signs. Raises InvalidAnswer, with `missing` when nothing is left."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    printable = "".join(sign for sign in composed if sign in "\t\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    words = printable.strip()
    if missing and not words:
        _refuse(missing, "words")
    if len(words) > LONGEST_WORDS:
        _refuse(f"Use at most {LONGEST_WORDS} characters; this has {len(words)}.", "words")
    return words


def clean_verdict(verdict: str) -> str:
    """Raises InvalidAnswer."""
    if verdict not in (CONFIRMED, DISPUTED):
        _refuse("Choose one of the two answers.", "verdict")
    return verdict


def clean_ranking(ranking: str) -> str:
    """Some of time, cost and scope, most important first. Raises InvalidAnswer."""
    if ranking and ranking not in RANKINGS:
        _refuse("Choose time, cost and scope once each.", "ranking")
    return ranking


def may_change(answered_at: datetime, now: datetime) -> bool:
    """Whether an answer to the revision that still stands may be given anew."""
    return now - answered_at < CHANGEABLE_FOR


def _refuse(words: str, pointer: str) -> NoReturn:
    raise InvalidAnswer(words, pointer=pointer)
