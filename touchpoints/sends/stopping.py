"""Canceling what waits, for rooms that forbid it. What is on its way has left, and the guards refuse the rest anyway."""

from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower, Now

from touchpoints.sends import states
from touchpoints.sends.models import Message, State

WAITING = (State.QUEUED, State.HELD)
LONGEST_REASON = 300


def cancel_queued(
    *, words: str, customer_id: UUID | None = None, automation_id: UUID | None = None, address: str = "", kind: str = ""
) -> int:
    """Cancel the waiting messages of a customer, of an automation, or to an address (of one kind); gives how many."""
    rows = Message.rows().filter(state__in=WAITING)
    if customer_id:
        rows = rows.filter(customer=customer_id)
    if automation_id:
        rows = rows.filter(automation=automation_id)
    if address:
        rows = rows.annotate(address_norm=Lower("address")).filter(address_norm=address.lower())
    if kind:
        rows = rows.filter(kind=kind)
    if not (customer_id or automation_id or address):
        raise TypeError("Say whose messages are canceled.")
    return states.in_order(rows).update(
        state=State.CANCELED, reason=words[:LONGEST_REASON], reason_code="forbidden", leased_until=None
    )


def address_suppressed(*, address: str, kind: str, words: str, is_pace: bool) -> None:
    """Somebody wants no more of it: nothing waits for them any longer. Who wants less often keeps what waits, for later."""
    if is_pace:
        return
    rows = Message.rows().filter(state__in=WAITING).annotate(address_norm=Lower("address")).filter(address_norm=address.lower())
    if kind:
        rows = rows.filter(kind=kind)
    states.in_order(rows).update(
        state=State.SUPPRESSED, reason=words[:LONGEST_REASON], reason_code="suppressed", leased_until=None
    )


def delivery_resumed() -> None:
    """What the kill switch held back is looked at at once."""
    _ask_again(Message.rows().filter(reason_code="stopped"))


def automation_resumed(*, automation_id: UUID) -> None:
    """What waited for an automation to go on is looked at at once."""
    _ask_again(Message.rows().filter(automation=automation_id, reason_code__in=["automation_paused", "automation_stopped"]))


def _ask_again(held: QuerySet[Message]) -> None:
    states.in_order(held.filter(state=State.HELD)).update(state=State.QUEUED, due_at=Now())
