"""Every background job of this floor."""

import time

from django.utils import timezone

from metrics.rollups import running, zones
from metrics.weekly import mailing
from presence.tenancy import directory
from presence.tenancy.models import Organization
from presence.tenancy.tasks import each, organization_task, sweep, tick

# How long the minute's tick goes on while there is more to sum up: it is over before the next one.
SECONDS = 30


@sweep
def roll_up() -> None:
    until = time.monotonic() + SECONDS
    while running.roll_up(now=timezone.now()) and time.monotonic() < until:
        pass


@tick
def recount_moved_days() -> None:
    each(recount_moved_days_of, directory.organization_ids_with("moved_days"))


@organization_task(atomic=False)
def recount_moved_days_of(organization: Organization) -> None:
    zones.recount(organization=organization)


@tick
def mail_weeks() -> None:
    each(mail_weeks_of, directory.organization_ids())


@organization_task(atomic=False)
def mail_weeks_of(organization: Organization) -> None:
    mailing.write(organization=organization, now=timezone.now())
