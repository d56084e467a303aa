"""Writing, amending and settling promises.

Every change of a promise locks its row first, so that revisions are numbered without gaps whoever writes at once; the database
checks number and chain again (migration 0002).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit import refusals
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from promises.record import commitments, reading, rules, writing
from promises.record.chain import StoredRevision
from promises.record.models import Promise, Revision, Term

State = Promise.State
OPEN = (State.DRAFT, State.IN_REVIEW, State.AGREED)


class StaleRevision(refusals.Refusal):
    """Somebody amended the promise since it was read; `current` is its newest revision."""

    def __init__(self, current: StoredRevision) -> None:
        super().__init__(f"Somebody else wrote revision {current.number} while you were writing. Compare both versions.")
        self.current = current


class PromiseClosed(refusals.Refusal):
    """The promise is fulfilled, ended or void."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(f"This promise is {promise.get_state_display().lower()} and can no longer be changed.")


class NotAgreedYet(refusals.Refusal):
    """Only an agreed promise can be fulfilled or ended."""

    def __init__(self) -> None:
        super().__init__("Only an agreed promise can be fulfilled or ended. Make this one void instead.")


class NothingExcluded(refusals.Refusal):
    """An agreed promise must say what we will not do."""

    def __init__(self) -> None:
        super().__init__("Say what we will not do before this is agreed: add at least one term of that kind.", pointer="terms")


class NothingChanged(refusals.Refusal):
    """The amendment says exactly what the current revision says."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Nothing differs from revision {number}, so there is nothing to amend.")


class KeysMayNotAgree(refusals.Refusal):
    """An API key stands for a program; agreement is a person's word (decisions.md 18)."""

    def __init__(self) -> None:
        super().__init__("A promise is agreed by a person, signed in. An API key cannot agree.")


class AlreadyWritten(refusals.Refusal):
    """The same form was sent twice; `promise` is what the first one wrote."""

    def __init__(self, promise: Promise) -> None:
        super().__init__("This promise was written already.")
        self.promise = promise


class ReferenceTaken(refusals.Refusal):
    """Another promise of the organization has this order or contract number."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"Another promise already has the number “{reference}”.", pointer="external_ref")


def write(
    *,
    by: Actor,
    now: datetime,
    customer: Customer,
    title: str,
    source: str,
    terms: Sequence[rules.TermInput],
    first_truth: str = "",
    external_ref: str = "",
    time_flexibility: str = "fixed",
    cost_flexibility: str = "fixed",
    scope_flexibility: str = "fixed",
    chosen_pair: str = "",
    id: UUID | None = None,
) -> Promise:
    """Write a draft promise with its revision 1. Raises InvalidPromise, ReferenceTaken.

    With an `id` that the caller drew, sending the same twice writes one: the second raises AlreadyWritten.
    """
    wording = rules.clean_wording(
        rules.Wording(title, source, first_truth, time_flexibility, cost_flexibility, scope_flexibility, chosen_pair)
    )
    lines = rules.clean_terms([replace(term, key=None) for term in terms])
    reference = rules.clean_line(external_ref, "external_ref")
    with transaction.atomic():
        promise = Promise(id=id or new_id(), customer=customer, external_ref=reference, made_by_id=by.member_id)
        promise.created_at = promise.updated_at = now
        _insert_once(promise)
        writing.append(promise, wording, lines, by=by, now=now)
        audit.record(verb="promise.written", by=by, subject=promise, customer=str(customer.pk), source=source)
    return promise


def amend(
    *,
    by: Actor,
    now: datetime,
    promise: Promise,
    expected_number: int,
    reason: str,
    title: str,
    source: str,
    terms: Sequence[rules.TermInput],
    first_truth: str = "",
    customer_told_at: datetime | None = None,
    time_flexibility: str = "fixed",
    cost_flexibility: str = "fixed",
    scope_flexibility: str = "fixed",
    chosen_pair: str = "",
) -> Revision:
    """Append a revision that says all of the promise anew; `expected_number` is the revision the writer had read.

    Raises StaleRevision, PromiseClosed, NothingChanged, NothingExcluded (of an agreed promise), InvalidPromise.
    """
    wording = rules.clean_wording(
        rules.Wording(title, source, first_truth, time_flexibility, cost_flexibility, scope_flexibility, chosen_pair)
    )
    why = rules.clean_reason(reason)
    rules.clean_moment(customer_told_at, "customer_told_at")
    with transaction.atomic():
        locked, current = lock_current(promise, expected_number)
        _refuse_foreign_keys(locked, terms)
        lines = rules.clean_terms(rules.carry_keys(terms, current.terms))
        _refuse_unfit(locked, current, wording, lines, customer_told_at)
        revision = writing.append(locked, wording, lines, by=by, now=now, reason=why, told_at=customer_told_at, after=current)
        audit.record(verb="promise.amended", by=by, subject=locked, number=revision.number)
    return revision


def propose_term(
    *,
    by: Actor,
    now: datetime,
    promise: Promise,
    term: rules.TermInput,
    reason: str,
    customer_told_at: datetime | None = None,
) -> UUID:
    """Amend a promise so that it also says this term; returns the term's key. Raises what `amend` raises."""
    with transaction.atomic():
        locked, current = lock_current(promise)
        wording = rules.wording_of(current)
        kept = [rules.TermInput(t.kind, t.text or "", t.flexibility, t.due_at, t.amount, t.key) for t in current.terms]
        amend(
            by=by,
            now=now,
            promise=locked,
            expected_number=current.number,
            reason=reason,
            customer_told_at=customer_told_at,
            terms=[*kept, replace(term, key=None)],
            **{name: getattr(wording, name) for name in wording.__slots__},
        )
        return last_key(locked)


def last_key(promise: Promise) -> UUID:
    """The key of the last term of a promise's newest revision."""
    return reading.current([promise.pk])[promise.pk].terms[-1].key


def fulfill(*, by: Actor, now: datetime, promise: Promise) -> None:
    """Everything agreed was done. Raises NotAgreedYet, PromiseClosed."""
    _close(promise, State.FULFILLED, by=by, now=now)


def end(*, by: Actor, now: datetime, promise: Promise, reason: str = "") -> None:
    """The agreement has run out or was canceled. Raises NotAgreedYet, PromiseClosed."""
    _close(promise, State.ENDED, by=by, now=now, reason=rules.clean_line(reason, "reason"))


def void(*, by: Actor, now: datetime, promise: Promise, reason: str) -> None:
    """The promise was never good: a mistake, or withdrawn before it was agreed. Raises InvalidPromise, PromiseClosed."""
    why = rules.clean_reason(reason)
    with transaction.atomic():
        move(lock_open(promise), State.VOID, by=by, now=now, reason=why)


def lock_open(promise: Promise) -> Promise:
    """The promise as it is now, held until the transaction ends. Raises PromiseClosed."""
    locked = Promise.rows().select_for_update().get(pk=promise.pk)
    if locked.state not in OPEN:
        raise PromiseClosed(locked)
    return locked


def lock_current(promise: Promise, expected_number: int | None = None) -> tuple[Promise, StoredRevision]:
    """The same with its newest revision, when that is the one the person had read. Raises PromiseClosed, StaleRevision."""
    locked = lock_open(promise)
    current = reading.current([locked.pk])[locked.pk]
    if expected_number is not None and current.number != expected_number:
        raise StaleRevision(current)
    return locked, current


def move(promise: Promise, state: State, *, by: Actor, now: datetime, verb: str = "", **detail: Any) -> None:
    """Put a held promise into another state, with one audit entry, named after the state unless `verb` says better.

    Which state may follow which is its caller's to know, and the database's.
    """
    promise.state, promise.updated_at = state, now
    promise.next_due_at = commitments.follow(promise, now=now)
    promise.save(update_fields=["state", "updated_at", "next_due_at"])
    audit.record(verb=verb or f"promise.{state}", by=by, subject=promise, **detail)


def refuse_without_exclusion(revision: StoredRevision) -> None:
    """Raises NothingExcluded."""
    if not rules.has_exclusion(revision.terms):
        raise NothingExcluded


def _close(promise: Promise, state: State, *, by: Actor, now: datetime, **detail: Any) -> None:
    with transaction.atomic():
        locked = lock_open(promise)
        if locked.state != State.AGREED:
            raise NotAgreedYet
        move(locked, state, by=by, now=now, **detail)


def _refuse_unfit(
    promise: Promise,
    current: StoredRevision,
    wording: rules.Wording,
    lines: Sequence[rules.CleanTerm],
    told_at: datetime | None,
) -> None:
    if promise.state == State.AGREED and not rules.has_exclusion(lines):
        raise NothingExcluded
    if told_at is None and writing.says_the_same(current, wording, lines):
        raise NothingChanged(current.number)


def _refuse_foreign_keys(promise: Promise, terms: Sequence[rules.TermInput]) -> None:
    """A key continues a term of this promise, of whichever revision: a term that was dropped may come back."""
    known = set(Term.rows().filter(revision__promise=promise).values_list("key", flat=True))
    for place, term in enumerate(terms):
        if term.key is not None and term.key not in known:
            raise rules.InvalidPromise("This term is not one of this promise.", pointer=f"terms/{place}/key")


def _insert_once(promise: Promise) -> None:
    try:
        with transaction.atomic():
            promise.save(force_insert=True)
    except IntegrityError as error:
        if "promise_ref_once" in str(error):
            raise ReferenceTaken(promise.external_ref) from error
        twin = Promise.rows().filter(pk=promise.pk).first() if "promises_promise_pkey" in str(error) else None
        if twin:
            raise AlreadyWritten(twin) from error
        raise
