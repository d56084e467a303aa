"""What the brief is made of, as values. reading.py fills them; the template and the rules only ask."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from promises.record.models import Promise, Term
from promises.record.opinions import Opinion
from touchpoints.interactions.call import Subject
from touchpoints.journeys.models import Protection
from touchpoints.playbooks.moment import Carried

JUDGED_STATES = (Promise.State.AGREED, Promise.State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number as it is dialed and as it is read."""

    id: UUID
    e164: str
    shown: str


@dataclass(frozen=True, slots=True)
class Barred:
    """Why an address gets no automated mail, or less of it."""

    id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of the customer. `barred` is by address."""

    name: str
    role: str
    language: str
    time_zone: str
    numbers: list[Number]
    emails: list[str]
    barred: dict[str, list[Barred]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One term, with how often it was kept so far."""

    key: UUID
    kind: str
    text: str
    flexibility: str
    due_at: datetime | None
    done_at: datetime | None
    amount: Decimal | None
    kept: int
    judged: int
    missed_at: datetime | None
    opinion: Opinion | None = None

    @property
    def kind_word(self) -> str:
        return str(Term.Kind(self.kind).label)

    @property
    def is_exclusion(self) -> bool:
        return self.kind == Term.Kind.EXCLUSION


@dataclass(frozen=True, slots=True)
class Made:
    """An open promise in its current words. `flexible` holds what may move as a whole: time, cost, scope.

    `is_whole` is false for those beyond the first few: of their lines only what we will not do was read.
    """

    id: UUID
    state: str
    external_ref: str
    number: int
    due_at: datetime | None
    written_at: datetime
    source_word: str
    flexible: list[str]
    title: str
    first_truth: str
    lines: list[Line]
    is_whole: bool

    @property
    def state_word(self) -> str:
        return str(Promise.State(self.state).label)

    @property
    def is_judged(self) -> bool:
        """A draft binds nobody yet."""
        return self.state in JUDGED_STATES

    @property
    def will_do(self) -> list[Line]:
        return [line for line in self.lines if line.kind != Term.Kind.EXCLUSION]

    @property
    def will_not_do(self) -> list[Line]:
        return [line for line in self.lines if line.kind == Term.Kind.EXCLUSION]


@dataclass(frozen=True, slots=True)
class Met:
    """One of the last contacts: what happened, who handled it, how it came out."""

    id: UUID
    at: datetime
    touchpoint_id: UUID
    touchpoint: str
    handled_by: str
    member_id: UUID | None
    member: str
    channel: str
    seconds: int | None
    outcome: str
    exception: str
    conversation_held: bool | None
    resolved: bool | None
    customer_said: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A touchpoint of the map, as the talk track needs it. `target_minutes` is the time to answer in."""

    id: UUID
    name: str
    intent: str
    mode: str
    reason: str
    protected: list[str]
    target_minutes: int | None
    first_truth_due: bool
    stage_id: UUID
    stage: str
    journey: str

    @property
    def protected_words(self) -> str:
        return ", ".join(str(Protection(flag).label).lower() for flag in self.protected)


@dataclass(frozen=True, slots=True)
class Said:
    """What the member said about a line in the call that is going on."""

    verdict: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Call:
    """The member's call with this customer that is going on at one touchpoint."""

    id: UUID
    touchpoint_id: UUID
    said: dict[Subject, Said] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open handoff: the customer waits for a person. `holder` has it; empty when nobody does."""

    id: UUID
    reason: str
    promised_at: datetime
    words: str
    holder: str


@dataclass(frozen=True, slots=True)
class Brief:
    """One customer, ready for the call. `playbooks` are those of the moments that this one can be."""

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
    moments: list[Moment]
    calls: list[Call]
    playbooks: dict[UUID, Carried]
    waiting: list[Waiting]

    @property
    def in_full(self) -> list[Made]:
        return [promise for promise in self.promises if promise.is_whole]

    @property
    def by_title(self) -> list[Made]:
        return [promise for promise in self.promises if not promise.is_whole]

    @property
    def will_not_do(self) -> list[str]:
        """Of all open promises, each once."""
        return [line.text for _, line in self.boundary]

    @property
    def boundary(self) -> list[tuple[Made, Line]]:
        """The same with the line that can be judged: of two that say the same, one of a promise that binds."""
        found: dict[str, tuple[Made, Line]] = {}
        for promise, line in ((made, each) for made in self.promises for each in made.will_not_do):
            known = found.get(line.text)
            if known is None or (promise.is_judged and not known[0].is_judged):
                found[line.text] = (promise, line)
        return list(found.values())

    @property
    def first_truths(self) -> list[str]:
        """Of the promises shown in full, each once; the others say theirs beside their title."""
        return list(dict.fromkeys(promise.first_truth for promise in self.in_full if promise.first_truth))
