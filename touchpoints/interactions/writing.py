"""Writing interactions, set-based: a batch is written by one INSERT, whatever its size.

Two writers of the same references at the same time:
1. `insert` skips what exists (ON CONFLICT DO NOTHING). Where the other has inserted a reference and not committed yet, it
   waits, so what is skipped is committed when the next statement looks.
2. `existing` sees it and `lock` locks it, in the order of ids, and tells what it says by then.
3. `keep_former` keeps what the row said, `replace` writes what it says now. No version is lost, whoever comes second.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions import incoming, statements
from touchpoints.interactions.candidates import Candidate
from touchpoints.interactions.models import FormerVersion

_NOTE = list(statements.COLUMNS).index("note")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a row that exists."""

    id: UUID
    content_hash: bytes
    is_deleted: bool

    def says(self, candidate: Candidate) -> bool:
        """Whether writing the candidate would change nothing."""
        return self.content_hash == candidate.content_hash and not self.is_deleted


def insert(candidates: Sequence[Candidate], *, time_zone: str, by: Actor, now: datetime) -> int:
    """Insert the candidates whose reference is new, with their checks; says how many."""
    inserted = _write(statements.INSERT, statements.COLUMNS, _values(candidates), zone=time_zone)
    fresh = candidates
    if inserted < len(candidates):
        written = {row[0] for row in _fetch(statements.IDS_AMONG, ids=[candidate.id for candidate in candidates])}
        fresh = [candidate for candidate in candidates if candidate.id in written]
    _insert_checks(fresh, by=by, now=now)
    _look_later(candidate.id for candidate in fresh if candidate.values[_NOTE])
    return inserted


def replace(candidates: Sequence[Candidate], *, time_zone: str, by: Actor, now: datetime) -> None:
    """Write new content into rows that exist, named by id and locked by the caller.

    What was frozen stays frozen unless what it came from changed: mode and map version with the touchpoint, the segment with
    the customer, the team with the member, the local day with the time.
    """
    _write(statements.REPLACE, statements.COLUMNS, _values(candidates), zone=time_zone, now=now)
    _drop_other_checks(candidates)
    _insert_checks(candidates, by=by, now=now)
    _look_later(candidate.id for candidate in candidates)


def existing(candidates: Iterable[Candidate]) -> dict[str, Stored]:
    """What is stored under the references of these candidates."""
    refs = [candidate.external_ref for candidate in candidates if candidate.external_ref]
    return {ref: Stored(*rest) for ref, *rest in _fetch(statements.EXISTING, refs=refs)} if refs else {}


def lock(ids: Sequence[UUID]) -> dict[UUID, Stored]:
    """Lock these rows until the transaction ends and tell what they say."""
    return {row[0]: Stored(*row) for row in _fetch(statements.LOCK, ids=list(ids))}


def keep_former(ids: Sequence[UUID], *, cause: str, by: Actor, import_id: UUID | None) -> None:
    """Keep what these rows say, checks included, before it is replaced. `cause` says what replaces it."""
    _execute(statements.KEEP_FORMER, ids=list(ids), cause=cause, import_id=import_id, label=by.label, member=by.member_id)


def mark_deleted(ids: Sequence[UUID], *, now: datetime) -> int:
    """Take locked rows out of lists and figures; they and their former versions stay readable."""
    return _execute(statements.MARK_DELETED, ids=list(ids), now=now)


def restore(formers: Sequence[FormerVersion], *, now: datetime) -> int:
    """Make locked rows say again what these former versions say. The version number goes on counting."""
    ids = [former.pk for former in formers]
    restored = _execute(statements.RESTORE, ids=ids, now=now)
    _execute(statements.DROP_CHECKS, ids=[former.interaction_id for former in formers])
    _execute(statements.RESTORE_CHECKS, ids=ids)
    _look_later(former.interaction_id for former in formers)
    return restored


def _drop_other_checks(candidates: Sequence[Candidate]) -> None:
    ids = [candidate.id for candidate in candidates]
    rows = [(candidate.id, *check) for candidate in candidates for check in candidate.checks]
    if rows:
        _write(statements.DROP_OTHER_CHECKS, statements.CHECK_COLUMNS, rows, ids=ids)
    else:
        _execute(statements.DROP_CHECKS, ids=ids)


def _look_later(ids: Iterable[UUID]) -> None:
    """Leave word that these notes are new, for whoever looks through them (touchpoints/said)."""
    found = list(ids)
    if found:
        _execute(statements.LEAVE_WORD, id=new_id(), ids=found)


def _insert_checks(candidates: Iterable[Candidate], *, by: Actor, now: datetime) -> None:
    rows = [(candidate.id, *check) for candidate in candidates for check in candidate.checks]
    if rows:
        _write(statements.INSERT_CHECKS, statements.CHECK_COLUMNS, rows, judged_by=by.member_id, now=now)


def _values(candidates: Iterable[Candidate]) -> list[tuple[Any, ...]]:
    return [candidate.values for candidate in candidates]


def _write(statement: str, columns: Mapping[str, str], rows: incoming.Rows, **values: Any) -> int:
    """Run a statement over this batch; says how many rows it wrote."""
    table, sent = incoming.table(columns, rows)
    return _execute(statement.replace("INCOMING", table), **sent, **values)


def _execute(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"organization": acting_organization_id(), **values})
        return int(cursor.rowcount)


def _fetch(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"organization": acting_organization_id(), **values})
        return list(cursor.fetchall())
