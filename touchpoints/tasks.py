"""Every background job of this floor."""

from django.utils import timezone

from presence.tenancy import directory
from presence.tenancy.models import Organization
from presence.tenancy.tasks import each, organization_task, tick
from touchpoints.automations import stopping
from touchpoints.calendars import looking as calendars
from touchpoints.incoming import looking as mailboxes
from touchpoints.interactions import commitments, overdue
from touchpoints.journeys import publishing
from touchpoints.playbooks import reminding
from touchpoints.reach import probing
from touchpoints.said import actions as said
from touchpoints.sends import delivering, looking, pace, recording, turns


@tick
def break_overdue_commitments() -> None:
    each(break_overdue_commitments_of, directory.organization_ids_with("commitments"))


@organization_task(atomic=True)
def break_overdue_commitments_of(organization: Organization) -> None:
    now = timezone.now()
    overdue.break_commitments(now=now)
    commitments.find_overdue(now=now)


@tick
def probe_ways_to_a_person() -> None:
    each(probe_ways_to_a_person_of, directory.organization_ids())


@organization_task(atomic=False)
def probe_ways_to_a_person_of(organization: Organization) -> None:
    probing.probe_due(now=timezone.now())


@tick
def begin_map_versions() -> None:
    each(begin_map_version_of, directory.organization_ids_with("versions"))


@organization_task(atomic=False)
def begin_map_version_of(organization: Organization) -> None:
    publishing.apply_due(now=timezone.now())


@tick
def look_for_mail() -> None:
    each(look_for_mail_of, directory.organization_ids_with("mailboxes"))


@organization_task(atomic=False)
def look_for_mail_of(organization: Organization) -> None:
    mailboxes.look_for_mail(now=timezone.now())


@tick
def read_calendars() -> None:
    each(read_calendars_of, directory.organization_ids_with("calendars"))


@organization_task(atomic=False)
def read_calendars_of(organization: Organization) -> None:
    calendars.look(now=timezone.now())


@tick
def look_through_notes() -> None:
    each(look_through_notes_of, directory.organization_ids_with("notes"))


@organization_task(atomic=True)
def look_through_notes_of(organization: Organization) -> None:
    said.look_through()


@tick
def remind_playbook_owners() -> None:
    each(remind_playbook_owners_of, directory.organization_ids())


@organization_task(atomic=True)
def remind_playbook_owners_of(organization: Organization) -> None:
    reminding.remind(organization=organization, now=timezone.now())


@tick
def stop_automations() -> None:
    each(stop_automations_of, directory.organization_ids_with("automations"))


@organization_task(atomic=True)
def stop_automations_of(organization: Organization) -> None:
    stopping.look(now=timezone.now())


@tick
def look_for_occasions() -> None:
    each(look_for_occasions_of, directory.organization_ids_with("automations"))


@organization_task(atomic=False)
def look_for_occasions_of(organization: Organization) -> None:
    looking.look(now=timezone.now())


@tick
def send_messages() -> None:
    each(send_messages_of, turns.line_up(directory.organization_ids_with("messages")))


@organization_task(atomic=False)
def send_messages_of(organization: Organization) -> None:
    """One turn. Whoever had a full batch lines up again, behind everybody else who waits."""
    turns.begin(organization.pk)
    limit = pace.limit(delivering.BATCH)
    claimed = delivering.deliver(organization, clock=timezone.now, limit=limit)
    if claimed == limit:
        each(send_messages_of, turns.line_up([organization.pk]))
    if claimed:
        record_sent_messages_of.delay(str(organization.pk))


@tick
def record_sent_messages() -> None:
    """What a worker that died had sent is recorded, too."""
    each(record_sent_messages_of, directory.organization_ids())


@organization_task(atomic=True)
def record_sent_messages_of(organization: Organization) -> None:
    """As many as one statement takes; when there were more, once more."""
    if recording.record(now=timezone.now()) == recording.MOST:
        record_sent_messages_of.delay(str(organization.pk))
