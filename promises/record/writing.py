"""Appending a revision: the rows, their salted digests, and the hash that chains them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from presence.tenancy.actors import Actor
from promises.record import chain, commitments
from promises.record.chain import StoredRevision, StoredTerm
from promises.record.models import Promise, Revision, RevisionWording, Term, TermWording
from promises.record.rules import CleanTerm, Wording, wording_of


def says_the_same(current: StoredRevision, wording: Wording, lines: Sequence[CleanTerm]) -> bool:
    """Whether a revision already says exactly this."""
    terms = [CleanTerm(t.key, t.kind, t.text or "", t.flexibility, t.due_at, t.amount) for t in current.terms]
    return (wording_of(current), terms) == (wording, list(lines))


def append(
    promise: Promise,
    wording: Wording,
    lines: Sequence[CleanTerm],
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    told_at: datetime | None = None,
    after: StoredRevision | None = None,
) -> Revision:
    """Write the revision after `after` (or the first one). The caller holds the promise's row and has checked the words."""
    stored = seal(promise, wording, lines, by=by, now=now, reason=reason, told_at=told_at, after=after)
    [revision] = insert([(promise, stored)])
    promise.current_number, promise.updated_at = stored.number, now
    promise.next_due_at = commitments.follow(promise, now=now, told_at=told_at)
    promise.save(update_fields=["current_number", "updated_at", "next_due_at"])
    return revision


def seal(
    promise: Promise,
    wording: Wording,
    lines: Sequence[CleanTerm],
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    told_at: datetime | None = None,
    after: StoredRevision | None = None,
) -> StoredRevision:
    """The revision that follows `after` (or the first one), with its digests and hash, not written yet."""
    salt = chain.new_salt()
    unsealed = StoredRevision(
        promise_id=promise.pk,
        number=after.number + 1 if after else 1,
        source=wording.source,
        time_flexibility=wording.time_flexibility,
        cost_flexibility=wording.cost_flexibility,
        scope_flexibility=wording.scope_flexibility,
        chosen_pair=wording.chosen_pair,
        customer_told_at=told_at,
        author_id=by.member_id,
        author_label=by.label,
        created_at=now,
        wording_digest=chain.digest(salt, wording.title, wording.first_truth, reason),
        previous_hash=after.hash if after else "",
        hash="",
        salt=salt,
        title=wording.title,
        first_truth=wording.first_truth,
        reason=reason,
        terms=tuple(_seal_term(line, position) for position, line in enumerate(lines, start=1)),
    )
    return replace(unsealed, hash=chain.revision_hash(unsealed))


def _seal_term(line: CleanTerm, position: int) -> StoredTerm:
    salt = chain.new_salt()
    return StoredTerm(
        key=line.key,
        position=position,
        kind=line.kind,
        flexibility=line.flexibility,
        due_at=line.due_at,
        amount=line.amount,
        wording_digest=chain.digest(salt, line.text),
        salt=salt,
        text=line.text,
    )


def insert(sealed: Sequence[tuple[Promise, StoredRevision]]) -> list[Revision]:
    """Write sealed revisions of different promises: four statements, however many there are."""
    revisions = Revision.objects.bulk_create([_revision(promise, stored) for promise, stored in sealed])
    lines = [(revision, stored) for revision, (_, stored) in zip(revisions, sealed, strict=True)]
    RevisionWording.objects.bulk_create(
        RevisionWording(
            revision=revision,
            salt=stored.salt or "",
            title=stored.title or "",
            first_truth=stored.first_truth or "",
            reason=stored.reason or "",
        )
        for revision, stored in lines
    )
    _insert_terms([(revision, line) for revision, stored in lines for line in stored.terms])
    return revisions  # type: ignore[no-any-return]


def _revision(promise: Promise, stored: StoredRevision) -> Revision:
    return Revision(
        promise=promise,
        number=stored.number,
        source=stored.source,
        time_flexibility=stored.time_flexibility,
        cost_flexibility=stored.cost_flexibility,
        scope_flexibility=stored.scope_flexibility,
        chosen_pair=stored.chosen_pair,
        customer_told_at=stored.customer_told_at,
        author_id=stored.author_id,
        author_label=stored.author_label,
        created_at=stored.created_at,
        wording_digest=stored.wording_digest,
        previous_hash=stored.previous_hash,
        hash=stored.hash,
    )


def _insert_terms(lines: Sequence[tuple[Revision, StoredTerm]]) -> None:
    terms = Term.objects.bulk_create(
        Term(
            revision=revision,
            key=line.key,
            position=line.position,
            kind=line.kind,
            flexibility=line.flexibility,
            due_at=line.due_at,
            amount=line.amount,
            wording_digest=line.wording_digest,
        )
        for revision, line in lines
    )
    TermWording.objects.bulk_create(
        TermWording(term=term, salt=line.salt or "", text=line.text or "") for term, (_, line) in zip(terms, lines, strict=True)
    )
