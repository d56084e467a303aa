"""Bringing the sums up to date. The work itself is in the database, as the role presence_rollup (migration 0002)."""

from datetime import date, datetime

from django.db import connection

from metrics.rollups.models import Standing
from presence.tenancy.scope import acting_organization_id

# Pairs of organization and day that one statement takes: seconds even on a busy machine, far from a worker's time limit.
MOST = 500
# From so many interactions on the parts of months are made once the month is over (migration 0009): half of what makes the
# planner read them.
LARGE = 5_000
# From so many on the month that runs has parts, too, and each night adds to them. Up to 40,000 a month are read as they are.
HUGE = 1_000_000

_RUN = "SELECT metrics_roll_up(%s, %s)"
_MARK = """
INSERT INTO metrics_changedday (id, organization_id, day)
SELECT gen_random_uuid(), %(organization)s, day FROM (
  SELECT local_day AS day FROM touchpoints_interaction
   WHERE organization_id = %(organization)s AND local_day BETWEEN %(first)s AND %(last)s AND deleted_at IS NULL
   UNION SELECT day FROM metrics_daytotal WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
) AS held
"""
_LEFT = """
SELECT count(DISTINCT c.day) FROM metrics_changedday c JOIN presence_organization o ON o.id = c.organization_id
 WHERE c.organization_id = %(organization)s AND c.day < (%(now)s AT TIME ZONE o.time_zone)::date
"""


def roll_up(*, now: datetime, most: int = MOST) -> int:
    """Sum up what is over and has changed, of every organization; says how many sums were written.

    Harmless when it comes twice: what is summed up has no mark any more, and while one runs another leaves with 0. A night that
    was missed is caught up by the next run, because marks wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RUN, [now, most])
        return int(cursor.fetchone()[0])


def mark(*, first: date, last: date) -> int:
    """Have these days of the acting organization summed up anew; says how many."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"organization": acting_organization_id(), "first": first, "last": last})
        return int(cursor.rowcount)


def left(*, now: datetime) -> int:
    """How many days of the acting organization are over and wait to be summed up."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"organization": acting_organization_id(), "now": now})
        return int(cursor.fetchone()[0])


def standing() -> Standing | None:
    """How far the sums of the acting organization are."""
    return Standing.rows().first()
