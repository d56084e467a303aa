"""Starting, stopping and discarding a timer. What is measured is one's own: no verb touches another member's timer."""

from datetime import datetime

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit import refusals, running
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.interactions.models import Interaction
from touchpoints.journeys.models import Touchpoint
from touchpoints.timer.models import Timer


class AlreadyRunning(refusals.Refusal):
    """Nobody talks to two customers at once; `timer` is the one that runs."""

    def __init__(self, timer: Timer) -> None:
        whom = f" for {timer.customer}" if timer.customer else ""
        super().__init__(f"Your timer is running already{whom}. Stop or discard it first.")
        self.timer = timer


class TimerGone(refusals.Refusal):
    """It was logged or discarded meanwhile."""

    def __init__(self) -> None:
        super().__init__("This timer was logged or discarded already.")


def start(
    *,
    by: Actor,
    now: datetime,
    member: Membership,
    customer: Customer | None = None,
    touchpoint: Touchpoint | None = None,
    presence_kind: str = "",
) -> Timer:
    """Start a member's timer. Pressed twice for the same customer, one runs. Raises AlreadyRunning."""
    about = {"customer": customer, "touchpoint": touchpoint, "presence_kind": presence_kind}
    try:
        with transaction.atomic():
            timer = Timer(member=member, started_at=now, **about)
            timer.save(force_insert=True)
            audit.record(verb="timer.started", by=by, subject=timer)
    except IntegrityError:
        current = Timer.rows().select_related("customer").filter(member=member, stopped_at=None, discarded_at=None).first()
        if current is None:
            raise
        if customer is None or current.customer_id != customer.pk:
            raise AlreadyRunning(current) from None
        return current
    running.forget(member)
    return timer


def stop(*, by: Actor, now: datetime, timer: Timer) -> Timer:
    """Stop it; the time then waits to be logged. A stopped one stays as it was. Raises TimerGone."""
    with transaction.atomic():
        row = _lock(timer)
        if row.discarded_at is not None or row.interaction_id is not None:
            raise TimerGone
        if row.stopped_at is None:
            row.stopped_at = max(now, row.started_at)
            row.save(update_fields=["stopped_at"])
            audit.record(verb="timer.stopped", by=by, subject=row)
    running.forget(row.member)
    return row


def discard(*, by: Actor, now: datetime, timer: Timer) -> None:
    """It measured nothing worth keeping. `bring_back` undoes it. Raises TimerGone when it is logged."""
    with transaction.atomic():
        row = _lock(timer)
        if row.interaction_id is not None:
            raise TimerGone
        if row.discarded_at is None:
            row.discarded_at = now
            row.save(update_fields=["discarded_at"])
            audit.record(verb="timer.discarded", by=by, subject=row)
    running.forget(row.member)


def bring_back(*, by: Actor, timer: Timer) -> None:
    """Take discarding back: it runs on as if nothing had happened, or waits again. Raises AlreadyRunning."""
    try:
        with transaction.atomic():
            row = _lock(timer)
            if row.discarded_at is not None:
                row.discarded_at = None
                row.save(update_fields=["discarded_at"])
                audit.record(verb="timer.returned", by=by, subject=row)
    except IntegrityError:
        raise AlreadyRunning(
            Timer.rows().select_related("customer").get(member=timer.member_id, stopped_at=None, discarded_at=None)
        ) from None
    running.forget(row.member)


def mark_logged(*, by: Actor, now: datetime, timer: Timer, interaction: Interaction) -> None:
    """The time is in this interaction now; one that ran on stops. Logged already, nothing changes. Raises TimerGone."""
    with transaction.atomic():
        row = _lock(timer)
        if row.interaction_id == interaction.pk:
            return
        if row.discarded_at is not None or row.interaction_id is not None:
            raise TimerGone
        row.stopped_at = row.stopped_at or max(now, row.started_at)
        row.interaction = interaction
        row.save(update_fields=["stopped_at", "interaction"])
        audit.record(verb="timer.logged", by=by, subject=row, interaction=str(interaction.pk))
    running.forget(row.member)


def _lock(timer: Timer) -> Timer:
    return Timer.rows().select_for_update(of=("self",)).select_related("member").get(pk=timer.pk)
