"""Writing promises together with what became of them, many at once: what verbs would have done one by one.

For data that tells of the past, such as the example organization. Some forty statements, however many promises there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from presence.audit import actions as audit
from presence.audit.actions import Fact
from presence.customers.models import Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.agreement.models import SignOff
from promises.marks.models import ReadingMark
from promises.record import commitments, due, rules, writing
from promises.record.chain import StoredRevision
from promises.record.models import Promise, Revision

State = Promise.State


@dataclass(frozen=True, slots=True)
class Version:
    """What one revision says, who signed it off for which team, and who else read it within the day.

    `reason` and `told_at` belong to amendments.
    """

    at: datetime
    wording: rules.Wording
    terms: Sequence[rules.TermInput]
    reason: str = ""
    told_at: datetime | None = None
    signers: Sequence[tuple[str, Membership]] = ()
    readers: Sequence[Membership] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A promise from its first draft until now.

    The first version was asked about right away and agreed at `agreed_at`; it is up for review when `is_asked` and no more
    happened. `closing` is the state it was closed in, when and why. Without a `maker`, whoever writes it all down made it.
    """

    customer: Customer
    external_ref: str
    versions: Sequence[Version]
    agreed_at: datetime | None = None
    closing: tuple[State, datetime, str] | None = None
    is_asked: bool = False
    sent_at: datetime | None = None
    maker: Membership | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A past with its row and its chain."""

    past: Past
    promise: Promise
    revisions: list[StoredRevision]


def write_many(*, by: Actor, pasts: Sequence[Past]) -> list[Promise]:
    """Write each promise with all its revisions, sign-offs, reading marks and audit entries. Raises InvalidPromise."""
    written = [_sealed(past, by) for past in pasts]
    with transaction.atomic():
        Promise.objects.bulk_create(each.promise for each in written)
        for place in range(max((len(each.revisions) for each in written), default=0)):
            _write_version(place, [each for each in written if place < len(each.revisions)])
        _settle(written)
        commitments.open_missing(each.promise.pk for each in written)
        facts = [fact for each in written for fact in _facts(each)]
        audit.record_many(by=by, facts=sorted(facts, key=lambda fact: fact.at))
    return [each.promise for each in written]


def _sealed(past: Past, by: Actor) -> Written:
    """The promise as a draft, and the chain of its revisions."""
    promise = Promise(
        customer=past.customer,
        external_ref=past.external_ref,
        made_by_id=past.maker.pk if past.maker else by.member_id,
        created_at=past.versions[0].at,
        updated_at=past.versions[0].at,
    )
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
    return Written(past, promise, chained)


def _write_version(place: int, written: Sequence[Written]) -> None:
    """One revision of each promise, in the order it happened: written, signed and read, and the first one agreed."""
    rows = writing.insert([(each.promise, each.revisions[place]) for each in written])
    found = [(each, row, each.past.versions[place]) for each, row in zip(written, rows, strict=True)]
    SignOff.objects.bulk_create(sign_off for each in found for sign_off in _sign_offs(*each))
    ReadingMark.objects.bulk_create(mark for _, row, version in found for mark in _marks(row, version))
    for each in written:
        each.promise.current_number = place + 1
        each.promise.next_due_at = due.earliest(State.AGREED if each.past.agreed_at else "", each.revisions[place].terms)
        if place == 0 and (each.past.agreed_at or each.past.is_asked):
            each.promise.state = State.AGREED if each.past.agreed_at else State.IN_REVIEW
    _save(written, ["state", "current_number", "next_due_at"])


def _sign_offs(each: Written, revision: Revision, version: Version) -> Iterator[SignOff]:
    for hours, (side, signer) in enumerate(version.signers, start=1):
        at = version.at + timedelta(hours=hours)
        yield SignOff(
            revision=revision, side=side, verdict=SignOff.Verdict.SIGNED, member=signer, label=str(signer.user), at=at
        )


def _marks(revision: Revision, version: Version) -> Iterator[ReadingMark]:
    readers = {member.pk: member for member in (*version.readers, *(signer for _, signer in version.signers))}
    for minutes, member in enumerate(readers.values(), start=1):
        yield ReadingMark(revision=revision, member=member, at=version.at + timedelta(minutes=40 * minutes))


def _settle(written: Sequence[Written]) -> None:
    """What became of them since."""
    for each in written:
        past, promise = each.past, each.promise
        times = [version.at for version in past.versions] + ([past.agreed_at] if past.agreed_at else [])
        promise.updated_at = past.closing[1] if past.closing else max(times)
        if past.sent_at:
            promise.sent_at, promise.sent_number = past.sent_at, 1
        if past.closing:
            promise.state, promise.next_due_at = past.closing[0], None
    _save(written, ["state", "next_due_at", "updated_at", "sent_at", "sent_number"])


def _save(written: Sequence[Written], fields: list[str]) -> None:
    Promise.objects.bulk_update([each.promise for each in written], fields, batch_size=1000)


def _facts(each: Written) -> Iterator[Fact]:
    past, promise = each.past, each.promise
    first = past.versions[0]
    detail = {"customer": str(past.customer.pk), "source": first.wording.source}
    yield Fact("promise.written", promise, first.at, detail)
    if past.agreed_at or past.is_asked:
        yield Fact("promise.in_review", promise, first.at, {"number": 1})
    if past.sent_at:
        yield Fact("promise.sent", promise, past.sent_at, {"number": 1})
    if past.agreed_at:
        yield Fact("promise.agreed", promise, past.agreed_at, {"number": 1})
    for number, version in enumerate(past.versions, start=1):
        if number > 1:
            yield Fact("promise.amended", promise, version.at, {"number": number})
        for hours, (side, _) in enumerate(version.signers, start=1):
            at = version.at + timedelta(hours=hours)
            yield Fact("promise.signed_off", promise, at, {"side": side, "number": number})
    if past.closing:
        state, at, reason = past.closing
        yield Fact(f"promise.{state}", promise, at, {"reason": reason} if reason else {})
