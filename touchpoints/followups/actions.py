"""Saying that one comes back to a customer, moving it to another day or person, and doing it."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.followups.models import LONGEST, FollowUp
from touchpoints.interactions.models import Interaction


class DayIsOver(refusals.Refusal):
    """Nobody can come back yesterday."""

    def __init__(self) -> None:
        super().__init__("This day is over. Choose today or a later day.", pointer="due_date")


class DoneAlready(refusals.Refusal):
    """What is done is not moved; a new one is made."""

    def __init__(self) -> None:
        super().__init__("This follow-up is done already. Open it again, or make a new one.")


def add(
    *,
    by: Actor,
    customer: Customer,
    member: Membership,
    due_date: date,
    today: date,
    words: str = "",
    interaction: Interaction | None = None,
    id: UUID | None = None,
) -> FollowUp:
    """Come back to the customer on a day. With an `id` or a contact that has one, it is not made twice. Raises DayIsOver."""
    if due_date < today:
        raise DayIsOver
    row = FollowUp(customer=customer, member=member, due_date=due_date, words=_plain(words), interaction=interaction)
    if id is not None:
        row.pk = id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record(verb="followup.added", by=by, subject=row, due_date=due_date.isoformat())
    except IntegrityError:
        made = _made_before(row)
        if made is None:
            raise
        return made
    return row


@transaction.atomic
def change(
    *,
    by: Actor,
    followup: FollowUp,
    today: date,
    due_date: date | None = None,
    member: Membership | None = None,
    words: str | None = None,
) -> FollowUp:
    """Move it to another day or person, or say it otherwise; what is not given stays. Raises DayIsOver, DoneAlready."""
    row = _lock(followup)
    if row.done_at is not None:
        raise DoneAlready
    before = (row.due_date, row.member_id, row.words)
    if due_date is not None and due_date != row.due_date and due_date < today:
        raise DayIsOver
    row.due_date = due_date or row.due_date
    row.member_id = member.pk if member else row.member_id
    row.words = row.words if words is None else _plain(words)
    if before != (row.due_date, row.member_id, row.words):
        row.save(update_fields=["due_date", "member", "words"])
        audit.record(verb="followup.moved", by=by, subject=row, due_date=row.due_date.isoformat())
    return row


@transaction.atomic
def finish(*, by: Actor, now: datetime, followup: FollowUp) -> FollowUp:
    """It is done. Done already, it stays as it was."""
    row = _lock(followup)
    if row.done_at is None:
        row.done_at, row.done_by_id = now, by.member_id
        row.save(update_fields=["done_at", "done_by"])
        audit.record(verb="followup.done", by=by, subject=row)
    return row


@transaction.atomic
def reopen(*, by: Actor, followup: FollowUp) -> None:
    """Not done after all."""
    row = _lock(followup)
    if row.done_at is not None:
        row.done_at, row.done_by = None, None
        row.save(update_fields=["done_at", "done_by"])
        audit.record(verb="followup.reopened", by=by, subject=row)


def _plain(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:LONGEST]


def _made_before(row: FollowUp) -> FollowUp | None:
    """The one that the same form or the same contact made."""
    same = FollowUp.rows().filter(pk=row.pk).first()
    return same or (FollowUp.rows().filter(interaction=row.interaction_id).first() if row.interaction_id else None)


def _lock(followup: FollowUp) -> FollowUp:
    return FollowUp.rows().select_for_update().get(pk=followup.pk)
