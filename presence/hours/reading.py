"""What the rows say, for pages and for other rooms."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from presence.hours import rules
from presence.hours.models import Absence, Calendar, FrontlineHours, Holiday, Opening
from presence.kit.clock import Hours
from presence.kit.clock import Opening as Span
from presence.tenancy.models import Organization


def usual(organization: Organization) -> Hours:
    """The usual business hours; until an owner sets them, Monday to Friday from 9 to 17 in the organization's zone."""
    calendar = Calendar.rows().filter(is_usual=True).first()
    return hours_of(calendar) if calendar else Hours(organization.zone, rules.USUAL_WEEK)


def hours_of(calendar: Calendar) -> Hours:
    """A calendar as the business clock takes it (presence.kit.clock)."""
    week: dict[int, list[Span]] = {}
    for opening in Opening.rows().filter(calendar=calendar):
        week.setdefault(opening.weekday, []).append(Span(opening.begins, opening.ends))
    return Hours(calendar.zone, week, {one.day: one.name for one in Holiday.rows().filter(calendar=calendar)})


def minutes_there(organization: Organization, members: Iterable[UUID], first: date, last: date) -> dict[UUID, int]:
    """Frontline minutes of each member from `first` to `last`, both included: hours less absences and usual holidays."""
    ids = list(members)
    patterns: dict[UUID, list[rules.Pattern]] = {one: [] for one in ids}
    away: dict[UUID, list[tuple[date, date]]] = {one: [] for one in ids}
    for hours in FrontlineHours.rows().filter(member_id__in=ids, from_day__lte=last):
        patterns[hours.member_id].append(rules.Pattern(hours.from_day, hours.minutes))
    for absence in Absence.rows().filter(member_id__in=ids, first_day__lte=last, last_day__gte=first):
        away[absence.member_id].append((absence.first_day, absence.last_day))
    closed = usual(organization).holidays
    return {one: rules.minutes_there(patterns[one], away[one], closed, first, last) for one in ids}
