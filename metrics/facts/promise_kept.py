"""Promise-kept rate from the recorded interactions: one statement per answer, whatever is asked beside it.

An open commitment whose time has passed counts as overdue as of the moment of asking, whether or not the minute's tick has
written it down. The statement reads `interaction_day`, an index that holds all it needs when nothing else is filtered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from metrics.calculators.promise_kept import OUTCOMES, Counts
from metrics.facts.dimensions import DIMENSIONS, Dimension, name_group
from presence.kit.windows import Window
from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions.filters import Filters


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a grouping. `key` goes back into a filter or an address; `label` is for people; `value` is what it is made of
    (a date, an id, a text, or None).
    """

    key: str
    label: str
    value: Any
    counts: Counts


@dataclass(frozen=True, slots=True)
class Answer:
    """The rate of a window with its parts, as of a moment. `groups` holds each grouping asked for, by its name."""

    counts: Counts
    window: Window
    as_of: datetime
    groups: dict[str, list[Group]] = field(default_factory=dict)


def answer(*, window: Window, now: datetime, filters: Filters | None = None, group_by: Sequence[str] = ()) -> Answer:
    """Count the acting organization's interactions of these days, in all and by each of these dimensions.

    Groups in time come in their order, others by how many interactions they hold.
    """
    dimensions = [DIMENSIONS[name] for name in group_by]
    conditions, values = (filters or Filters()).conditions()
    values |= {"organization": acting_organization_id(), "first": window.first, "last": window.last, "as_of": now}
    with connection.cursor() as cursor:
        cursor.execute(_statement(dimensions, conditions), values)
        rows = cursor.fetchall()
    everything = 2 ** len(dimensions) - 1
    groups = {
        dimension.name: _groups([row for row in rows if row[0] == everything - _bit(dimensions, place)], dimension, place, now)
        for place, dimension in enumerate(dimensions)
    }
    total = next(Counts(*row[-len(OUTCOMES) :]) for row in rows if row[0] == everything)
    return Answer(counts=total, window=window, as_of=now, groups=groups)


def _statement(dimensions: Sequence[Dimension], conditions: Sequence[str]) -> str:
    """One scan of the window's facts, counted once in all and once per dimension (grouping sets)."""
    names = [dimension.name for dimension in dimensions]
    sets = ", ".join(["()", *(f"({name})" for name in names)])
    counts = ", ".join(f"count(*) FILTER (WHERE verdict = '{outcome}') AS {outcome}" for outcome in OUTCOMES)
    which = f"grouping({', '.join(names)})" if names else "0"
    counted = ", ".join([f"{which} AS which", *names, counts])
    facts = ", ".join([f"{dimension.value} AS {dimension.name}" for dimension in dimensions] + [_VERDICT])
    where = " AND ".join([_WHERE, *conditions])
    shown = ", ".join(f"counted.{one.name}, {one.key}, {one.label}" for one in dimensions)
    scan = f"SELECT {facts} FROM touchpoints_interaction WHERE {where}"
    count = f"SELECT {counted} FROM ({scan}) AS fact GROUP BY GROUPING SETS ({sets})"
    joins = " ".join(dimension.join for dimension in dimensions)
    return f"SELECT counted.which, {shown + ', ' if shown else ''}{', '.join(OUTCOMES)} FROM ({count}) AS counted {joins}"


_VERDICT = "CASE WHEN outcome = 'unchecked' AND promised_by < %(as_of)s THEN 'broken_overdue' ELSE outcome END AS verdict"
_WHERE = "organization_id = %(organization)s AND deleted_at IS NULL AND local_day BETWEEN %(first)s AND %(last)s"


def _bit(dimensions: Sequence[Dimension], place: int) -> int:
    """PostgreSQL's grouping(): the last argument is the lowest bit, and a bit is set for what a row is not grouped by."""
    return int(2 ** (len(dimensions) - 1 - place))


def _groups(rows: Sequence[tuple[Any, ...]], dimension: Dimension, place: int, now: datetime) -> list[Group]:
    groups = []
    for row in rows:
        value, key, label = row[1 + 3 * place : 4 + 3 * place]
        said = name_group(dimension, value, key, label, today=now.date())
        groups.append(Group(*said, value, Counts(*row[-len(OUTCOMES) :])))
    if dimension.is_time:
        return sorted(groups, key=lambda group: group.value)
    return sorted(groups, key=lambda group: (-group.counts.total, group.label))
