"""A member's own calendars and appointments, with what counts of each in words. Nobody else's are ever read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from presence.kit import keyset, words
from presence.tenancy.models import Membership
from touchpoints.calendars import counting
from touchpoints.calendars.models import Appointment, MemberCalendar

NEWEST = keyset.Order("newest", "Latest first", "starts_at", descending=True, newest_id_first=True)
MOST_OPEN = 20
LEFT_OUT = {
    "all_day": "all-day event",
    "repeats_oddly": "event that repeats in an unusual way",
    "unreadable": "event that cannot be read",
}
_WHY_NOT = {
    "canceled": "Does not count: it was canceled.",
    "declined": "Does not count: you declined it.",
    "free": "Does not count: your calendar shows the time as free.",
    "too_long": "Does not count: it lasts more than 12 hours.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An appointment, and what counts of it. `may_drop` and `may_return` say which answer is left to give."""

    row: Appointment
    told: str
    may_drop: bool
    may_return: bool


def of(member: Membership) -> QuerySet[MemberCalendar]:
    """The calendars of one person."""
    return MemberCalendar.rows().filter(member=member.pk, removed_at=None)


def appointments(member: Membership) -> QuerySet[Appointment]:
    """What was found in them."""
    return Appointment.rows().filter(calendar__member=member.pk, calendar__removed_at=None)


def open_questions(member: Membership, now: datetime) -> list[Appointment]:
    """Appointments that are over and count only when the member says with whom they were, the latest first."""
    asked = appointments(member).filter(answer="", left_out="", ends_at__lte=now).exclude(found_by="address")
    return list(asked.select_related("customer", "calendar")[:MOST_OPEN])


def page(member: Membership, *, now: datetime, after: str) -> tuple[list[Shown], str]:
    """One page of appointments that are settled or ahead, and the mark of the next page."""
    listed = appointments(member).exclude(found_by__in=["several", "title"], answer="")
    part = keyset.page(listed, NEWEST, {"id": "id"}, after=after)
    ids = [row["id"] for row in part.rows]
    rows = Appointment.rows().select_related("customer", "interaction", "calendar").in_bulk(ids)
    return [_shown(rows[id], now) for id in ids if id in rows], part.after


def left_out(calendar: MemberCalendar) -> str:
    """What the last reading left out without looking further, as "3 all-day events"."""
    counted = [(calendar.left_out.get(name), noun) for name, noun in LEFT_OUT.items()]
    return ", ".join(words.count(number, noun) for number, noun in counted if isinstance(number, int) and number)


def told(row: Appointment, now: datetime) -> str:
    """What counts of an appointment, and why not more."""
    if row.left_out:
        return _WHY_NOT.get(row.left_out, "Does not count.")
    if row.answer == Appointment.Answer.NO:
        return "Does not count: you said so."
    if counting.is_by_hand(row):
        return "Somebody changed or deleted the contact. It stays as they left it."
    if row.ends_at > now:
        return "Counts when it is over."
    return _counted(row)


def _counted(row: Appointment) -> str:
    long = int((row.ends_at - row.starts_at).total_seconds())
    taken = [
        (row.logged, "{time} of it you had logged already"),
        (row.elsewhere, "{time} of it another appointment has"),
    ]
    reasons = [said.format(time=_time(seconds)) for seconds, said in taken if seconds]
    if not reasons:
        return f"{_time(row.counted)} counts." if row.counted else f"{_time(long)}, not counted yet."
    count = f"{_time(row.counted)} counts" if row.counted else "nothing is added"
    return f"{_time(long)}: {', '.join([*reasons, count])}."


def source(interaction_id: UUID) -> str:
    """Where an interaction comes from, when it comes from a calendar (settings.INTERACTION_SOURCES)."""
    return "A member’s calendar" if Appointment.rows().filter(interaction=interaction_id).exists() else ""


def exported(member: Membership, *, now: datetime) -> Iterator[list[Any]]:
    """A header and every appointment of one's own."""
    yield [
        "calendar",
        "begins",
        "ends",
        "title",
        "customer",
        "kind",
        "counted_minutes",
        "logged_minutes",
        "other_minutes",
        "told",
    ]
    rows = appointments(member).select_related("calendar", "customer", "interaction").order_by("-starts_at", "-id")
    for row in rows.iterator(chunk_size=500):
        numbers = [round(seconds / 60, 2) for seconds in (row.counted, row.logged, row.elsewhere)]
        kind = row.presence_kind or row.calendar.presence_kind
        yield [row.calendar.name, row.starts_at, row.ends_at, row.title, row.customer.name, kind, *numbers, told(row, now)]


def _shown(row: Appointment, now: datetime) -> Shown:
    is_no = row.answer == Appointment.Answer.NO
    return Shown(row, told(row, now), may_drop=row.may_count and not counting.is_by_hand(row), may_return=is_no)


def _time(seconds: int) -> str:
    return words.minutes(seconds / 60) if seconds >= 60 else words.count(seconds, "second")
