"""Distributions of response times: how many answers lie in each bucket, in all or by group."""

from typing import Any

from django.db import connection

from metrics.calculators import distributions
from metrics.facts import counting
from metrics.facts.counting import Question
from metrics.facts.dimensions import DIMENSIONS

Spread = dict[int, int]


def spreads(question: Question) -> tuple[Spread, dict[Any, Spread]]:
    """The distribution of the whole window, and of each group of the first dimension by its value."""
    by = DIMENSIONS[question.group_by[0]].value if question.group_by else "NULL::int"
    conditions = "".join(f" AND i.{condition}" for condition in question.filters.conditions()[0])
    statement = (
        f"SELECT {by}, width_bucket(i.response_seconds, %(edges)s::int[]) AS bucket, count(*) "
        f"FROM touchpoints_interaction i WHERE {counting.WHERE} AND i.response_seconds IS NOT NULL{conditions} GROUP BY 1, 2"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, question.values | {"edges": list(distributions.EDGES)})
        return merged(cursor.fetchall())


def merged(rows: list[tuple[Any, int, int]]) -> tuple[Spread, dict[Any, Spread]]:
    """From rows of group, bucket and count."""
    whole: Spread = {}
    groups: dict[Any, Spread] = {}
    for value, bucket, count in rows:
        whole[bucket] = whole.get(bucket, 0) + int(count)
        group = groups.setdefault(value, {})
        group[bucket] = group.get(bucket, 0) + int(count)
    return whole, groups
