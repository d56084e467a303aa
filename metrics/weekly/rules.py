"""When a member's week is written about. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from presence.kit.windows import Window

MORNING = time(7)
# A mail that could not be written on Monday, because nothing ran or the organization's Sunday was not over, is written later.
LATEST = timedelta(days=2)


def due_monday(now: datetime, zone: ZoneInfo, organization_today: date) -> date | None:
    """The Monday whose mail is due to somebody in this zone; None when none is, or the organization's week is not over."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    begins = datetime.combine(monday, MORNING, tzinfo=zone)
    is_due = begins <= local < datetime.combine(monday + LATEST, time(), tzinfo=zone)
    return monday if is_due and organization_today >= monday else None


def week_before(monday: date) -> Window:
    """The whole week that ended on the day before."""
    return Window(monday - timedelta(days=7), monday - timedelta(days=1))


def not_after(monday: date, zone: ZoneInfo) -> datetime:
    """When the figures are no news any more."""
    return datetime.combine(monday + LATEST, time(), tzinfo=zone)
