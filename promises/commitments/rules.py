"""How a commitment stands, in words: the clock's verdict, and the word of somebody who counts more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from presence.kit import words
from promises.record import due
from promises.record.opinions import Opinion

_VERDICTS = {"kept": "Kept", "broken": "Not kept", "renegotiated": "Renegotiated"}


class Standing(Protocol):
    """A commitment, whatever its form."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def done_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Times:
    """When it is due, when it was done, and since when it binds no more."""

    due_at: datetime
    done_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """`state` is one of the kit's states, `word` what stands beside its icon; `beside` what the clock says when a member or the
    customer says otherwise.
    """

    state: str
    word: str
    beside: str = ""


def by_the_clock(one: Standing, now: datetime) -> str:
    """kept, broken, or nothing while it is ahead or binds no more."""
    if one.done_at is not None:
        return "kept" if one.done_at <= one.due_at else "broken"
    return "broken" if one.ended_at is None and one.due_at < now else ""


def told(one: Standing, opinion: Opinion | None, *, now: datetime, due_on: date, today: date) -> Told:
    """How it stands at this moment. `due_on` is the day it is due, in the reader's zone."""
    clock = by_the_clock(one, now)
    plain = _plain(one, clock, now, due_on, today)
    if opinion is None:
        return plain
    word = f"{_VERDICTS[opinion.verdict]}, says {opinion.whose[:1].lower()}{opinion.whose[1:]}"
    return Told(opinion.verdict, word, plain.word if clock and clock != opinion.verdict else "")


def _plain(one: Standing, clock: str, now: datetime, due_on: date, today: date) -> Told:
    if one.done_at is not None:
        return Told(clock, "Done in time") if clock == "kept" else Told(clock, "Done late")
    if one.ended_at is not None:
        return Told("unjudged", "No longer binds")
    if clock:
        return Told("overdue", f"Overdue since {words.day(due_on, today=today)}")
    near = one.due_at <= now + due.SOON
    return Told("at_risk" if near else "due", f"Due {words.days_away(due_on, today=today)}")
