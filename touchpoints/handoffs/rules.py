"""What a handoff may become, and by when somebody answers: plain values in, values or a refusal out."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from presence.kit import clock, refusals
from presence.kit.clock import Hours

USUAL_REPLY_MINUTES = 240  # open minutes, where no touchpoint promises another time
LONGEST_WORDS = 4000
LONGEST_DONE = 2000
SOON = timedelta(minutes=30)
UNDO_LASTS = timedelta(minutes=1)  # a toast stands ten seconds; a slow line and a slow hand need more

Urgency = Literal["late", "soon", "waiting", "answered"]


class InvalidWords(refusals.Refusal):
    """A text is missing or too long."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a handoff was opened, promised, claimed, reached and handed back; None for what has not happened."""

    opened_at: datetime
    promised_at: datetime
    claimed_at: datetime | None = None
    reached_at: datetime | None = None
    handed_back_at: datetime | None = None


def promised(hours: Hours, opened_at: datetime, reply_minutes: int) -> datetime:
    """The moment at which so many open minutes have passed; hours that are never open run around the clock."""
    try:
        return clock.after(hours, opened_at, reply_minutes * 60)
    except clock.NeverOpen:
        return opened_at + timedelta(minutes=reply_minutes)


def urgency(times: Times, now: datetime) -> Urgency:
    """How pressing it is. Once somebody reached the customer, or handed it back, the promised time presses no more."""
    if times.reached_at or times.handed_back_at:
        return "answered"
    if times.promised_at <= now:
        return "late"
    return "soon" if times.promised_at - now <= SOON else "waiting"


def was_late(times: Times) -> bool:
    """Whether the customer was answered after the promised time. What is handed back unreached counts from then."""
    answered_at = times.reached_at or times.handed_back_at
    return answered_at is not None and answered_at > times.promised_at


def may_reopen(handed_back_at: datetime, now: datetime) -> bool:
    """A hand back may be undone for a minute; later what comes is another handoff."""
    return now - handed_back_at <= UNDO_LASTS


def clean(text: str, *, most: int, missing: str = "", pointer: str = "words") -> str:
    """Several lines in composed form without control signs. Raises InvalidWords, with `missing` when nothing is left."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    words = "".join(sign for sign in composed if sign in "\t\n" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()
    if missing and not words:
        raise InvalidWords(missing, pointer=pointer)
    if len(words) > most:
        raise InvalidWords(f"Use at most {most} characters; this has {len(words)}.", pointer=pointer)
    return words


def joined(said: str, more: str) -> str:
    """What was said with what is said now, which is left out when it stands there already."""
    return said if not more or more in said.split("\n\n") else f"{said}\n\n{more}".lstrip("\n")
