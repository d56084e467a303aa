"""One letter a day at most to whoever has promises unread: on working days, in the organization's morning.

The row of a day is written with the letter, in one transaction, and its key lets a tick that runs twice write nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.template.loader import render_to_string

from presence.audit import actions as audit
from presence.kit import addresses
from presence.tenancy import reactions
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization
from promises.marks import reading
from promises.marks.models import Reminder, ReminderStop
from promises.record import reading as record
from promises.record.models import Promise

MORNING = range(8, 12)
SATURDAY = 5
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Named:
    """A promise as the letter names it."""

    title: str
    customer: str
    number: int
    url: str


def remind(*, organization: Organization, now: datetime) -> int:
    """Write today's letters of the acting organization that are not written yet; returns how many. Idempotent."""
    local = now.astimezone(organization.zone)
    if local.hour not in MORNING or local.weekday() >= SATURDAY:
        return 0
    return sum(_remind_one(member, organization, local) for member in _willing(local.date()))


def stop(*, by: Actor, now: datetime, member: Membership) -> None:
    """No more reminders to this member, until they want them again."""
    with transaction.atomic():
        row = ReminderStop(member=member, stopped_at=now)
        ReminderStop.objects.bulk_create([row], ignore_conflicts=True)
        if ReminderStop.rows().filter(pk=row.pk).exists():
            audit.record(verb="reminders.stopped", by=by, subject=member)


def resume(*, by: Actor, member: Membership) -> None:
    """Reminders again."""
    with transaction.atomic():
        deleted, _ = ReminderStop.rows().filter(member=member).delete()
        if deleted:
            audit.record(verb="reminders.resumed", by=by, subject=member)


def are_wanted(member: Membership) -> bool:
    return not ReminderStop.rows().filter(member=member).exists()


def _willing(day: date) -> Iterable[Membership]:
    """Members who want letters and have none of this day."""
    members = Membership.rows().filter(removed_at=None, user__is_active=True).select_related("user")
    silent = set(ReminderStop.rows().values_list("member_id", flat=True))
    reminded = set(Reminder.rows().filter(day=day).values_list("member_id", flat=True))
    return [member for member in members.order_by("pk") if member.pk not in silent | reminded]


def _remind_one(member: Membership, organization: Organization, local: datetime) -> bool:
    """A letter about what was unread when the day began."""
    midnight = datetime.combine(local.date(), time(), tzinfo=organization.zone)
    unread = reading.written_before(reading.unread_by(member), midnight)
    rows = list(unread.select_related("customer").order_by("-updated_at", "-id")[: MOST_NAMED + 1])
    if not rows:
        return False
    amount = unread.count() if len(rows) > MOST_NAMED else len(rows)
    with transaction.atomic():
        reminder = Reminder(member=member, day=local.date(), unread=amount)
        Reminder.objects.bulk_create([reminder], ignore_conflicts=True)
        if not Reminder.rows().filter(pk=reminder.pk).exists():
            return False
        _write_letter(member, organization, reminder, rows[:MOST_NAMED], midnight)
    return True


def _write_letter(
    member: Membership, organization: Organization, reminder: Reminder, rows: Sequence[Promise], midnight: datetime
) -> None:
    filled = {
        "organization": organization,
        "amount": reminder.unread,
        "promises": _named(organization, rows),
        "more": reminder.unread - len(rows),
        "list_url": _url(organization, "promises/?unread=on"),
        "stop_url": _url(organization, "reminders/"),
    }
    reactions.react(
        "letter.needed",
        occasion=f"unread:{member.pk}:{reminder.day}",
        to=member.user.email,
        subject=render_to_string("emails/promises/unread.subject.txt", filled),
        text=render_to_string("emails/promises/unread.txt", filled),
        html=render_to_string("emails/promises/unread.html", filled),
        not_after=midnight.replace(hour=23, minute=59),
    )


def _named(organization: Organization, rows: Sequence[Promise]) -> list[Named]:
    current = record.current([row.pk for row in rows])
    return [
        Named(
            current[row.pk].title or "Erased",
            row.customer.name,
            row.current_number,
            _url(organization, f"promises/{row.pk}/"),
        )
        for row in rows
    ]


def _url(organization: Organization, path: str) -> str:
    return addresses.site(addresses.mounted(organization.slug, path))
