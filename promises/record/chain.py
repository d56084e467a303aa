"""The chain of hashes that shows when somebody altered history.

A revision's hash covers everything that never changes, a salted digest of each erasable text, and the hash before it. Erasing
a text removes text and salt; the digest stays, so the chain can still be verified and nobody can guess the text back.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """A term of a revision as it stands in the database. Text and salt are None once erased."""

    key: UUID
    position: int
    kind: str
    flexibility: str
    due_at: datetime | None
    amount: Decimal | None
    wording_digest: str
    salt: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A revision as it stands in the database, with its terms in order. Its texts and salt are None once erased."""

    promise_id: UUID
    number: int
    source: str
    time_flexibility: str
    cost_flexibility: str
    scope_flexibility: str
    chosen_pair: str
    customer_told_at: datetime | None
    author_id: UUID | None
    author_label: str
    created_at: datetime
    wording_digest: str
    previous_hash: str
    hash: str
    salt: str | None
    title: str | None
    first_truth: str | None
    reason: str | None
    terms: tuple[StoredTerm, ...]


def new_salt() -> str:
    return secrets.token_hex(16)


def digest(salt: str, *texts: str) -> str:
    """Salted SHA-256 of erasable texts, hexadecimal."""
    return _sha256([salt, *texts])


def revision_hash(revision: StoredRevision) -> str:
    """The hash a revision must have: over its unchanging fields, its digests and the hash before it."""
    whole = [revision.source, revision.time_flexibility, revision.cost_flexibility, revision.scope_flexibility]
    whole += [revision.chosen_pair, _moment(revision.customer_told_at)]
    author = [str(revision.author_id or ""), revision.author_label, _moment(revision.created_at)]
    terms = [_term_body(term) for term in revision.terms]
    place = [revision.previous_hash, str(revision.promise_id), revision.number]
    return _sha256([place, whole, author, revision.wording_digest, terms])


def verify(revisions: Sequence[StoredRevision], *, current_number: int) -> list[str]:
    """What is wrong with a promise's revisions, oldest first, in words; empty when the chain holds."""
    faults: list[str] = []
    previous = ""
    for expected, revision in enumerate(revisions, start=1):
        if revision.number != expected:
            return [*faults, f"Revision {expected} is missing."]
        if revision.previous_hash != previous:
            faults.append(f"Revision {revision.number} does not follow the one before it.")
        if revision_hash(revision) != revision.hash:
            faults.append(f"Revision {revision.number} was altered after it was written.")
        faults.extend(_altered_texts(revision))
        previous = revision.hash
    if len(revisions) != current_number:
        faults.append(f"The promise counts {current_number} revisions, and {len(revisions)} are there.")
    return faults


def _altered_texts(revision: StoredRevision) -> Iterable[str]:
    if revision.salt is not None:
        texts = (revision.title or "", revision.first_truth or "", revision.reason or "")
        if digest(revision.salt, *texts) != revision.wording_digest:
            yield f"The words of revision {revision.number} were altered after it was written."
    for term in revision.terms:
        if term.salt is not None and digest(term.salt, term.text or "") != term.wording_digest:
            yield f"Term {term.position} of revision {revision.number} was altered after it was written."


def _term_body(term: StoredTerm) -> list[object]:
    amount = "" if term.amount is None else f"{term.amount:.2f}"
    return [str(term.key), term.position, term.kind, term.flexibility, _moment(term.due_at), amount, term.wording_digest]


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else ""


def _sha256(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
