"""What becomes of appointments when customers are merged or erased, or a member leaves (settings.REACTIONS)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from presence.customers import erasing
from presence.customers.erasing import Erased
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.calendars import actions
from touchpoints.calendars.models import Appointment, MemberCalendar
from touchpoints.interactions.erasing import holding


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """They were with the one that stays."""
    theirs = Appointment.rows().filter(customer=former_id)
    moved["appointment"] = list(theirs.values_list("pk", flat=True))
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    Appointment.rows().filter(customer=customer_id, pk__in=moved.get("appointment", [])).update(customer=former_id)


def customer_erased(*, erased: Erased) -> None:
    """Titles that name somebody go, and are not read from the calendar again; what counted stays."""
    theirs = Appointment.rows().filter(customer=erased.customer_id)
    erasing.forget_entries(erased, list(theirs.values_list("pk", flat=True)))
    if erased.is_whole:
        theirs.filter(interaction=None).delete()
    holding(theirs, "title", erased).update(title="", title_gone=True)


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    """Nobody is left to whom they belong: secrets and titles go, and what counted stays."""
    for calendar in MemberCalendar.rows().filter(member=member, removed_at=None):
        actions.remove(by=by, now=now, calendar=calendar, keep=True)
