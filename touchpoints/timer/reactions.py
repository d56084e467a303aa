"""What becomes of timers when two customers are merged, one is erased, or a member leaves (settings.REACTIONS)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.timer import actions, reading
from touchpoints.timer.models import Timer


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """The time was spent with the one that stays."""
    theirs = Timer.rows().filter(customer=former_id)
    moved["timer"] = list(theirs.values_list("pk", flat=True))
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    Timer.rows().filter(customer=customer_id, pk__in=moved.get("timer", [])).update(customer=former_id)


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    """Nobody is left who could stop it."""
    current = reading.current(member.pk)
    if current:
        actions.discard(by=by, now=now, timer=current)
