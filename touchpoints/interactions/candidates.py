"""From what a client wrote to what is kept: references resolved, the outcome judged, and frozen what held then."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from presence.kit.ids import new_id
from touchpoints.interactions import rules
from touchpoints.interactions.intake import CheckInput, InteractionInput
from touchpoints.interactions.problems import Problem
from touchpoints.interactions.references import References, Target

_NOT_FOUND = "not_found"
_encode = msgspec.msgpack.Encoder().encode


@dataclass(slots=True)
class Candidate:
    """One row ready to be written: values as in statements.COLUMNS, checks as in CHECK_COLUMNS without the first."""

    index: int
    external_ref: str
    values: tuple[Any, ...]
    checks: list[tuple[Any, ...]]
    content_hash: bytes

    @property
    def id(self) -> UUID:
        return self.values[0]  # type: ignore[no-any-return]

    def with_id(self, interaction_id: UUID) -> "Candidate":
        """The same content for a row that exists."""
        values = (interaction_id, *self.values[1:])
        return Candidate(self.index, self.external_ref, values, self.checks, self.content_hash)


def unresolved(row: InteractionInput, found: References, *, create_customers: bool) -> list[Problem]:
    """What this row refers to that is not there."""
    problems = []
    if row.customer and row.customer not in found.customers:
        problems.append(Problem("/customer", _NOT_FOUND, "There is no customer with this id."))
    if row.customer_ref and row.customer_ref not in found.customers_by_ref and not create_customers:
        problems.append(Problem("/customer_ref", _NOT_FOUND, "There is no customer with this reference."))
    if row.touchpoint and row.touchpoint not in found.touchpoints:
        problems.append(Problem("/touchpoint", _NOT_FOUND, "There is no touchpoint with this id."))
    if row.touchpoint_key and row.touchpoint_key not in found.touchpoints_by_key:
        problems.append(Problem("/touchpoint_key", _NOT_FOUND, "There is no touchpoint with this key."))
    if row.member and row.member not in found.members:
        problems.append(Problem("/member", _NOT_FOUND, "No member has this e-mail address."))
    return problems + (_unresolved_checks(row, found) if row.checks else [])


def _unresolved_checks(row: InteractionInput, found: References) -> list[Problem]:
    problems = []
    customer = _customer(row, found)
    seen = set()
    for place, check in enumerate(row.checks or ()):
        target = _target(check, found)
        where = "term" if check.term else "promise"
        if (check.promise or check.term) and target is None:
            problems.append(Problem(f"/checks/{place}/{where}", _NOT_FOUND, f"There is no {where} with this id."))
        elif target and (customer is None or target.customer_id != customer[0]):
            problems.append(Problem(f"/checks/{place}/{where}", "other_customer", f"This {where} belongs to another customer."))
        same = (target and target.promise_id, target and target.term_key, check.basis or "person")
        if same in seen:
            problems.append(Problem(f"/checks/{place}", "duplicate", "There is already a verdict on this; give one."))
        seen.add(same)
    return problems


def _target(check: CheckInput, found: References) -> Target | None:
    if check.term:
        term = found.terms.get(check.term)
        mismatched = term and check.promise and found.promises.get(check.promise, term).promise_id != term.promise_id
        return None if mismatched else term
    return found.promises.get(check.promise) if check.promise else None


def _customer(row: InteractionInput, found: References) -> tuple[UUID, str] | None:
    return found.customers.get(row.customer) if row.customer else found.customers_by_ref.get(row.customer_ref or "")


def build(index: int, row: InteractionInput, found: References, now: datetime) -> Candidate:
    """The row to write. Everything it refers to has been found."""
    customer_id, segment = found.customers[row.customer] if row.customer else found.customers_by_ref[row.customer_ref or ""]
    touchpoint_id, mode, map_version = (
        found.touchpoints[row.touchpoint] if row.touchpoint else found.touchpoints_by_key[row.touchpoint_key or ""]
    )
    member_id, team_id = found.members[row.member] if row.member else (None, None)
    checks, outcome = _judge(row, found, now)
    plain = _plain(row)
    content = _encode((customer_id, touchpoint_id, member_id, plain, checks))
    digest = hashlib.blake2b(content, digest_size=16).digest()
    external_ref = row.external_ref or ""
    values = (
        new_id(),
        external_ref,
        customer_id,
        touchpoint_id,
        *plain[:2],
        member_id,
        team_id,
        segment,
        mode,
        map_version,
        *plain[2:],
        outcome,
        f"\\x{digest.hex()}",
    )
    return Candidate(index, external_ref, values, checks, digest)


def _plain(row: InteractionInput) -> tuple[Any, ...]:
    """The fields that are kept as they were given, with what was left out filled in."""
    return (
        row.occurred_at,
        row.handled_by or "human",
        row.channel or "",
        rules.seconds(row.minutes),
        rules.seconds(row.response_minutes),
        row.presence_kind or ("outreach" if row.proactive else ""),
        row.attempts,
        None if row.amount is None else round(row.amount, 2),
        row.first_truth or "",
        row.exception or "none",
        row.conversation_held,
        row.resolved,
        row.note or "",
        row.promised_by,
        row.done_at,
    )


def _judge(row: InteractionInput, found: References, now: datetime) -> tuple[list[tuple[Any, ...]], str]:
    if not row.checks:
        return [], rules.commitment(promised_by=row.promised_by, done_at=row.done_at, now=now)
    written, judgments = [], []
    for check in row.checks:
        target = _target(check, found)
        promise, term, key = (target.promise_id, target.term_id, target.term_key) if target else (None, None, None)
        basis = check.basis or "person"
        written.append((promise, term, key, check.verdict, basis, check.evidence or ""))
        judgments.append(rules.Judgment(check.verdict, basis, (promise, key), target.due_at if target else None))
    return written, rules.weigh(judgments, occurred_at=row.occurred_at)


def latest(rows: Sequence[tuple[int, InteractionInput]]) -> tuple[list[tuple[int, InteractionInput]], list[int]]:
    """Of rows with one external reference the last wins. Returns the winners, by reference, and the indexes of the others.

    The order is the same for everybody who writes, so that two writers never wait for each other crosswise.
    """
    winner = {row.external_ref: index for index, row in rows if row.external_ref}
    kept = [(index, row) for index, row in rows if not row.external_ref or winner[row.external_ref] == index]
    superseded = [index for index, row in rows if row.external_ref and winner[row.external_ref] != index]
    return sorted(kept, key=lambda pair: pair[1].external_ref or ""), superseded
