"""What the load of people holds beside their contacts: handoffs that wait for an answer, and contacts begun after hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from metrics.facts.measures import PEOPLE
from presence.kit.clock import Hours
from presence.kit.windows import Window
from presence.tenancy.scope import acting_organization_id

DAY_MINUTES = 24 * 60
# Each contact is looked at by itself; over more than these the share is left out, and the page says to choose fewer days.
MOST_CONTACTS = 200_000

# A handoff is of the team of whoever has it now; one that nobody has is of no team, and of the whole.
_WAITING = """
SELECT moment.place, member.team_id, count(*)
  FROM unnest(%(ends)s::timestamptz[]) WITH ORDINALITY AS moment(at, place)
  JOIN touchpoints_handoff h ON h.organization_id = %(organization)s AND h.opened_at < moment.at
   AND (h.handed_back_at IS NULL OR h.handed_back_at >= moment.at)
  LEFT JOIN presence_membership member ON member.organization_id = h.organization_id AND member.id = h.claimed_by_id
 GROUP BY 1, 2
"""
_AFTER = f"""
SELECT sum(i.seconds) FILTER (WHERE local.at::date = ANY(%(closed)s::date[]) OR get_bit(%(open)s,
           (extract(isodow FROM local.at)::int - 1) * {DAY_MINUTES}
           + extract(hour FROM local.at)::int * 60 + extract(minute FROM local.at)::int) = 0),
       sum(i.seconds)
  FROM touchpoints_interaction i CROSS JOIN LATERAL (SELECT i.occurred_at AT TIME ZONE %(zone)s AS at) AS local
 WHERE i.organization_id = %(organization)s AND i.deleted_at IS NULL AND i.local_day BETWEEN %(first)s AND %(last)s
   AND i.seconds IS NOT NULL AND {PEOPLE} AND (%(team)s::uuid IS NULL OR i.team_id = %(team)s::uuid)
"""  # noqa: S608  # only constants are put in


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open handoffs at the end of days, by day and team."""

    counts: dict[tuple[date, UUID | None], int]

    def of(self, day: date, team: UUID | None = None) -> int:
        """Of a team; of everybody, those that nobody has too, without one."""
        if team is not None:
            return self.counts.get((day, team), 0)
        return sum(count for (counted, _), count in self.counts.items() if counted == day)


def waiting(days: Sequence[date], *, zone: ZoneInfo, now: datetime) -> Waiting:
    """The acting organization's handoffs that were open when each of these days ended; of a day that has not, as of now."""
    ends = [min(now, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)) for day in days]
    rows = _rows(_WAITING, {"organization": acting_organization_id(), "ends": ends})
    return Waiting({(days[int(place) - 1], team): count for place, team, count in rows})


def after_hours(hours: Hours, window: Window, *, team: UUID | None) -> float | None:
    """The share of the acting organization's contact minutes that began outside business hours; None without minutes."""
    given = {"organization": acting_organization_id(), "first": window.first, "last": window.last, "team": team}
    about = {"zone": hours.zone.key, "open": open_minutes(hours), "closed": list(hours.holidays)}
    [(after, everything)] = _rows(_AFTER, given | about)
    return float(after or 0) / float(everything) if everything else None


def open_minutes(hours: Hours) -> bytes:
    """A bit for each minute of a week, Monday first, as PostgreSQL's get_bit reads them."""
    bits = bytearray(7 * DAY_MINUTES // 8)
    for weekday, openings in hours.week.items():
        for opening in openings:
            for minute in range(weekday * DAY_MINUTES + opening.begins, weekday * DAY_MINUTES + opening.ends):
                bits[minute // 8] |= 1 << minute % 8
    return bytes(bits)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
