"""Writing promises together with what became of them, many at once: what verbs would have done one by one.

For data that tells of the past, such as the example organization. Twenty statements, however many promises there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.audit.actions import Fact
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from promises.record import commitments, due, rules, writing
from promises.record.chain import StoredRevision
from promises.record.models import Promise

State = Promise.State


@dataclass(frozen=True, slots=True)
class Version:
    """What one revision says. `reason` and `told_at` belong to amendments."""

    at: datetime
    wording: rules.Wording
    terms: Sequence[rules.TermInput]
    reason: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A promise from its first draft until now. `closing` is the state it was closed in, when and why."""

    customer: Customer
    external_ref: str
    versions: Sequence[Version]
    agreed_at: datetime | None = None
    closing: tuple[State, datetime, str] | None = None


def write_many(*, by: Actor, pasts: Sequence[Past]) -> list[Promise]:
    """Write each promise with all its revisions and audit entries. Raises InvalidPromise."""
    drafts = [_promise(past, by) for past in pasts]
    sealed = [_sealed(promise, past, by) for promise, past in zip(drafts, pasts, strict=True)]
    for promise, revisions in zip(drafts, sealed, strict=True):
        promise.current_number = len(revisions)
        promise.next_due_at = due.earliest(promise.state, revisions[-1].terms)
    with transaction.atomic():
        Promise.objects.bulk_create(drafts)
        for place in range(max((len(revisions) for revisions in sealed), default=0)):
            writing.insert(
                [(promise, found[place]) for promise, found in zip(drafts, sealed, strict=True) if place < len(found)]
            )
        commitments.open_missing(promise.pk for promise in drafts)
        facts = [fact for promise, past in zip(drafts, pasts, strict=True) for fact in _facts(promise, past)]
        audit.record_many(by=by, facts=sorted(facts, key=lambda fact: fact.at))
    return drafts


def _promise(past: Past, by: Actor) -> Promise:
    agreed = State.AGREED if past.agreed_at else State.DRAFT
    times = [version.at for version in past.versions] + ([past.agreed_at] if past.agreed_at else [])
    return Promise(
        customer=past.customer,
        external_ref=past.external_ref,
        state=past.closing[0] if past.closing else agreed,
        made_by_id=by.member_id,
        created_at=past.versions[0].at,
        updated_at=past.closing[1] if past.closing else max(times),
    )


def _sealed(promise: Promise, past: Past, by: Actor) -> list[StoredRevision]:
    """The chain of the promise's revisions."""
    chained: list[StoredRevision] = []
    for version in past.versions:
        before = chained[-1] if chained else None
        terms = rules.carry_keys(version.terms, before.terms) if before else version.terms
        chained.append(
            writing.seal(
                promise,
                rules.clean_wording(version.wording),
                rules.clean_terms(terms),
                by=by,
                now=version.at,
                reason=version.reason,
                told_at=version.told_at,
                after=before,
            )
        )
    return chained


def _facts(promise: Promise, past: Past) -> Iterator[Fact]:
    first = past.versions[0]
    detail = {"customer": str(past.customer.pk), "source": first.wording.source}
    yield Fact("promise.written", promise, first.at, detail)
    if past.agreed_at:
        yield Fact("promise.agreed", promise, past.agreed_at, {"number": 1})
    for number, version in enumerate(past.versions[1:], start=2):
        yield Fact("promise.amended", promise, version.at, {"number": number})
    if past.closing:
        state, at, reason = past.closing
        yield Fact(f"promise.{state}", promise, at, {"reason": reason} if reason else {})
