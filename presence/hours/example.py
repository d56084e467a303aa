"""When the example organization is there: business hours with holidays, and everybody's frontline hours and absences."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from presence.hours import actions
from presence.hours.rules import USUAL_WEEK
from presence.kit.clock import Opening
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role

EMERGENCY = {weekday: (Opening(7 * 60, 22 * 60),) for weekday in range(6)}
WITH_LUNCH = {weekday: (Opening(8 * 60 + 30, 12 * 60 + 30), Opening(13 * 60 + 15, 17 * 60 + 30)) for weekday in USUAL_WEEK}
HOLIDAYS = ((1, 1, "New Year’s Day"), (5, 1, "Labor Day"), (7, 21, "National Day"), (12, 25, "Christmas Day"))

# Minutes a day, Monday first: calls and mail; the rest is the work on site, driving and parts.
FULL = (90, 90, 90, 90, 60, 0, 0)
PART = (90, 90, 90, 0, 0, 0, 0)
LEADING = (30, 45, 30, 45, 30, 0, 0)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Hours for the office and the emergency line, and for everybody who meets customers; two were ill, one will be away."""
    today = now.date()
    holidays = {date(year, month, day): name for year in (today.year, today.year + 1) for month, day, name in HOLIDAYS}
    about: dict[str, Any] = {"by": by, "calendar": None, "time_zone": "Europe/Brussels", "holidays": holidays}
    actions.save_calendar(name="Office", week=WITH_LUNCH, is_usual=True, **about)
    actions.save_calendar(name="Emergency line", week=EMERGENCY, is_usual=False, **about | {"holidays": {}})
    agents = list(Membership.rows().filter(role=Role.AGENT).order_by("joined_at", "id"))
    began = today - timedelta(days=200)
    for place, member in enumerate(agents):
        actions.set_frontline_hours(by=by, member=member, from_day=began, minutes=PART if place == 1 else FULL)
    for member in Membership.rows().filter(role=Role.LEADER):
        actions.set_frontline_hours(by=by, member=member, from_day=began, minutes=LEADING)
    for member, first, days in ((agents[0], -41, 5), (agents[1], -40, 4), (agents[2], 15, 5)):
        away = today + timedelta(days=first)
        actions.add_absence(by=by, member=member, first_day=away, last_day=away + timedelta(days=days - 1))
