"""Setting business hours, and the frontline hours and absences of members."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from presence.audit import actions as audit
from presence.hours import rules
from presence.hours.models import Absence, Calendar, FrontlineHours, Holiday, Opening
from presence.kit.ids import new_id
from presence.kit.refusals import Refusal
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership


class CalendarTaken(Refusal):
    """Another calendar has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There are already business hours named “{name}”. Choose another name.", pointer="name")


class StaleCalendar(Refusal):
    """Somebody else changed it meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed these hours meanwhile. What you wrote stands here; saving again replaces theirs."
        )


class UsualStays(Refusal):
    """The usual hours cannot go before others are the usual ones."""

    def __init__(self) -> None:
        super().__init__("These are the usual hours. Make others the usual ones first.")


class CalendarInUse(Refusal):
    """Something else is counted in these hours."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” is in use: people answer customers in these hours. Give them other hours first.")


class AbsenceOverlaps(Refusal):
    """Some of the days are an absence already."""

    def __init__(self) -> None:
        super().__init__("Some of these days are an absence already. Change the days, or remove the other absence.")


def save_calendar(
    *,
    by: Actor,
    calendar: Calendar | None,
    expected_version: int = 0,
    name: str,
    time_zone: str,
    week: rules.Week,
    holidays: Mapping[date, str],
    is_usual: bool,
) -> Calendar:
    """Make business hours, or replace what they hold. The first ones are the usual ones.

    Raises CalendarTaken and StaleCalendar.
    """
    with transaction.atomic():
        usual = Calendar.rows().select_for_update().filter(is_usual=True).first()
        row = Calendar.objects.select_for_update().get(pk=calendar.pk) if calendar else Calendar(id=new_id(), version=0)
        if row.version != expected_version:
            raise StaleCalendar
        row.name, row.time_zone, row.version = name, time_zone, row.version + 1
        row.is_usual = is_usual or usual is None or usual.pk == row.pk
        if row.is_usual and usual is not None and usual.pk != row.pk:
            Calendar.rows().filter(pk=usual.pk).update(is_usual=False)
        _save(row)
        _fill(row, week, holidays)
        audit.record(verb="hours.changed" if calendar else "hours.added", by=by, subject=row, name=name)
    return row


def delete_calendar(*, by: Actor, calendar: Calendar) -> None:
    """Delete business hours that are not the usual ones. Raises UsualStays and CalendarInUse."""
    with transaction.atomic():
        row = Calendar.objects.select_for_update().get(pk=calendar.pk)
        if row.is_usual:
            raise UsualStays
        _empty(row)
        audit.record(verb="hours.deleted", by=by, subject=row, name=row.name)
        try:
            row.delete()
        except ProtectedError as error:
            raise CalendarInUse(row.name) from error


def set_frontline_hours(*, by: Actor, member: Membership, from_day: date, minutes: Sequence[int]) -> FrontlineHours:
    """Say how many minutes of each weekday (Monday first) a member is there, from a day on. Set again, the last word holds."""
    with transaction.atomic():
        row, _made = FrontlineHours.rows().update_or_create(
            member=member, from_day=from_day, defaults={"minutes": list(minutes)}, create_defaults={"minutes": list(minutes)}
        )
        audit.record(verb="member.hours_set", by=by, subject=member, from_day=from_day.isoformat(), weekly=sum(minutes))
    return row


def forget_frontline_hours(*, by: Actor, hours: FrontlineHours) -> None:
    """Take one change of hours back; what held before holds on."""
    with transaction.atomic():
        audit.record(verb="member.hours_removed", by=by, subject=hours.member, from_day=hours.from_day.isoformat())
        hours.delete()


def add_absence(*, by: Actor, member: Membership, first_day: date, last_day: date) -> Absence:
    """Say on which days, both included, a member is away. Raises AbsenceOverlaps."""
    try:
        with transaction.atomic():
            row = Absence.objects.create(member=member, first_day=first_day, last_day=last_day)
            audit.record(verb="member.absence_added", by=by, subject=member, **_days(row))
    except IntegrityError as error:
        raise AbsenceOverlaps from error
    return row  # type: ignore[no-any-return]


def remove_absence(*, by: Actor, absence: Absence) -> None:
    with transaction.atomic():
        audit.record(verb="member.absence_removed", by=by, subject=absence.member, **_days(absence))
        absence.delete()


def _days(absence: Absence) -> dict[str, Any]:
    return {"first_day": absence.first_day.isoformat(), "last_day": absence.last_day.isoformat()}


def _save(row: Calendar) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise CalendarTaken(row.name) from error


def _fill(row: Calendar, week: rules.Week, holidays: Mapping[date, str]) -> None:
    _empty(row)
    Opening.objects.bulk_create(
        Opening(calendar=row, weekday=weekday, begins=one.begins, ends=one.ends)
        for weekday, openings in week.items()
        for one in openings
    )
    Holiday.objects.bulk_create(Holiday(calendar=row, day=day, name=name) for day, name in holidays.items())


def _empty(row: Calendar) -> None:
    Opening.rows().filter(calendar=row).delete()
    Holiday.rows().filter(calendar=row).delete()
