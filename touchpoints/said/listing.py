"""The list of notes that sound like a commitment: which are on it, with the words that say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from presence.kit import keyset
from touchpoints.said import rules
from touchpoints.said.models import Said

STATES = {"open": "Not recorded", "recorded": "Recorded", "dismissed": "Dismissed"}
NEWEST = keyset.Order("newest", "Newest first", "occurred_at", descending=True, newest_id_first=True)
COLUMNS = {
    "id": "id",
    "interaction": "interaction",
    "occurred_at": "occurred_at",
    "note": "interaction__note",
    "customer": "interaction__customer",
    "customer_name": "interaction__customer__name",
    "who": "interaction__member__user__name",
    "email": "interaction__member__user__email",
    "promise": "promise",
    "because": "dismissed_because",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence; `reason` says why it is marked, and is empty where it is not."""

    text: str
    reason: str = ""


def rows(state: str = "open", customer: UUID | None = None) -> QuerySet[Said]:
    """The notes in this state. One that was deleted or erased since is on no list."""
    found = Said.rows().filter(interaction__deleted_at=None).exclude(interaction__note="")
    if customer:
        found = found.filter(interaction__customer=customer)
    if state == "open":
        return found.filter(settled_at=None)
    return found.filter(promise__isnull=False) if state == "recorded" else found.exclude(dismissed_because="")


def page(state: str, customer: UUID | None, *, after: str) -> keyset.Page:
    """One page, each row with its sentences in `pieces`."""
    found = keyset.page(rows(state, customer), NEWEST, COLUMNS, after=after)
    for row in found.rows:
        row["pieces"] = marked(row["note"])
    return found


def marked(note: str) -> list[list[Piece]]:
    """The sentences that sound like a commitment, in pieces."""
    return [list(_pieces(note, sentence)) for sentence in rules.find(note)]


def _pieces(note: str, sentence: rules.Sentence) -> Iterator[Piece]:
    at = sentence.start
    for span in sentence.spans:
        if span.start > at:
            yield Piece(note[at : span.start])
        yield Piece(note[span.start : span.end], span.reason)
        at = span.end
    if at < sentence.end:
        yield Piece(note[at : sentence.end])


def sentences(note: str) -> str:
    """What sounds like a commitment, as one text."""
    return " ".join(note[one.start : one.end] for one in rules.find(note))


def kind_of(note: str) -> str:
    """The kind of term it most likely is: a time makes a commitment, an amount a pricing assumption, anything else scope."""
    reasons = {span.reason for sentence in rules.find(note) for span in sentence.spans}
    return "commitment" if "time" in reasons else "pricing_assumption" if "money" in reasons else "scope"


EXPORTED = ("occurred_at", "customer", "who", "said", "note", "dismissed_because")


def exported(state: str, customer: UUID | None) -> Iterator[tuple[Any, ...]]:
    """A header and one row per note."""
    yield EXPORTED
    listed = keyset.every(rows(state, customer), NEWEST)
    columns = ("occurred_at", "interaction__customer__name", "interaction__member__user__email", "interaction__note")
    for at, name, email, note, because in listed.values_list(*columns, "dismissed_because").iterator(chunk_size=500):
        yield (at, name, email, sentences(note), note, because)
