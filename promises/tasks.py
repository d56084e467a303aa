"""Every background job of this floor."""

from django.utils import timezone

from presence.tenancy import directory
from presence.tenancy.models import Organization
from presence.tenancy.tasks import each, organization_task, tick
from promises.marks import reminders


@tick
def remind_readers() -> None:
    each(remind_readers_of, directory.organization_ids())


@organization_task(atomic=True)
def remind_readers_of(organization: Organization) -> None:
    reminders.remind(organization=organization, now=timezone.now())
