"""The write form of an interaction, and reading it strictly: what came in is either one value or named problems.

The structs are the contract of `POST /interactions/`. Good input takes the fast way through one compiled decoder; only what it
refuses is looked at again, field by field, so that every problem gets its pointer (RFC 6901), a code and words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from presence.kit import refusals
from presence.kit.api.fields import Money
from touchpoints.interactions import problems
from touchpoints.interactions.problems import Problem

Ref = Annotated[str, Meta(max_length=120)]
Id = Annotated[str, Meta(max_length=64)]
Minutes = Annotated[float, Meta(ge=0, le=600_000)]
Moment = Annotated[datetime, Meta(tz=True)]

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOST_AMOUNT = Decimal(10) ** 12
MOST_CHECKS = 100
WHO_AND_WHERE = ("customer", "customer_ref", "touchpoint", "touchpoint_key")


class CheckInput(Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A verdict on a promise, on one term of it, or (neither given) on the interaction as a whole."""

    verdict: Literal["kept", "broken", "renegotiated", "cannot_tell"]
    promise: Annotated[Id, Meta(description="A promise's id.")] | None = None
    term: Annotated[Id, Meta(description="A term's key.")] | None = None
    evidence: Annotated[str, Meta(max_length=1000, description="What shows it.")] | None = None
    basis: Annotated[Literal["person", "customer"], Meta(description="Whose word it is; a person's by default.")] | None = None


class InteractionInput(Struct, forbid_unknown_fields=True, kw_only=True):
    """One occurrence of a touchpoint. `minutes` and `response_minutes` are decimal minutes; times carry a zone.

    A null is the same as leaving the field out.
    """

    occurred_at: Annotated[Moment, Meta(description="When it happened.")]
    external_ref: Annotated[Ref, Meta(description="The key of another system: the same one again updates.")] | None = None
    customer: Annotated[Id, Meta(description="The customer's id; or give customer_ref.")] | None = None
    customer_ref: Annotated[Ref, Meta(description="The customer's external_ref.")] | None = None
    touchpoint: Annotated[Id, Meta(description="The touchpoint's id; or give touchpoint_key.")] | None = None
    touchpoint_key: Annotated[str, Meta(max_length=60, description="The touchpoint's key.")] | None = None
    handled_by: (
        Annotated[
            Literal["human", "assisted", "automation", "none"], Meta(description="Who or what handled it; `human` by default.")
        ]
        | None
    ) = None
    member: Annotated[str, Meta(max_length=254, description="The e-mail address of the member who handled it.")] | None = None
    channel: Literal["call", "meeting", "visit", "email", "chat", "sms", "form", "other", ""] | None = None
    minutes: Annotated[Minutes, Meta(description="How long it took.")] | None = None
    response_minutes: Annotated[Minutes, Meta(description="How long the customer waited for an answer.")] | None = None
    proactive: Annotated[bool, Meta(description="True means an outreach, unless presence_kind says more.")] | None = None
    presence_kind: Literal["outreach", "clarifying_call", "follow_up", ""] | None = None
    attempts: Annotated[int, Meta(ge=0, le=30_000, description="Tries it took to reach somebody.")] | None = None
    amount: Money | None = None
    first_truth: (
        Annotated[
            Literal["stated", "not_stated", "not_due", ""],
            Meta(description="Whether it was said beforehand what changes cost or time."),
        ]
        | None
    ) = None
    exception: Literal["none", "price_change", "scope_tradeoff", "recovery", ""] | None = None
    conversation_held: Annotated[bool, Meta(description="Whether a real conversation was held.")] | None = None
    resolved: bool | None = None
    note: Annotated[str, Meta(max_length=10_000)] | None = None
    checks: list[CheckInput] | None = None
    promised_by: Annotated[Moment, Meta(description="A commitment: by when it was promised.")] | None = None
    done_at: Annotated[Moment, Meta(description="When the commitment was done; absent while it is not.")] | None = None


Row = bytes | msgspec.Raw | Mapping[str, Any] | InteractionInput


class Malformed(refusals.Refusal):
    """The body is no JSON array and no NDJSON."""


class TooMany(refusals.Refusal):
    """The body has more rows than one request may carry."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is wrong with a row."""

    problems: list[Problem]


_decode = msgspec.json.Decoder(InteractionInput).decode
_decode_array = msgspec.json.Decoder(list[msgspec.Raw]).decode


def split(body: bytes, *, most: int = 10_000) -> Sequence[bytes | msgspec.Raw]:
    """The rows of a bulk body, a JSON array or NDJSON, each still unread. Raises Malformed and TooMany."""
    try:
        body.decode()
        stripped = body.removeprefix(b"\xef\xbb\xbf").strip()
        rows: Sequence[Any] = _decode_array(stripped) if stripped[:1] == b"[" else _lines(stripped)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"The body is neither a JSON array nor one JSON object per line: {error}.") from error
    if len(rows) > most:
        raise TooMany(f"One request may carry {most:,} rows; this one has {len(rows):,}. Send the rest in further requests.")
    return rows


def _lines(body: bytes) -> list[bytes]:
    """NDJSON: each line is a value of its own. What is no JSON, or holds no object, is refused as a whole."""
    rows = []
    for number, line in enumerate(body.split(b"\n"), 1):
        if row := line.strip():
            _check_json(row, number)
            rows.append(row)
    if not rows:
        raise msgspec.DecodeError("there is nothing in it")
    if not any(row.startswith(b"{") for row in rows):
        raise msgspec.DecodeError("no line is an object")
    return rows


def _check_json(row: bytes, number: int) -> None:
    try:
        msgspec.json.decode(row, type=msgspec.Raw)
    except msgspec.DecodeError as error:
        raise msgspec.DecodeError(f"line {number}: {error}") from error


def read(row: Row) -> InteractionInput | Unreadable:
    """One row, read. Never raises for what a client sent."""
    value = _quickly(row)
    if value is not None:
        _trim(value)
    found = _contradictions(value) if isinstance(value, InteractionInput) else _problems(row)
    return Unreadable(found) if found or value is None else value


def _quickly(row: Row) -> InteractionInput | None:
    """The value, when nothing about its fields is suspicious."""
    plain = _plain(row)
    try:
        if isinstance(plain, Mapping):
            return None if problems.bad_text(plain) else msgspec.convert(plain, InteractionInput)
        return None if b"\\u0000" in plain else _decode(plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _plain(row: Row) -> bytes | Mapping[str, Any]:
    """JSON, or plain values; a struct made in Python is checked like any other."""
    if isinstance(row, InteractionInput):
        built: dict[str, Any] = msgspec.to_builtins(row, builtin_types=(datetime, Decimal))
        return built
    return row if isinstance(row, Mapping) else bytes(row)


def _trim(row: InteractionInput) -> None:
    """Names are compared without the white space around them, e-mail addresses without regard to case."""
    row.external_ref = row.external_ref and row.external_ref.strip()
    row.customer_ref = row.customer_ref and row.customer_ref.strip()
    row.touchpoint_key = row.touchpoint_key and row.touchpoint_key.strip()
    row.member = row.member and row.member.strip().lower()


def _problems(row: Row) -> list[Problem]:
    """Why a row could not be read quickly."""
    plain = _plain(row)
    value = plain if isinstance(plain, Mapping) else problems.parse(plain)
    found = problems.of(value, InteractionInput)
    if isinstance(value, Mapping):
        found += _who_and_where(
            *(bool(value.get(name)) for name in ("customer", "customer_ref", "touchpoint", "touchpoint_key"))
        )
    return found or [Problem("", "malformed", "This cannot be read as JSON.")]


def _contradictions(row: InteractionInput) -> list[Problem]:
    """What no field can say alone."""
    found = _who_and_where(bool(row.customer), bool(row.customer_ref), bool(row.touchpoint), bool(row.touchpoint_key))
    if row.checks and row.promised_by:
        found.append(Problem("/promised_by", "either_or", "Give either checks or a commitment (promised_by), not both."))
    if row.proactive is False and row.presence_kind:
        found.append(Problem("/presence_kind", "either_or", "Only proactive contacts have a presence kind."))
    if not EARLIEST <= row.occurred_at < LATEST:
        found.append(_out_of_time("occurred_at"))
    if row.promised_by and not EARLIEST <= row.promised_by < LATEST:
        found.append(_out_of_time("promised_by"))
    if row.done_at and not EARLIEST <= row.done_at < LATEST:
        found.append(_out_of_time("done_at"))
    if row.amount is not None:
        found += _amount_problems(row.amount)
    if row.checks and len(row.checks) > MOST_CHECKS:
        found.append(Problem("/checks", "too_many", f"An interaction has at most {MOST_CHECKS} checks."))
    return found


def _who_and_where(customer: bool, customer_ref: bool, touchpoint: bool, touchpoint_key: bool) -> list[Problem]:
    """Each is named in one of two ways."""
    found = []
    if customer == customer_ref:
        code = "either_or" if customer else "required"
        found.append(Problem("/customer", code, "Give either customer (its id) or customer_ref (your reference)."))
    if touchpoint == touchpoint_key:
        code = "either_or" if touchpoint else "required"
        found.append(Problem("/touchpoint", code, "Give either touchpoint (its id) or touchpoint_key."))
    return found


def _out_of_time(field: str) -> Problem:
    return Problem(f"/{field}", "out_of_range", f"Give a time between {EARLIEST.year} and {LATEST.year - 1}.")


def _amount_problems(amount: Decimal) -> list[Problem]:
    if not amount.is_finite() or not 0 <= amount < MOST_AMOUNT:
        return [Problem("/amount", "out_of_range", "Give an amount from 0 to 999,999,999,999.99.")]
    if amount != round(amount, 2):
        return [Problem("/amount", "too_precise", "Give at most two decimals.")]
    return []
