"""The worker's side of an import: chunk after chunk, each in its own transaction, under a lease.

1. Claim: a conditional update gives this worker the import for half a minute; each saved chunk extends that.
2. Work: a chunk reads, checks, writes or undoes some rows and says which fields of the import changed.
3. Save: those fields are saved in the chunk's transaction, under the condition that the import is still in the same state and
   the lease still ours. If not (canceled, or another worker took over), the chunk is rolled back.

So a worker may be killed at any instant: its chunk never happened, and another worker goes on when the lease is over.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from presence.audit import actions as audit
from presence.imports import checking, reading, running, tally
from presence.imports.models import Import
from presence.imports.plan import plan_for
from presence.imports.reading import TooManyRows
from presence.kit.ids import new_id
from presence.tenancy.actors import SYSTEM

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 20.0
CHUNK_SECONDS = 2.0
CHUNK_ROWS = (500, 5_000)
LEASE = timedelta(seconds=30)
ATTEMPTS = 3
State = Import.State
WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)
Step = Callable[..., dict[str, Any]]


def advance(*, import_id: UUID, now: datetime, seconds: float = BUDGET_SECONDS) -> bool:
    """Work on an import for a while; True when there is more to do. Call it outside a transaction.

    Does nothing when another worker holds it or it needs no work.
    """
    lease = new_id()
    if not _claim(import_id, lease):
        return False
    try:
        is_unfinished = _work(import_id, lease, now, time.monotonic() + seconds)
    except TooManyRows as error:
        _fail(import_id, lease, now, str(error))
        return False
    except Exception:
        logger.exception("A chunk of the import %s failed.", import_id)
        return _count_failure(import_id, lease, now)
    _release(import_id, lease)
    return is_unfinished


def _work(import_id: UUID, lease: UUID, now: datetime, stop_at: float) -> bool:
    limit = CHUNK_ROWS[0]
    while time.monotonic() < stop_at:
        began = time.monotonic()
        if not _do_chunk(import_id, lease, now, limit):
            return False
        limit = next_limit(limit, time.monotonic() - began)
    return True


def next_limit(limit: int, took: float) -> int:
    """How many rows the next chunk takes, so that one lasts about two seconds: progress moves, and little is lost on a kill.

    Cancel does not wait for a chunk: it takes the import's row at once, and the chunk is rolled back.
    """
    wanted = int(limit * min(4.0, CHUNK_SECONDS / max(took, 0.001)))
    return max(CHUNK_ROWS[0], min(CHUNK_ROWS[1], wanted))


def _do_chunk(import_id: UUID, lease: UUID, now: datetime, limit: int) -> bool:
    """One chunk in one transaction; False when the work is done or no longer ours."""
    with transaction.atomic():
        source = Import.rows().select_related("made_by__user").filter(pk=import_id, lease=lease, state__in=WORKING).first()
        if source is None:
            return False
        changed = _step(source)(source, plan_for(source, now=now), limit=limit)
        held = Import.rows().filter(pk=import_id, lease=lease, state=source.state)
        if not held.update(**changed, failures=0, leased_until=Now() + LEASE):
            transaction.set_rollback(True)
            return False
    return "state" not in changed


def _step(source: Import) -> Step:
    if source.state == State.RUNNING:
        return running.run_some
    if source.state == State.UNDOING:
        return running.undo_some
    return checking.check_some if source.read_to >= source.size else reading.read_some


def _claim(import_id: UUID, lease: UUID) -> bool:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        waiting = Import.rows().filter(free, pk=import_id, state__in=WORKING)
        return waiting.update(lease=lease, leased_until=Now() + LEASE) == 1


def _release(import_id: UUID, lease: UUID) -> None:
    with transaction.atomic():
        Import.rows().filter(pk=import_id, lease=lease).update(lease=None, leased_until=None)


def _count_failure(import_id: UUID, lease: UUID, now: datetime) -> bool:
    """Try again a few times, then give up with words; what was written stays and can be undone."""
    with transaction.atomic():
        mine = Import.rows().filter(pk=import_id, lease=lease)
        mine.update(failures=F("failures") + 1, lease=None, leased_until=None)
        failures = Import.rows().filter(pk=import_id).values_list("failures", flat=True).first() or 0
    if failures < ATTEMPTS:
        return True
    _fail(import_id, None, now, "Something unexpected stopped this import. Try again, or ask whoever runs Presence for you.")
    return False


def _fail(import_id: UUID, lease: UUID | None, now: datetime, reason: str) -> None:
    with transaction.atomic():
        source = Import.rows().filter(pk=import_id, lease=lease, state__in=WORKING).first()
        if source is None:
            return
        if source.started_at is not None:
            tally.close_rows(source)
        source.state, source.finished_at, source.reason, source.counts = State.FAILED, now, reason, tally.outcomes(source)
        source.lease = source.leased_until = None
        source.save()
        audit.record(verb="import.failed", by=SYSTEM, subject=source, kind=source.kind, reason=reason)


def waiting() -> list[UUID]:
    """Imports of the acting organization that need a worker and have none."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    return list(Import.rows().filter(free, state__in=WORKING).values_list("pk", flat=True))
