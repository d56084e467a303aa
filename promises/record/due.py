"""When a promise needs somebody's eye."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, Protocol

from django.utils import timezone

from presence.kit import words

SOON = timedelta(days=7)

Urgency = Literal["", "due", "at_risk", "overdue"]


class Dated(Protocol):
    """A term, whatever its form."""

    @property
    def due_at(self) -> datetime | None: ...


def earliest(state: str, terms: Iterable[Dated]) -> datetime | None:
    """When the first commitment of a promise is due; only an agreed promise binds."""
    return min((term.due_at for term in terms if term.due_at), default=None) if state == "agreed" else None


def urgency(state: str, next_due_at: datetime | None, now: datetime) -> Urgency:
    """Of an agreed promise, by its earliest open commitment: overdue, at risk within SOON, or merely due."""
    if state != "agreed" or next_due_at is None:
        return ""
    if next_due_at <= now:
        return "overdue"
    return "at_risk" if next_due_at <= now + SOON else "due"


def in_words(urgency: Urgency, next_due_at: datetime | None) -> str:
    """As "Overdue since 4 Nov", "At risk, due 27 Nov", "Due 2 Dec 2027"."""
    if next_due_at is None:
        return ""
    day = words.day(timezone.localtime(next_due_at).date(), today=timezone.localdate())
    return {"overdue": f"Overdue since {day}", "at_risk": f"At risk, due {day}"}.get(urgency, f"Due {day}")
