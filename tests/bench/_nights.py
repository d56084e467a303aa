"""Summing up: everything there is, then night after night, then what changed late (goals 4, 5 and 6)."""

import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connections

from metrics.rollups import running
from tests.bench import _pairs

NIGHTS = 7
# What any sum of everything must do at least, and of one day of everybody.
_EVERYTHING = """
SELECT count(*) FROM (SELECT organization_id, local_day, touchpoint_id, outcome, count(*) FROM touchpoints_interaction
                       WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4) AS one
"""
_ONE_DAY = """
SELECT count(*) FROM (
  SELECT i.organization_id, i.touchpoint_id, i.outcome, count(*) FROM presence_organization o
    JOIN touchpoints_interaction i ON i.organization_id = o.id AND i.local_day = %(day)s
   WHERE i.deleted_at IS NULL GROUP BY 1, 2, 3) AS one
"""
# Single interactions of days far apart, each judged anew, of organizations with fewer than so many. %(seed)s draws others each
# time.
_CHANGE = """
WITH drawn AS (
  SELECT d.organization_id, d.day FROM metrics_daytotal d JOIN metrics_standing s USING (organization_id)
   WHERE d.interactions > 0 AND d.day > %(since)s AND s.summed < %(below)s
   ORDER BY md5(d.organization_id::text || d.day || %(seed)s) LIMIT %(days)s)
UPDATE touchpoints_interaction i SET outcome = CASE outcome WHEN 'kept' THEN 'broken_judged' ELSE 'kept' END
  FROM drawn CROSS JOIN LATERAL (
    SELECT id FROM touchpoints_interaction f WHERE f.organization_id = drawn.organization_id AND f.local_day = drawn.day
       AND f.deleted_at IS NULL LIMIT 1) AS first
 WHERE i.id = first.id
"""
LATE_DAYS = 200


def sums(*, end: datetime) -> Iterator[str]:
    """Everything up to a week before the end, then one night after the other."""
    floor = _pairs.timed(lambda: _ask(_EVERYTHING))
    runs = list(_everything(end - timedelta(days=NIGHTS)))
    total = sum(took for took, _ in runs)
    made, longest = sum(done for _, done in runs), max(runs)[0]
    yield f"everything: {made:,} sums in {total:.1f} s, {len(runs)} runs, the longest {longest:.1f} s"
    yield f"its floor {floor:.1f} s, {total / floor:.1f} times"
    yield from _nights(end, total)


def _nights(end: datetime, total: float) -> Iterator[str]:
    pairs = []
    for back in range(NIGHTS - 1, -1, -1):
        now = end - timedelta(days=back)
        one_day = partial(_ask, _ONE_DAY, day=now.date() - timedelta(days=1))
        floor = min(_pairs.timed(one_day) for _ in range(2))
        began = time.perf_counter()
        done = running.roll_up(now=now)
        pairs.append((floor, time.perf_counter() - began, done))
    for floor, took, done in pairs:
        yield f"night: {done:,} sums in {took * 1000:,.0f} ms, floor {floor * 1000:,.0f} ms, {took / floor:.1f} times"
    yield f"night against floor {_pairs.spread([took / floor for floor, took, _ in pairs])}"
    yield f"everything against a night {_pairs.spread([total / took for _, took, _ in pairs])}"


def late(*, end: datetime, pairs: int) -> Iterator[str]:
    """Days of many organizations change, and are brought up."""
    for _ in _everything(end):
        pass
    for whose, below in (("organizations without parts of months", running.LARGE), ("all organizations", sys.maxsize)):
        taken = []
        for seed in range(pairs + 1):
            values = {"since": end.date() - timedelta(days=270), "days": LATE_DAYS, "seed": f"{time.time()}{seed}"}
            _ask(_CHANGE, below=below, **values)
            taken.append(_pairs.timed(lambda: running.roll_up(now=end)) * 1000 / LATE_DAYS)
        yield f"late: {LATE_DAYS} days of {whose}, ms a day with writing {_pairs.spread(taken[1:])}"


def _everything(now: datetime) -> Iterator[tuple[float, int]]:
    done = 1
    while done:
        began = time.perf_counter()
        done = running.roll_up(now=now)
        yield time.perf_counter() - began, done


def _ask(statement: str, **values: date | int | str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
