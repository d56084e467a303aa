"""What promises look like over REST: the forms that are written and the answers that are read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from presence.kit.api import json
from presence.kit.api.fields import At, Moment, MoneyOut, SignedMoney, said, text, title
from promises.record import models, reading, rules
from promises.record.chain import StoredRevision, StoredTerm
from promises.record.models import Flexibility, Revision
from promises.record.models import Term as TermRow

Title = Annotated[str, title(rules.LONGEST["title"], examples=["Heating maintenance 2027"])]
FirstTruth = Annotated[
    str,
    text(
        rules.LONGEST["first_truth"],
        description="What changes cost or time fastest, said before the customer commits.",
        examples=["Parts older than 2010 take three weeks."],
    ),
]
Reference = Annotated[str, text(rules.LONGEST["external_ref"], description="Order or contract number; unique unless empty.")]

EXAMPLE_TERMS = [
    {"kind": "scope", "text": "Two inspections a year"},
    {"kind": "commitment", "text": "First inspection done", "due_at": "2027-02-01T17:00:00Z"},
    {"kind": "exclusion", "text": "Repairs of the chimney"},
]


class NewTerm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One line of a promise. `due_at` goes with a commitment only."""

    kind: TermRow.Kind
    text: Annotated[str, title(rules.LONGEST["text"])]
    flexibility: Flexibility = Flexibility.FIXED
    due_at: Moment | None = None
    amount: SignedMoney | None = None


class NextTerm(NewTerm, kw_only=True):
    """A line of a further revision. `key` continues a term of an earlier one; without it the same words do."""

    key: UUID | None = None


class Said(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What every revision says as a whole."""

    title: Title
    source: Revision.Source
    first_truth: FirstTruth = ""
    time_flexibility: Flexibility = Flexibility.FIXED
    cost_flexibility: Flexibility = Flexibility.FIXED
    scope_flexibility: Flexibility = Flexibility.FIXED
    chosen_pair: Annotated[Revision.Pair, said("Which two of quality, speed and price the customer chose.")] | None = None


class NewPromise(Said, kw_only=True):
    """A promise with its first revision, as a draft."""

    customer: Annotated[UUID, said("The customer's id.")]
    external_ref: Reference = ""
    terms: Annotated[list[NewTerm], msgspec.Meta(min_length=1, max_length=rules.MOST_TERMS)]


class NewRevision(Said, kw_only=True):
    """The whole promise said anew, and why."""

    reason: Annotated[str, title(rules.LONGEST["reason"], examples=["The customer moved to a larger building."])]
    customer_told_at: Annotated[Moment, said("When the customer was told.")] | None = None
    terms: Annotated[list[NextTerm], msgspec.Meta(min_length=1, max_length=rules.MOST_TERMS)]


class Term(msgspec.Struct, frozen=True):
    """A term as answers show it; `text` is null once erased."""

    key: Annotated[UUID, said("Stable across revisions.")]
    kind: TermRow.Kind
    text: str | None
    flexibility: Flexibility
    due_at: At | None
    amount: MoneyOut | None


class Promise(msgspec.Struct, frozen=True):
    """A promise with what its newest revision says."""

    id: UUID
    customer: UUID
    external_ref: str
    state: models.Promise.State
    number: Annotated[int, said("Of the newest revision, from 1.")]
    title: str | None
    source: Revision.Source
    first_truth: str | None
    time_flexibility: Flexibility
    cost_flexibility: Flexibility
    scope_flexibility: Flexibility
    chosen_pair: Revision.Pair | None
    terms: list[Term]
    hash: Annotated[str, said("SHA-256 of the newest revision, chained to those before.")]
    sent_at: At | None
    sent_number: Annotated[int | None, said("Of the revision that was sent last.")]
    created_at: At
    updated_at: At


class PromiseRevision(msgspec.Struct, frozen=True):
    """One revision; each `hash` covers its content, its author, its time and the hash before it."""

    number: int
    title: str | None
    source: Revision.Source
    first_truth: str | None
    reason: str | None
    time_flexibility: Flexibility
    cost_flexibility: Flexibility
    scope_flexibility: Flexibility
    chosen_pair: Revision.Pair | None
    terms: list[Term]
    author: str
    customer_told_at: At | None
    created_at: At
    previous_hash: str
    hash: str


def term_inputs(terms: Iterable[NewTerm]) -> list[rules.TermInput]:
    """Written terms as the verbs take them."""
    return [rules.TermInput(**msgspec.structs.asdict(term)) for term in terms]


def said_values(body: Said) -> dict[str, Any]:
    """The fields that a promise and a revision share, as the verbs take them."""
    names = Said.__struct_fields__
    return {name: getattr(body, name) or "" for name in names}


def promises(rows: Sequence[models.Promise]) -> list[Promise]:
    """Promises as answers show them; their revisions are read in one statement."""
    revisions = reading.current([row.pk for row in rows])
    return [_promise(row, revisions[row.pk]) for row in rows]


def revision(stored: StoredRevision) -> PromiseRevision:
    """A revision as answers show it."""
    return PromiseRevision(
        number=stored.number,
        reason=stored.reason,
        author=stored.author_label,
        customer_told_at=_utc(stored.customer_told_at),
        created_at=json.utc(stored.created_at),
        previous_hash=stored.previous_hash,
        **_shared(stored),
    )


def _promise(row: models.Promise, stored: StoredRevision) -> Promise:
    return Promise(
        id=row.pk,
        customer=row.customer_id,
        external_ref=row.external_ref,
        state=models.Promise.State(row.state),
        number=stored.number,
        sent_at=_utc(row.sent_at),
        sent_number=row.sent_number,
        created_at=json.utc(row.created_at),
        updated_at=json.utc(row.updated_at),
        **_shared(stored),
    )


def _shared(stored: StoredRevision) -> dict[str, Any]:
    return {
        "title": stored.title,
        "source": Revision.Source(stored.source),
        "first_truth": stored.first_truth,
        "time_flexibility": Flexibility(stored.time_flexibility),
        "cost_flexibility": Flexibility(stored.cost_flexibility),
        "scope_flexibility": Flexibility(stored.scope_flexibility),
        "chosen_pair": Revision.Pair(stored.chosen_pair) if stored.chosen_pair else None,
        "terms": [_term(term) for term in stored.terms],
        "hash": stored.hash,
    }


def _term(stored: StoredTerm) -> Term:
    return Term(
        key=stored.key,
        kind=TermRow.Kind(stored.kind),
        text=stored.text,
        flexibility=Flexibility(stored.flexibility),
        due_at=_utc(stored.due_at),
        amount=stored.amount,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return json.utc(moment) if moment else None
