"""Where each commitment of an agreed promise stands, kept in line with what the promise says.

Only an agreed promise binds. What becomes of a commitment is told upward (settings.REACTIONS, `commitments.settled`), where it
turns into evidence; nothing here judges.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import Min

from presence.tenancy import reactions, scope
from promises.record.models import Commitment, Promise, Term

State = Promise.State
How = Literal["time", "renegotiated", "moved_late", "moved_untold"]

# A commitment of an agreed promise whose row is missing: promises written many at once.
_OPEN_MISSING = """
INSERT INTO promises_commitment (id, organization_id, promise_id, term_key, term_id, due_at)
SELECT gen_random_uuid(), p.organization_id, p.id, t.key, t.id, t.due_at
  FROM promises_promise p
  JOIN promises_revision r ON r.organization_id = p.organization_id AND r.promise_id = p.id AND r.number = p.current_number
  JOIN promises_term t ON t.organization_id = r.organization_id AND t.revision_id = r.id AND t.due_at IS NOT NULL
 WHERE p.organization_id = %(organization)s AND p.id = ANY(%(promises)s) AND p.state = 'agreed'
ON CONFLICT (organization_id, promise_id, term_key) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one due time. `how` says whether the time alone decides, or that the due time was moved and how.

    Judged by time, one that is neither done nor past its time has no verdict (any more).
    """

    promise_id: UUID
    term_id: UUID
    term_key: UUID
    due_at: datetime
    done_at: datetime | None = None
    how: How = "time"


def settled(row: Commitment, how: How = "time") -> Settled:
    """A commitment's present standing, as a fact."""
    return Settled(row.promise_id, row.term_id, row.term_key, row.due_at, row.done_at, how)


def tell(facts: Sequence[Settled], *, now: datetime) -> None:
    """Let the floors above turn these facts into evidence."""
    if facts:
        reactions.react("commitments.settled", facts=facts, now=now)


def follow(promise: Promise, *, now: datetime, told_at: datetime | None = None) -> datetime | None:
    """Bring the commitments of a promise in line with its state and newest revision; returns when the next open one is due.

    The caller holds the promise's row. `told_at` is when the customer was told of what changed.
    """
    rows = list(Commitment.rows().filter(promise=promise))
    if promise.state == State.AGREED:
        facts = _say(promise, rows, now=now, told_at=told_at)
    else:
        facts = _close(promise.state, [row for row in rows if row.is_open], now=now)
    tell(facts, now=now)
    return next_due(promise)


def next_due(promise: Promise) -> datetime | None:
    """When the earliest open commitment is due."""
    still_open = Commitment.rows().filter(promise=promise, done_at=None, ended_at=None)
    earliest: datetime | None = still_open.aggregate(at=Min("due_at"))["at"]
    return earliest


def open_missing(promise_ids: Iterable[UUID]) -> None:
    """Open the commitments of agreed promises that were written without `follow`: one statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_MISSING, {"organization": scope.acting_organization_id(), "promises": list(promise_ids)})


def find_overdue(*, now: datetime) -> list[Settled]:
    """Note the open commitments of the acting organization whose time has passed since the last time; returns them."""
    passed = Commitment.rows().filter(done_at=None, ended_at=None, found_overdue_at=None, due_at__lt=now)
    rows = list(passed.select_for_update(skip_locked=True))
    Commitment.rows().filter(pk__in=[row.pk for row in rows]).update(found_overdue_at=now)
    return [settled(row) for row in rows]


def how_moved(*, due_at: datetime, told_at: datetime | None) -> How:
    """A due time was moved or dropped: renegotiated when the customer was told before it."""
    if told_at is None:
        return "moved_untold"
    return "renegotiated" if told_at <= due_at else "moved_late"


def _say(promise: Promise, rows: Iterable[Commitment], *, now: datetime, told_at: datetime | None) -> list[Settled]:
    """What an agreed promise says is what binds."""
    said = {term.key: term for term in _terms(promise)}
    facts = []
    for row in rows:
        term = said.pop(row.term_key, None)
        if row.is_open and (term is None or term.due_at != row.due_at):
            facts += _moved(row, term, told_at)
        _bind(row, term, now=now)
    Commitment.objects.bulk_create(
        Commitment(promise=promise, term_key=term.key, term=term, due_at=term.due_at) for term in said.values() if term.due_at
    )
    return facts


def _moved(row: Commitment, term: Term | None, told_at: datetime | None) -> list[Settled]:
    """An earlier time asks more of us and settles nothing: the new time is what counts."""
    if term and term.due_at and term.due_at < row.due_at:
        return []
    return [settled(row, how_moved(due_at=row.due_at, told_at=told_at))]


def _bind(row: Commitment, term: Term | None, *, now: datetime) -> None:
    """Set the row to what the promise says now: the same time, another time, or nothing any more."""
    if term is None or term.due_at is None:
        row.ended_at = row.ended_at or now
    else:
        row.ended_at = None
        if term.due_at != row.due_at:
            row.term, row.due_at, row.done_at, row.done_by, row.found_overdue_at = term, term.due_at, None, None, None
    row.save(update_fields=["term", "due_at", "done_at", "done_by", "ended_at", "found_overdue_at"])


def _close(state: str, rows: Sequence[Commitment], *, now: datetime) -> list[Settled]:
    """Fulfilled means that everything agreed was done. Any other end leaves what is ahead without a verdict."""
    ids = [row.pk for row in rows]
    if state == State.FULFILLED:
        Commitment.rows().filter(pk__in=ids).update(done_at=now)
        return [Settled(row.promise_id, row.term_id, row.term_key, row.due_at, now) for row in rows]
    Commitment.rows().filter(pk__in=ids).update(ended_at=now)
    return [settled(row) for row in rows if row.due_at < now]


def _terms(promise: Promise) -> Iterable[Term]:
    newest = Term.rows().filter(revision__promise=promise, revision__number=promise.current_number)
    return newest.filter(due_at__isnull=False)
