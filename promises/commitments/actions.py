"""What is done with a commitment: it is done, it is not done after all, or another time is agreed before it is due."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from promises.record import actions as record
from promises.record import commitments, reading, rules
from promises.record.chain import StoredTerm
from promises.record.models import Commitment, Promise, Revision


class NotOpen(refusals.Refusal):
    """The commitment is done already, or binds no more."""

    def __init__(self, row: Commitment) -> None:
        why = "is done already" if row.done_at else "no longer binds: it was dropped, or its promise is closed"
        super().__init__(f"This commitment {why}.")


class NotDone(refusals.Refusal):
    """Only what is done can be taken back, as long as its promise is agreed."""

    def __init__(self) -> None:
        super().__init__("Only a commitment that is done, of a promise that is still agreed, can be opened again.")


class NotYet(refusals.Refusal):
    """What lies in the future has not been done."""

    def __init__(self, pointer: str) -> None:
        super().__init__("This time is still ahead. Enter when it really was.", pointer=pointer)


class NotLater(refusals.Refusal):
    """A new due time is one that can still be met."""

    def __init__(self) -> None:
        super().__init__("The new due time has passed already. Enter one that is still ahead.", pointer="due_at")


def finish(*, by: Actor, now: datetime, commitment: Commitment, done_at: datetime | None = None) -> Commitment:
    """It was done, now or at `done_at`. On time is kept and late is broken, by rule. Raises NotOpen, NotYet."""
    at = done_at or now
    if at > now:
        raise NotYet("done_at")
    with transaction.atomic():
        row = _lock(commitment)
        if not row.is_open:
            raise NotOpen(row)
        row.done_at, row.done_by_id = at, by.member_id
        row.save(update_fields=["done_at", "done_by"])
        _settle(row, now)
        audit.record(verb="commitment.done", by=by, subject=row.promise, term=str(row.term_key), in_time=at <= row.due_at)
    return row


def finish_many(*, by: Actor, now: datetime, ids: Sequence[UUID]) -> list[Commitment]:
    """All of these are done now; those that are not open any more are left alone. Returns the ones it marked."""
    with transaction.atomic():
        rows = Commitment.rows().filter(pk__in=ids, done_at=None, ended_at=None).order_by("promise_id", "pk")
        return [finish(by=by, now=now, commitment=row) for row in rows]


def reopen(*, by: Actor, now: datetime, commitment: Commitment) -> Commitment:
    """It was not done after all. What the rule said of it is taken back, or says overdue. Raises NotDone."""
    with transaction.atomic():
        row = _lock(commitment)
        if row.done_at is None or row.ended_at or row.promise.state != Promise.State.AGREED:
            raise NotDone
        row.done_at = row.done_by = None
        row.save(update_fields=["done_at", "done_by"])
        _settle(row, now)
        audit.record(verb="commitment.reopened", by=by, subject=row.promise, term=str(row.term_key))
    return row


def reopen_many(*, by: Actor, now: datetime, ids: Sequence[UUID]) -> int:
    """Take back several at once; those that cannot be are left alone. Says how many it opened."""
    agreed = Commitment.rows().filter(pk__in=ids, done_at__isnull=False, ended_at=None, promise__state="agreed")
    with transaction.atomic():
        rows = list(agreed.order_by("promise_id", "pk"))
        for row in rows:
            reopen(by=by, now=now, commitment=row)
    return len(rows)


def renegotiate(
    *,
    by: Actor,
    now: datetime,
    commitment: Commitment,
    due_at: datetime,
    customer_told_at: datetime,
    reason: str,
    expected_number: int | None = None,
) -> Revision:
    """Agree another time: an amendment of the promise that moves this due time and says when the customer was told.

    Told before it was due counts as renegotiated; after that the former time was not kept. Without `expected_number` the newest
    revision is amended. Raises NotOpen, NotYet, NotLater, and what `record.actions.amend` raises.
    """
    if customer_told_at > now:
        raise NotYet("customer_told_at")
    if due_at <= now:
        raise NotLater
    with transaction.atomic():
        row = _lock(commitment)
        if not row.is_open:
            raise NotOpen(row)
        current = reading.current([row.promise_id])[row.promise_id]
        wording = rules.wording_of(current)
        return record.amend(
            by=by,
            now=now,
            promise=row.promise,
            expected_number=current.number if expected_number is None else expected_number,
            reason=reason,
            customer_told_at=customer_told_at,
            terms=[_moved(term, due_at if term.key == row.term_key else term.due_at) for term in current.terms],
            **{name: getattr(wording, name) for name in wording.__slots__},
        )


def _moved(term: StoredTerm, due_at: datetime | None) -> rules.TermInput:
    return rules.TermInput(term.kind, term.text or "", term.flexibility, due_at, term.amount, term.key)


def _lock(commitment: Commitment) -> Commitment:
    """The commitment behind its promise's lock: the promise first, as every verb on promises does."""
    promise = Promise.rows().select_for_update().get(pk=commitment.promise_id)
    row = Commitment.rows().get(pk=commitment.pk)
    row.promise = promise
    return row


def _settle(row: Commitment, now: datetime) -> None:
    commitments.tell([commitments.settled(row)], now=now)
    row.promise.next_due_at = commitments.next_due(row.promise)
    row.promise.save(update_fields=["next_due_at"])
