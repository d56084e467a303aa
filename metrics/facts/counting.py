"""Counters of the recorded interactions of a window: one statement per answer, whatever is asked beside it.

An open commitment whose time has passed counts as overdue as of the moment of asking, whether or not the minute's tick has
written it down. For the outcomes alone the statement reads `interaction_day`, an index that holds all it needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from metrics.calculators import distributions
from metrics.facts import measures
from metrics.facts.dimensions import DIMENSIONS, Dimension, name_group
from presence.kit.windows import Window
from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions.filters import Filters

Sums = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a grouping. `key` goes back into a filter or an address; `label` is for people; `value` is what it is made of
    (a date, an id, a text, or None).
    """

    key: str
    label: str
    value: Any
    sums: Sums


@dataclass(frozen=True, slots=True)
class Answer:
    """The counters of a window, as of a moment. `groups` holds each grouping asked for, by its name."""

    sums: Sums
    window: Window
    as_of: datetime
    groups: dict[str, list[Group]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Which counters of which interactions, in all and by each of these dimensions."""

    counters: Sequence[str]
    window: Window
    now: datetime
    filters: Filters = field(default_factory=Filters)
    group_by: Sequence[str] = ()

    @property
    def dimensions(self) -> list[Dimension]:
        return [DIMENSIONS[name] for name in self.group_by]

    @property
    def values(self) -> dict[str, Any]:
        """What its statements are given."""
        given = {"organization": acting_organization_id(), "as_of": self.now, "edges": list(distributions.EDGES)}
        return given | {"first": self.window.first, "last": self.window.last} | self.filters.conditions()[1]


def answer(question: Question) -> Answer:
    """Count the interactions themselves. Groups in time come in their order, others by how much they hold."""
    return told(question, fetch(_statement(question), question.values))


def fetch(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def told(question: Question, rows: Sequence[tuple[Any, ...]]) -> Answer:
    """The answer in rows of: which grouping, then value, key and label of each dimension, then the counters."""
    dimensions = question.dimensions
    everything = 2 ** len(dimensions) - 1
    groups = {
        dimension.name: _groups([row for row in rows if row[0] == everything - bit(dimensions, place)], question, place)
        for place, dimension in enumerate(dimensions)
    }
    total = next(_sums(question, row) for row in rows if row[0] == everything)
    return Answer(sums=total, window=question.window, as_of=question.now, groups=groups)


def bit(dimensions: Sequence[Dimension], place: int) -> int:
    """PostgreSQL's grouping(): the last argument is the lowest bit, and a bit is set for what a row is not grouped by."""
    return int(2 ** (len(dimensions) - 1 - place))


def shown(dimensions: Sequence[Dimension], counters: Sequence[str]) -> str:
    """The columns of a row of `told`, and the joins that name the groups, over `counted`."""
    named = [f"counted.by_{one.name}, {one.key}, {one.label}" for one in dimensions]
    return ", ".join(["counted.which", *named, *(f"counted.{name}" for name in counters)])


def _statement(question: Question) -> str:
    """One scan of the window's facts, counted once in all and once per dimension (grouping sets)."""
    dimensions, counters = question.dimensions, question.counters
    names = [f"by_{dimension.name}" for dimension in dimensions]
    which = f"grouping({', '.join(one.value for one in dimensions)})" if names else "0"
    by = [f"{dimension.value} AS {name}" for dimension, name in zip(dimensions, names, strict=True)]
    counts = measures.columns(counters, verdict=measures.LIVE_VERDICT)
    sets = ", ".join(["()", *(f"({dimension.value})" for dimension in dimensions)])
    where = " AND ".join([WHERE, *(f"i.{condition}" for condition in question.filters.conditions()[0])])
    count = (
        f"SELECT {', '.join([f'{which} AS which', *by, counts])} FROM {measures.source(counters)} "
        f"WHERE {where} GROUP BY GROUPING SETS ({sets})"
    )
    return f"SELECT {shown(dimensions, counters)} FROM ({count}) AS counted {' '.join(one.join for one in dimensions)}"


WHERE = "i.organization_id = %(organization)s AND i.deleted_at IS NULL AND i.local_day BETWEEN %(first)s AND %(last)s"


def _sums(question: Question, row: tuple[Any, ...]) -> Sums:
    numbers = row[len(row) - len(question.counters) :]
    return {name: int(number) for name, number in zip(question.counters, numbers, strict=True)}


def _groups(rows: Sequence[tuple[Any, ...]], question: Question, place: int) -> list[Group]:
    dimension, groups = question.dimensions[place], []
    for row in rows:
        value, key, label = row[1 + 3 * place : 4 + 3 * place]
        said = name_group(dimension, value, key, label, today=question.now.date())
        groups.append(Group(*said, value, _sums(question, row)))
    if dimension.is_time:
        return sorted(groups, key=lambda group: group.value)
    return sorted(groups, key=lambda group: (-_size(group.sums), group.label))


def _size(sums: Sums) -> int:
    return sum(sums.values())
