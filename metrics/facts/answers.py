"""Distributions of response times: how many answers lie in each bucket, in all or by group.

`width_bucket` over the edges of metrics/calculators/distributions.py is what `bucket` there is.
"""

from collections.abc import Iterable
from typing import Any

from metrics.facts import counting
from metrics.facts.counting import Question
from metrics.facts.dimensions import DIMENSIONS

Spread = dict[int, int]


def statement(question: Question) -> str:
    """Rows of group, bucket and count; the group is of the first dimension, or nothing."""
    by = DIMENSIONS[question.group_by[0]].value if question.group_by else "NULL"
    where = " AND ".join([counting.WHERE, *(f"i.{condition}" for condition in question.filters.conditions()[0])])
    return (
        f"SELECT {by}, width_bucket(i.response_seconds, %(edges)s::int[]) AS bucket, count(*) FROM touchpoints_interaction i "
        f"WHERE {where} AND i.response_seconds IS NOT NULL GROUP BY 1, 2"
    )


def merged(rows: Iterable[tuple[Any, int, int]]) -> tuple[Spread, dict[Any, Spread]]:
    """The distribution of all, and of each group by its value."""
    whole: Spread = {}
    groups: dict[Any, Spread] = {}
    for value, bucket, count in rows:
        group = groups.setdefault(value, {})
        group[bucket] = group.get(bucket, 0) + int(count)
        whole[bucket] = whole.get(bucket, 0) + int(count)
    return whole, groups
