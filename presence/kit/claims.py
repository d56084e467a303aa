"""Queues in PostgreSQL: the row is the truth, workers claim rows, and no row is handed over twice.

A row moves queued → sending → sent. Each step is a conditional update, so that of two workers one wins. A worker that dies
while `sending` leaves a row nobody can judge: it becomes uncertain, is shown to a person and is never sent again by a machine.
All times are the database's.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

CLAIM_LASTS = timedelta(seconds=120)
SENDING_LASTS = timedelta(seconds=45)
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))


class Queued(models.Model):
    """A row that workers claim for a while, when it is due. `attempts` numbers the claims."""

    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Claimable(Queued):
    """A row of a queue of mail to members. `reason` says why it waits, failed or is uncertain."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Uncertain"
        FAILED = "failed", "Failed"
        CANCELED = "canceled", "Canceled"

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    not_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Queued)
State = Claimable.State


def claim(rows: models.QuerySet[Row], *, limit: int) -> list[Row]:
    """Claim due rows for a while, oldest first. Rows that another worker holds are skipped."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        due = rows.filter(free, state=State.QUEUED, due_at__lte=Now()).order_by("due_at", "pk")
        chosen = list(due.select_for_update(skip_locked=True)[:limit])
        ids = [row.pk for row in chosen]
        rows.filter(pk__in=ids).update(leased_until=Now() + CLAIM_LASTS, attempts=F("attempts") + 1)
    for row in chosen:
        row.attempts += 1
    return chosen


def begin(row: Claimable) -> bool:
    """Mark a claimed row as being sent, just before it is; False when the claim is lost or the row was canceled."""
    return _move(row, [State.QUEUED], State.SENDING, attempts=row.attempts, leased_until=Now() + SENDING_LASTS)


def finish(row: Claimable, **wiped: Any) -> None:
    """The other side has it, even when this took so long that the row was called uncertain meanwhile."""
    _move(row, [State.SENDING, State.UNCERTAIN], State.SENT, sent_at=Now(), reason="", **wiped)


def retry(row: Claimable, reason: str) -> None:
    """It is certain that the other side does not have it: wait and try again, or give up after the last try."""
    if row.attempts > len(RETRY_AFTER):
        give_up(row, reason)
    else:
        wait = RETRY_AFTER[row.attempts - 1]
        _move(row, [State.QUEUED, State.SENDING], State.QUEUED, due_at=Now() + wait, leased_until=None, reason=reason[:300])


def give_up(row: Claimable, reason: str) -> None:
    """It is certain that the other side does not have it and never will."""
    _move(row, [State.QUEUED, State.SENDING], State.FAILED, reason=reason[:300])


def doubt(row: Claimable, reason: str) -> None:
    """Nobody can tell whether the other side has it."""
    _move(row, [State.SENDING], State.UNCERTAIN, reason=reason[:300])


def give_back(rows: Iterable[Claimable]) -> None:
    """Let go of claimed rows that were not begun."""
    for row in rows:
        _move(row, [State.QUEUED], State.QUEUED, attempts=row.attempts, leased_until=None)


def cancel(rows: models.QuerySet[Row], reason: str) -> int:
    """Cancel what is not on its way yet; returns how many."""
    return rows.filter(state=State.QUEUED).update(state=State.CANCELED, reason=reason)


def tidy(rows: models.QuerySet[Row]) -> None:
    """Call the rows of dead workers uncertain, and cancel what came too late to be of use."""
    lost = rows.filter(state=State.SENDING, leased_until__lt=Now())
    lost.update(state=State.UNCERTAIN, reason="The worker stopped while this was on its way.")
    cancel(rows.filter(not_after__lt=Now()), "Too late to be of use.")


def _move(row: Claimable, sources: list[State], target: State, *, attempts: int | None = None, **fields: Any) -> bool:
    rows = type(row)._default_manager.filter(pk=row.pk, state__in=sources)
    if attempts is not None:
        rows = rows.filter(attempts=attempts)
    with transaction.atomic():
        moved = rows.update(state=target, **fields)
    return moved == 1
