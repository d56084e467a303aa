"""Wanting the week's figures by mail, or no more."""

from django.db import transaction

from metrics.weekly.models import WeeklyReader
from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy import countries
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership


class UnknownZone(refusals.Refusal):
    """No clock on earth goes by this name."""

    def __init__(self) -> None:
        super().__init__("Choose a time zone from the list.", pointer="time_zone")


def start(*, by: Actor, member: Membership, time_zone: str) -> None:
    """From next Monday on, in the morning of this zone. Said again, the last zone holds. Raises UnknownZone."""
    if not countries.is_zone(time_zone):
        raise UnknownZone
    with transaction.atomic():
        row, is_new = WeeklyReader.rows().get_or_create(member=member, defaults={"time_zone": time_zone})
        if not is_new and row.time_zone == time_zone:
            return
        WeeklyReader.rows().filter(pk=row.pk).update(time_zone=time_zone)
        audit.record(verb="weekly_mail.wanted", by=by, subject=member, time_zone=time_zone)


def stop(*, by: Actor, member: Membership) -> None:
    """No more of them. Said twice, nothing changes."""
    with transaction.atomic():
        deleted, _ = WeeklyReader.rows().filter(member=member).delete()
        if deleted:
            audit.record(verb="weekly_mail.stopped", by=by, subject=member)


def zone_of(member: Membership) -> str:
    """In which zone's morning this member is written to; empty when they want no mail."""
    row = WeeklyReader.rows().filter(member=member).first()
    return row.time_zone if row else ""
