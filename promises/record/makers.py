"""Whose promise it is: who made it, or whoever answers for it since."""

from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.record.models import Promise


class UnknownMaker(refusals.Refusal):
    """Who answers for a promise is an active member."""

    def __init__(self) -> None:
        super().__init__("Choose a member of the organization who still works here.", pointer="maker")


def hand_over(*, by: Actor, now: datetime, promise: Promise, maker: Membership) -> None:
    """Put somebody else's name on a promise; its words and its chain stay. Raises UnknownMaker."""
    with transaction.atomic():
        locked = Promise.rows().select_for_update().get(pk=promise.pk)
        if not maker.is_active or maker.organization_id != locked.organization_id:
            raise UnknownMaker
        if locked.made_by_id == maker.pk:
            return
        former, locked.made_by, locked.updated_at = locked.made_by_id, maker, now
        locked.save(update_fields=["made_by", "updated_at"])
        audit.record(
            verb="promise.handed_over", by=by, subject=locked, former=str(former) if former else None, maker=str(maker.pk)
        )
