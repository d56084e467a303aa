"""When an automation sends, to whom, and what stops it: plain values, read strictly from what is stored. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from presence.kit.refusals import Refusal

LONGEST_NAME = 120
LONGEST_WHY = 300
MOST_DAYS = 365
MOST_HOURS = 400
MOST_MINUTES = 60 * 24 * MOST_DAYS
RAMPS = (10, 100)
SENT_BEFORE_SHARES = 20
"""Below so many sent messages a share says nothing, and the rule about it waits."""

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Word = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]
Words = Annotated[tuple[Word, ...], Meta(max_length=50)]


_Kind = TypeVar("_Kind")


class InvalidRule(Refusal):
    """A stored or sent value is none of these."""


class _Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Read strictly, written without what is not set."""


class AfterEvent(_Value, frozen=True):
    """So many minutes after an event of this key (by API), or after an interaction at this touchpoint: one of both."""

    key: Key | None = None
    touchpoint: UUID | None = None
    minutes: Annotated[int, Meta(ge=0, le=MOST_MINUTES)] = 0

    def __post_init__(self) -> None:
        if (self.key is None) == (self.touchpoint is None):
            raise ValueError("Name an event or a touchpoint, and not both.")


class AroundDate(_Value, frozen=True):
    """So many days before (negative) or after a date, at this time of the recipient's day."""

    date: Literal["renewal", "due"]
    days: Annotated[int, Meta(ge=-MOST_DAYS, le=MOST_DAYS)] = 0
    at: Clock = "09:00"


class WithoutReply(_Value, frozen=True):
    """So many business hours after an interaction at this touchpoint, when nothing was heard since."""

    touchpoint: UUID
    hours: Annotated[int, Meta(ge=1, le=MOST_HOURS)]


class OnDays(_Value, frozen=True):
    """On these weekdays (0 = Monday), or on this day of each month, at this time of the recipient's day."""

    weekdays: Annotated[tuple[Annotated[int, Meta(ge=0, le=6)], ...], Meta(max_length=7)] = ()
    day_of_month: Annotated[int, Meta(ge=1, le=28)] | None = None
    at: Clock = "09:00"

    def __post_init__(self) -> None:
        if bool(self.weekdays) == (self.day_of_month is not None):
            raise ValueError("Choose weekdays or a day of the month, and not both.")

    def holds_on(self, day: date) -> bool:
        return day.day == self.day_of_month if self.day_of_month else day.weekday() in self.weekdays


Details = AfterEvent | AroundDate | WithoutReply | OnDays
KINDS: dict[str, type[Details]] = {
    "event": AfterEvent,
    "date": AroundDate,
    "no_reply": WithoutReply,
    "schedule": OnDays,
}


class Conditions(_Value, frozen=True):
    """Who of those the trigger finds gets it. What is empty asks nothing."""

    segments: Words = ()
    lowest_value: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    highest_value: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    languages: Words = ()
    teams: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()
    roles: Words = ()
    open_promise: bool = False
    term_kinds: Words = ()


class StopRules(_Value, frozen=True):
    """What stops an automation, counted over the last 30 days. None asks nothing."""

    complaints: Annotated[int, Meta(ge=1, le=1000)] | None = 1
    unsubscribed_percent: Annotated[int, Meta(ge=1, le=100)] | None = 5
    unresolved_replies: Annotated[int, Meta(ge=1, le=1000)] | None = 5


@dataclass(frozen=True, slots=True)
class Person:
    """A contact that has an e-mail address, as conditions see them."""

    contact_id: UUID
    name: str
    role: str
    language: str
    address: str
    zone: str


@dataclass(frozen=True, slots=True)
class About:
    """A customer as conditions and placeholders see it. `term_kinds` are those of its open promises."""

    customer_id: UUID
    name: str
    segment: str
    value: Decimal | None
    renewal_date: date | None
    owner: str
    team_id: UUID | None
    zone: str
    is_erased: bool = False
    people: tuple[Person, ...] = ()
    has_contacts: bool = False
    open_promises: frozenset[UUID] = frozenset()
    term_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counted:
    """What stop rules look at."""

    sent: int
    complaints: int
    unsubscribed: int
    unresolved_replies: int


def details(trigger: str, stored: Mapping[str, Any]) -> Details:
    """Raises InvalidRule."""
    return _read(stored, KINDS[trigger], "trigger")


def conditions(stored: Mapping[str, Any]) -> Conditions:
    """Raises InvalidRule."""
    return _read(stored, Conditions, "conditions")


def stop_rules(stored: Mapping[str, Any]) -> StopRules:
    """Raises InvalidRule."""
    return _read(stored, StopRules, "stop_rules")


def stored(value: Any) -> dict[str, Any]:
    """As a column of the database or the API holds it."""
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


def choose(people: Sequence[Person], asked: Conditions, address: str = "") -> Person | None:
    """The first person who fits; with an address only who has it."""
    fitting = (one for one in people if _fits(one, asked))
    return next((one for one in fitting if not address or one.address.lower() == address.lower()), None)


def why_not(customer: About, asked: Conditions, promise_id: UUID | None) -> str:
    """Why this customer gets none, in words; empty when nothing speaks against it. People are looked at by `choose`."""
    if customer.is_erased:
        return "The customer was erased."
    if asked.segments and customer.segment not in asked.segments:
        return f"The segment is {customer.segment or 'not known'}."
    if asked.lowest_value is not None and (customer.value is None or customer.value < asked.lowest_value):
        return "The annual value is not known." if customer.value is None else "The annual value is lower."
    if asked.highest_value is not None and customer.value is not None and customer.value > asked.highest_value:
        return "The annual value is higher."
    if asked.teams and customer.team_id not in asked.teams:
        return "Nobody of these teams looks after the customer." if customer.owner else "Nobody looks after the customer."
    return _why_not_promise(customer, asked, promise_id)


def why_nobody(customer: About, asked: Conditions, address: str = "") -> str:
    """Why no person of this customer gets it, when `choose` found none."""
    if not customer.people:
        return "No contact has an e-mail address." if customer.has_contacts else "The customer has no contact."
    if address:
        return "The person it is about is no contact of the customer any more, or does not fit."
    return "No contact has the role or the language asked for."


def due_at(day: date, at: str, zone: ZoneInfo) -> datetime:
    """This time of this day where the recipient is. A time that the clocks skip comes an hour later; of two, the first."""
    return datetime.combine(day, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


def days_of(asked: OnDays, since: datetime, until: datetime) -> list[date]:
    """The days of a schedule around these moments, wherever the recipient is."""
    day, last = (since - timedelta(days=1)).date(), (until + timedelta(days=1)).date()
    found = []
    while day <= last:
        if asked.holds_on(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def broken(asked: StopRules, counted: Counted) -> str:
    """Which rule stops it, with the numbers; empty when none does."""
    if asked.complaints and counted.complaints >= asked.complaints:
        return f"{counted.complaints} reported as spam in 30 days; the limit is {asked.complaints}."
    if asked.unsubscribed_percent and counted.sent >= SENT_BEFORE_SHARES:
        share = 100 * counted.unsubscribed / counted.sent
        if share >= asked.unsubscribed_percent:
            told = f"{counted.unsubscribed} of {counted.sent} unsubscribed in 30 days"
            return f"{told}; the limit is {asked.unsubscribed_percent}%."
    if asked.unresolved_replies and counted.unresolved_replies >= asked.unresolved_replies:
        return f"{counted.unresolved_replies} replies in 30 days wait for an answer; the limit is {asked.unresolved_replies}."
    return ""


def next_ramp(ramp: int | None) -> int | None:
    """10, then 100, then all (None)."""
    return next((step for step in RAMPS if ramp is not None and step > ramp), None)


def _why_not_promise(customer: About, asked: Conditions, promise_id: UUID | None) -> str:
    if promise_id and promise_id not in customer.open_promises:
        return "The promise is not open."
    if (asked.open_promise or asked.term_kinds) and not customer.open_promises:
        return "The customer has no open promise."
    if asked.term_kinds and not customer.term_kinds.intersection(asked.term_kinds):
        return "No open promise has such a term."
    return ""


def _fits(person: Person, asked: Conditions) -> bool:
    return _among(person.role, asked.roles) and _among(person.language[:2], [word[:2] for word in asked.languages])


def _among(value: str, wanted: Collection[str]) -> bool:
    return not wanted or value.casefold() in {word.casefold() for word in wanted}


def _read(stored: Mapping[str, Any], kind: type[_Kind], pointer: str) -> _Kind:
    try:
        return msgspec.convert(dict(stored), kind)
    except msgspec.ValidationError as error:
        raise InvalidRule(f"This cannot be read: {error}.", pointer=pointer) from error
