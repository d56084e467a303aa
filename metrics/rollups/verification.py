"""The check of `manage.py verify`: the sums say what the interactions say (reliability.md P6)."""

from collections.abc import Iterator

from metrics.calculators import distributions
from metrics.calculators.counters import COUNTERS
from metrics.facts import counting, measures
from presence.tenancy.scope import acting_organization_id

_MINE = "i.organization_id = %(organization)s AND i.deleted_at IS NULL"
_PACKED = """coalesce((SELECT array_agg(bucket::bigint * 4294967296 + held ORDER BY bucket) FROM (
  SELECT width_bucket(i.response_seconds, %(edges)s::int[]) AS bucket, count(*) AS held FROM touchpoints_interaction i
   WHERE {where} AND i.response_seconds IS NOT NULL GROUP BY 1) AS one), '{{}}')"""
_SUMMED_DAY = "total.day NOT IN (SELECT day FROM metrics_changedday WHERE organization_id = %(organization)s)"


def sums() -> Iterator[str]:
    """Each day and each part of a month whose sums differ from its interactions, of the acting organization."""
    for (day,) in _rows(_days()):
        yield f"The sums of {day} are not those of its interactions."
    for month, dimension, key in _rows(_months()):
        yield f"The sums of {month:%Y-%m}, {dimension} {key or 'none'}, are not those of its interactions."
    for (day,) in _rows(_UNMARKED):
        yield f"The interactions of {day} are in no sum, and nothing says that they should be."


def _rows(statement: str) -> list[tuple[object, ...]]:
    return counting.fetch(statement, {"organization": acting_organization_id(), "edges": list(distributions.EDGES)})


def _days() -> str:
    of_day = f"{_MINE} AND i.local_day = total.day"
    return f"""
SELECT total.day FROM metrics_daytotal total CROSS JOIN LATERAL (SELECT {_counted()} WHERE {of_day}) AS again
 WHERE total.organization_id = %(organization)s AND {_SUMMED_DAY}
   AND ({_listed("total")}, total.answered) IS DISTINCT FROM ({_listed("again")}, {_PACKED.format(where=of_day)})
 ORDER BY 1"""


def _months() -> str:
    """Those without a mark, on itself or on a day it holds; it holds the days that have sums of their own."""
    of_part = f"""{_MINE} AND i.local_day >= total.month AND i.local_day < total.month + interval '1 month'
   AND EXISTS (SELECT FROM metrics_daytotal d WHERE d.organization_id = %(organization)s AND d.day = i.local_day)
   AND {_KEY} = total.key"""
    return f"""
SELECT total.month, total.dimension, total.key FROM metrics_monthtotal total
 CROSS JOIN LATERAL (SELECT {_counted()} WHERE {of_part}) AS again
 WHERE total.organization_id = %(organization)s
   AND total.month NOT IN (SELECT month FROM metrics_changedmonth WHERE organization_id = %(organization)s)
   AND total.month NOT IN (SELECT date_trunc('month', c.day)::date FROM metrics_changedday c
                             JOIN metrics_daytotal d ON d.organization_id = c.organization_id AND d.day = c.day
                            WHERE c.organization_id = %(organization)s)
   AND ({_listed("total")}, total.answered) IS DISTINCT FROM ({_listed("again")}, {_PACKED.format(where=of_part)})
 ORDER BY 1, 2, 3"""


_KEY = """CASE total.dimension WHEN 'touchpoint' THEN i.touchpoint_id::text WHEN 'team' THEN coalesce(i.team_id::text, '')
    WHEN 'segment' THEN i.segment WHEN 'mode' THEN i.mode WHEN 'version' THEN coalesce(i.map_version::text, '')
    ELSE i.handled_by END"""

_UNMARKED = """
SELECT DISTINCT local_day FROM touchpoints_interaction i
 WHERE i.organization_id = %(organization)s AND i.deleted_at IS NULL
   AND NOT EXISTS (SELECT FROM metrics_daytotal d WHERE d.organization_id = i.organization_id AND d.day = i.local_day)
   AND NOT EXISTS (SELECT FROM metrics_changedday c WHERE c.organization_id = i.organization_id AND c.day = i.local_day)
 ORDER BY 1
"""


def _counted() -> str:
    return f"{measures.columns(COUNTERS, verdict=measures.STORED_VERDICT)} FROM {measures.source(COUNTERS)}"


def _listed(name: str) -> str:
    return ", ".join(f"{name}.{counter}" for counter in COUNTERS)
