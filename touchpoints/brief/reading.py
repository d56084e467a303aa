"""Everything the brief shows, asked once: the phone is ringing. `bin/bench lookup` measures it (docs/performance.md)."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from presence.customers import phones
from presence.kit import hot, words
from presence.tenancy import scope
from promises.record.models import Promise, Revision, Term
from touchpoints.brief import statement
from touchpoints.interactions.models import HandledBy, Outcome
from touchpoints.journeys.models import Channel

MOST_PROMISES = 5
MOST_CONTACTS = 5


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of the customer; `numbers` as they are dialed and as they are read."""

    name: str
    role: str
    language: str
    time_zone: str
    numbers: list[tuple[str, str]]
    emails: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One term, with how often it was kept so far."""

    kind: str
    text: str
    flexibility: str
    due_at: datetime | None
    amount: Decimal | None
    kept: int
    judged: int
    missed_at: datetime | None

    @property
    def kind_word(self) -> str:
        return str(Term.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Made:
    """An open promise in its current words. `flexible` holds what may move as a whole: time, cost, scope."""

    id: UUID
    state: str
    external_ref: str
    number: int
    written_at: datetime
    source_word: str
    flexible: list[str]
    title: str
    first_truth: str
    lines: list[Line]

    @property
    def state_word(self) -> str:
        return str(Promise.State(self.state).label)

    @property
    def will_do(self) -> list[Line]:
        return [line for line in self.lines if line.kind != Term.Kind.EXCLUSION]

    @property
    def will_not_do(self) -> list[str]:
        return [line.text for line in self.lines if line.kind == Term.Kind.EXCLUSION]


@dataclass(frozen=True, slots=True)
class Met:
    """One of the last contacts."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Brief:
    """One customer, ready for the call."""

    id: UUID
    name: str
    external_ref: str
    segment: str
    annual_value: Decimal | None
    renewal_date: date | None
    time_zone: str
    owner: str
    owner_team: str
    people: list[Person]
    promises: list[Made]
    open_amount: int
    last: list[Met]
    human_only: list[str]

    @property
    def will_not_do(self) -> list[str]:
        """Of all open promises, each once."""
        return list(dict.fromkeys(text for promise in self.promises for text in promise.will_not_do))

    @property
    def first_truths(self) -> list[str]:
        return list(dict.fromkeys(promise.first_truth for promise in self.promises if promise.first_truth))


def of(customer_id: UUID) -> Brief | None:
    """The brief of one customer of the acting organization; None when there is no such customer."""
    values: dict[str, Any] = {"organization": scope.acting_organization_id(), "customer": customer_id}
    found = hot.rows(statement.BRIEF, values | {"promises": MOST_PROMISES, "contacts": MOST_CONTACTS})
    return _brief(*found[0]) if found else None


def _brief(*row: Any) -> Brief:
    *own, people, made, amount, met, moments = row
    persons = [_person(given) for given in _read(people)]
    promises = [_made(given) for given in _read(made)]
    last = [_met(given) for given in _read(met)]
    return Brief(*[*own, persons, promises, amount, last, _read(moments)])


def _read(part: str | None) -> Any:
    return json.loads(part) if part else []


def _person(given: dict[str, Any]) -> Person:
    numbers = [(e164, phones.shown(e164, extension)) for e164, extension in given.pop("numbers") or []]
    return Person(numbers=numbers, emails=given.pop("emails") or [], **given)


def _made(given: dict[str, Any]) -> Made:
    return Made(
        id=UUID(given["id"]),
        state=given["state"],
        external_ref=given["external_ref"],
        number=given["number"],
        written_at=datetime.fromisoformat(given["written_at"]),
        source_word=str(Revision.Source(given["source"]).label),
        flexible=[word for word in ("time", "cost", "scope") if given[word] == "flexible"],
        title=given["title"] or "",
        first_truth=given["first_truth"] or "",
        lines=[_line(line) for line in given["lines"] or []],
    )


def _line(given: dict[str, Any]) -> Line:
    return Line(
        kind=given["kind"],
        text=given["text"] or "",
        flexibility=given["flexibility"],
        due_at=_moment(given["due_at"]),
        amount=Decimal(given["amount"]) if given["amount"] else None,
        kept=given["kept"],
        judged=given["judged"],
        missed_at=_moment(given["missed_at"]),
    )


def _met(given: dict[str, Any]) -> Met:
    """As "Status update, a person by call, 12 min, kept"."""
    how = str(HandledBy(given["handled_by"]).label).lower()
    by = f"{how} by {Channel(given['channel']).label.lower()}" if given["channel"] else how
    lasted = words.minutes(given["seconds"] / 60) if given["seconds"] else ""
    verdict = "" if given["outcome"] == Outcome.UNCHECKED else str(Outcome(given["outcome"]).label).lower()
    return Met(datetime.fromisoformat(given["at"]), ", ".join(filter(None, [given["touchpoint"], by, lasted, verdict])))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
