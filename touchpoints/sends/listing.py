"""The outbox as a list: which messages, in which state, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from presence.kit import keyset
from touchpoints.sends.models import Message, State

NEWEST = keyset.Order("newest", "Newest first", "queued_at", descending=True, newest_id_first=True)
COUNTED_DOWN = 120  # seconds
COLUMNS = {
    "id": "id",
    "state": "state",
    "reason": "reason",
    "rehearsal": "rehearsal",
    "address": "address",
    "subject": "subject",
    "queued_at": "queued_at",
    "due_at": "due_at",
    "sent_at": "sent_at",
    "customer": "customer",
    "customer_name": "customer__name",
    "contact_name": "contact__name",
    "automation": "automation",
    "automation_name": "automation__name",
}


@dataclass(frozen=True, slots=True)
class Group:
    """States that are looked at together. `ago`: the word of its moment."""

    word: str
    states: tuple[State, ...]


GROUPS = {
    "": Group("All", ()),
    "waiting": Group("Waiting", (State.QUEUED, State.HELD, State.SENDING)),
    "sent": Group("Sent", (State.SENT,)),
    "uncertain": Group("Uncertain", (State.UNCERTAIN,)),
    "failed": Group("Failed", (State.FAILED,)),
    "unsent": Group("Not sent", (State.SUPPRESSED, State.CANCELED, State.EXPIRED)),
}


def rows(kept: Mapping[str, str]) -> QuerySet[Message]:
    """The messages that filters.SendFilters keeps of an address."""
    found = Message.rows()
    states = GROUPS[kept.get("state", "")].states
    if states:
        found = found.filter(state__in=states)
    for name in ("automation", "customer"):
        if kept.get(name):
            found = found.filter(**{name: kept[name]})
    if kept.get("reason"):
        found = found.filter(reason_code=kept["reason"])
    return found


def page(kept: Mapping[str, str], *, after: str) -> keyset.Page:
    return keyset.page(rows(kept), NEWEST, COLUMNS, after=after)


EXPORTED = (
    "queued_at", "due_at", "sent_at", "state", "reason", "automation", "customer", "contact", "address", "subject", "rehearsal",
)  # fmt: skip
_PATHS = (
    "queued_at", "due_at", "sent_at", "state", "reason", "automation__name", "customer__name", "contact__name", "address",
    "subject", "rehearsal",
)  # fmt: skip


def exported(kept: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """A header and one row for each message."""
    yield EXPORTED
    yield from keyset.every(rows(kept), NEWEST).values_list(*_PATHS).iterator(chunk_size=500)


def uncertain() -> int:
    """How many a person has to look at."""
    return Message.rows().filter(state=State.UNCERTAIN).count()


def seconds_left(due_at: datetime, now: datetime) -> int | None:
    """Until it leaves, at least; None when it is far off, and its day and time say more."""
    left = max(0, round((due_at - now).total_seconds()))
    return left if left <= COUNTED_DOWN else None
