"""Reading subscribed calendars: every hour, and when their member asks. The network is asked outside of a transaction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from presence.kit import refusals
from presence.tenancy.actors import SYSTEM, Actor
from touchpoints.calendars import actions, counting, fetching, files, rules
from touchpoints.calendars.models import Appointment, MemberCalendar

EVERY = timedelta(minutes=55)  # the tick comes every ten minutes
# A whole reading each day, changed or not: whose address became a customer's since, and which events came near since.
WHOLE_EVERY = timedelta(hours=20)


def look(*, now: datetime) -> None:
    """Read what is due in the acting organization, and count everybody's appointments anew. Call it outside a transaction."""
    with transaction.atomic():
        live = MemberCalendar.rows().filter(removed_at=None).select_related("member__user", "organization")
        calendars = list(live)
    for calendar in calendars:
        if calendar.way == MemberCalendar.Way.ADDRESS and (calendar.tried_at is None or now - calendar.tried_at >= EVERY):
            refresh(by=SYSTEM, now=now, calendar=calendar)
    for member in {one.member_id: one.member for one in calendars}.values():
        counting.recount(by=SYSTEM, now=now, member=member)
    forget_old(now=now)


def refresh(*, by: Actor, now: datetime, calendar: MemberCalendar, whole: bool = False) -> str:
    """Read one calendar now; says in words what is wrong with it, or nothing. What was read before stays when it fails."""
    is_whole = whole or calendar.whole_at is None or now - calendar.whole_at >= WHOLE_EVERY
    known = {} if is_whole else {"etag": calendar.etag, "last_modified": calendar.last_modified}
    try:
        answer = fetching.fetch(actions.address_of(calendar), **known)
        if answer.body is None:
            _remember(calendar, now, "")
        else:
            found = read(answer.body, calendar=calendar, now=now)
            about = {"etag": answer.etag, "last_modified": answer.last_modified}
            actions.take(by=by, now=now, calendar=calendar, found=found, **about)
    except refusals.Refusal as refusal:
        _remember(calendar, now, refusal.words)
        return refusal.words
    return ""


def read(raw: bytes, *, calendar: MemberCalendar, now: datetime) -> files.Found:
    """The events of a file, as this calendar's member sees them. Raises files.NoCalendar."""
    return files.read(raw, now=now, zone=calendar.organization.zone, own=calendar.member.user.email)


@transaction.atomic
def forget_old(*, now: datetime) -> None:
    """Titles go with the span that is read, and so do appointments that became nothing."""
    old = Appointment.rows().filter(starts_at__lt=now - rules.BACK - timedelta(days=1))
    old.filter(interaction=None).delete()
    old.exclude(title="").update(title="")


@transaction.atomic
def _remember(calendar: MemberCalendar, now: datetime, problem: str) -> None:
    """That it was tried, and how that went. It fails since the first of the tries that failed."""
    row = MemberCalendar.rows().select_for_update(of=("self",)).filter(~Q(sealed_address=""), pk=calendar.pk).first()
    if row is None:
        return
    row.tried_at, row.problem = now, problem[:300]
    row.failing_since = (row.failing_since or now) if problem else None
    row.read_at = row.read_at if problem else now
    row.save(update_fields=["tried_at", "problem", "failing_since", "read_at"])
