"""The same answer as counting.py gives, read from sums (metrics/rollups) and, for what they do not hold, from interactions.

One statement, so that marks, sums and interactions are of one moment. It adds up three parts:
1. sums of what has not changed since it was summed up;
2. interactions of the other days: marked ones, today among them, and days of months of which only a part is asked for;
3. the difference that time has made to the first part: open commitments that are overdue as of now, and were not when stored.
"""

from collections.abc import Sequence

from metrics.facts import measures
from metrics.facts.counting import Question, bit
from metrics.facts.dimensions import Dimension
from metrics.facts.planning import Source

_DAYS = """
marked AS MATERIALIZED (
  SELECT DISTINCT day FROM metrics_changedday WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
), summed AS MATERIALIZED (
  SELECT day, date_trunc('month', day)::date AS month, day IN (SELECT day FROM marked) AS changed FROM metrics_daytotal
   WHERE organization_id = %(organization)s AND day BETWEEN %(first)s AND %(last)s
), whole AS MATERIALIZED (
  SELECT month FROM summed GROUP BY month
  HAVING NOT bool_or(changed)
     AND NOT EXISTS (SELECT FROM metrics_changedmonth c WHERE c.organization_id = %(organization)s AND c.month = summed.month)
     AND NOT EXISTS (SELECT FROM metrics_daytotal d WHERE d.organization_id = %(organization)s AND d.interactions > 0
                        AND d.day >= summed.month AND d.day < summed.month + interval '1 month'
                        AND NOT d.day BETWEEN %(first)s AND %(last)s)
), single AS MATERIALIZED (
  SELECT day FROM marked UNION SELECT day FROM summed WHERE month NOT IN (SELECT month FROM whole)
)
"""
# As the index of open commitments has it: what is done has an outcome, so it is never unchecked with its time passed. They are
# few, which the planner does not know: asked for their days, too, it would look through all interactions of these days.
_OVERDUE = """
overdue AS MATERIALIZED (
  SELECT i.* FROM touchpoints_interaction i
   WHERE i.organization_id = %(organization)s AND i.deleted_at IS NULL AND i.outcome = 'unchecked' AND i.done_at IS NULL
     AND i.promised_by IS NOT NULL AND i.promised_by < %(as_of)s
)
"""
# Which days are read from the interactions, by where the sums come from.
_RAW = {"days": "marked", "months": "single"}


def statement(question: Question, sources: dict[str, Source]) -> str:
    """Rows as counting.told reads them."""
    branches = [_branch(question, None, sources, 2 ** len(question.dimensions) - 1)]
    for place, dimension in enumerate(question.dimensions):
        which = 2 ** len(question.dimensions) - 1 - bit(question.dimensions, place)
        branches.append(_branch(question, dimension, sources, which))
    apart = [_apart(question, sources, source) for source in dict.fromkeys(sources.values())]
    return f"WITH {', '.join([_DAYS, _OVERDUE, *apart])} {' UNION ALL '.join(branches)}"


def spread_statement(question: Question, sources: dict[str, Source]) -> str:
    """Rows as answers.merged reads them. Time changes no response, so there is no third part."""
    by = question.dimensions[0] if question.group_by else None
    source = sources[by.name if by else ""]
    where = " AND ".join([_MINE, *_conditions(question), "i.response_seconds IS NOT NULL"])
    return (
        f"WITH {_DAYS} SELECT value, bucket, sum(held)::bigint FROM ("
        "SELECT summed.value, packed / 4294967296 AS bucket, packed %% 4294967296 AS held "
        f"FROM ({_sums(question, by, source, ['answered'])}) AS summed CROSS JOIN unnest(summed.answered) AS packed UNION ALL "
        f"SELECT {by.value if by else 'NULL'}, width_bucket(i.response_seconds, %(edges)s::int[]), count(*) "
        f"FROM touchpoints_interaction i WHERE {where} AND {_of_days(source)} "
        "GROUP BY 1, 2) AS part GROUP BY 1, 2"
    )


def _apart(question: Question, sources: dict[str, Source], source: Source) -> str:
    """The interactions of days that these sums do not hold, counted once for every grouping that is read from them."""
    grouped = _grouped(question, sources, source)
    which = f"grouping({', '.join(one.value for one in grouped)})" if grouped else "0"
    values = [f"{one.value} AS {one.name}_value" for one in grouped]
    sets = [*(["()"] if sources[""] == source else []), *(f"({one.value})" for one in grouped)]
    columns = ", ".join([f"{which} AS which", *values, measures.columns(_needed(question), verdict=measures.LIVE_VERDICT)])
    where = " AND ".join([_MINE, *_conditions(question), _of_days(source)])
    rows = measures.source(_needed(question))
    return f"{source}_apart AS (SELECT {columns} FROM {rows} WHERE {where} GROUP BY GROUPING SETS ({', '.join(sets)}))"


def _grouped(question: Question, sources: dict[str, Source], source: Source) -> list[Dimension]:
    return [one for one in question.dimensions if sources[one.name] == source]


def _of_days(source: Source) -> str:
    return f"i.local_day = ANY(ARRAY(SELECT day FROM {_RAW[source]}))"


def _branch(question: Question, by: Dimension | None, sources: dict[str, Source], which: int) -> str:
    """The rows of one grouping, or the one row of the whole."""
    summed = ", ".join(f"sum(part.{name})::{_type(name)} AS {name}" for name in _needed(question))
    value = f"part.value AS by_{by.name}, " if by else ""
    group = "GROUP BY part.value HAVING sum(part.interactions) > 0" if by else ""
    parts = " UNION ALL ".join(_parts(question, by, sources))
    counted = f"SELECT {value}{summed} FROM ({parts}) AS part {group}"
    named = ", ".join(column for one in question.dimensions for column in _named(one, one is by))
    shown = ", ".join(f"coalesce(counted.{name}, 0)" for name in question.counters)
    columns = f"{which}, {named + ', ' if named else ''}{shown}"
    return f"SELECT {columns} FROM ({counted}) AS counted {by.join if by else ''}"


def _named(dimension: Dimension, is_shown: bool) -> tuple[str, str, str]:
    if is_shown:
        return f"counted.by_{dimension.name}", f"{dimension.key}::text", f"{dimension.label}::text"
    return f"NULL::{dimension.type}", "NULL::text", "NULL::text"


def _parts(question: Question, by: Dimension | None, sources: dict[str, Source]) -> list[str]:
    needed, source = _needed(question), sources[by.name if by else ""]
    grouped = _grouped(question, sources, source)
    which = 2 ** len(grouped) - 1 - (bit(grouped, grouped.index(by)) if by else 0)
    inside = ("i.local_day BETWEEN %(first)s AND %(last)s", f"NOT {_of_days(source)}")
    overdue = f"{measures.source(needed, rows='overdue')} WHERE {' AND '.join([_MINE, *_conditions(question), *inside])}"
    value, group = (by.value, f"GROUP BY {by.value}") if by else ("NULL", "")
    return [
        _sums(question, by, source, needed),
        f"SELECT {f'{by.name}_value' if by else 'NULL'}, {', '.join(needed)} FROM {source}_apart WHERE which = {which}",
        f"SELECT {value}, {measures.differences(needed)} FROM {overdue} {group}",
    ]


_MINE = "i.organization_id = %(organization)s AND i.deleted_at IS NULL"


def _sums(question: Question, by: Dimension | None, source: Source, names: Sequence[str]) -> str:
    columns = ", ".join(f"i.{name}" for name in names)
    if source == "days":
        value = by.value if by else "NULL"
        return (
            f"SELECT {value} AS value, {columns} FROM (SELECT d.*, d.day AS local_day FROM metrics_daytotal d "
            "WHERE d.organization_id = %(organization)s AND d.day BETWEEN %(first)s AND %(last)s "
            "AND d.day NOT IN (SELECT day FROM marked)) AS i"
        )
    filtered = next(iter(question.filters.given), "")
    dimension = filtered or (by.name if by else "")
    key = " AND i.key = %(summed_key)s" if filtered else ""
    return (
        f"SELECT {_value_of_month(by)} AS value, {columns} FROM metrics_monthtotal i WHERE i.organization_id = "
        f"%(organization)s AND i.dimension = '{dimension}'{key} AND i.month IN (SELECT month FROM whole)"
    )


def _value_of_month(by: Dimension | None) -> str:
    if by is None:
        return "NULL"
    if by.is_time:
        return "i.month"
    return "i.key" if by.type == "text" else f"nullif(i.key, '')::{by.type}"


def _conditions(question: Question) -> Sequence[str]:
    return [f"i.{condition}" for condition in question.filters.conditions()[0]]


def _needed(question: Question) -> list[str]:
    """The counters, and how many interactions there are: a group without any is none."""
    return list(dict.fromkeys(["interactions", *question.counters]))


def _type(name: str) -> str:
    return "numeric" if name.endswith("squares") or name.startswith("squares") else "bigint"
