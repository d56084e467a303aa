"""An organization that moves to another time zone: the day of every interaction is counted anew, and with it every figure."""

from typing import Any

from django.db import connection, transaction

from metrics.rollups.models import Standing
from presence.audit import actions as audit
from presence.tenancy.actors import SYSTEM, Actor
from presence.tenancy.models import Organization
from presence.tenancy.scope import acting_organization_id

# Interactions that one transaction counts anew: writers of the same rows wait for a second at most.
BATCH = 20_000

_RECOUNT = """
UPDATE touchpoints_interaction SET local_day = (occurred_at AT TIME ZONE %(zone)s)::date
 WHERE organization_id = %(organization)s AND id IN (
   SELECT id FROM touchpoints_interaction
    WHERE organization_id = %(organization)s AND local_day <> (occurred_at AT TIME ZONE %(zone)s)::date
    LIMIT %(batch)s)
"""


def organization_changed(*, organization: Organization, by: Actor, changes: dict[str, Any]) -> None:
    """Remember which zone the days are of, until all of them are of the new one (settings.REACTIONS)."""
    if "time_zone" in changes:
        Standing.rows().get_or_create(defaults={"time_zone": changes["time_zone"][0]})


def recount(*, organization: Organization, batch: int = BATCH) -> int:
    """Count the days of all interactions in the organization's zone of now; says how many moved to another day.

    Each batch is a transaction of its own: broken off, the next run goes on. The marks that the moved interactions leave bring
    the sums up.
    """
    moved, zone = 0, organization.time_zone
    while done := _recount_some(zone, batch):
        moved += done
    with transaction.atomic():
        if Standing.rows().exclude(time_zone=zone).update(time_zone=zone):
            audit.record(verb="days.recounted", by=SYSTEM, moved=moved, time_zone=zone)
    return moved


def _recount_some(zone: str, batch: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"organization": acting_organization_id(), "zone": zone, "batch": batch})
        return int(cursor.rowcount)
