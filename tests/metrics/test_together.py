"""Several counts at once say what each says alone."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.calculators.counters import COUNTERS
from metrics.facts import asking, together
from metrics.facts.counting import Question
from presence.kit.windows import Window
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import filters, ingest

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def last(days: int, *, until: int = 0) -> Window:
    """So many days, the last of them so many days ago."""
    return Window(TODAY - timedelta(days=until + days - 1), TODAY - timedelta(days=until))


def ask(window: Window, *group_by: str, **given: str) -> Question:
    return Question(COUNTERS, window, NOW, filters.read(given), group_by)


@pytest.fixture(autouse=True)
def facts(acting: Cast) -> None:
    """One on every third day of 300, at two touchpoints; every tenth has a time that passes on the last day."""
    rows = [
        row(
            touchpoint_key=("first-response", "status-update")[place % 2],
            occurred_at=(NOW - timedelta(days=3 * place, minutes=7 * place)).isoformat(),
            minutes=place,
            **_fate(place),
        )
        for place in range(100)
    ]
    assert ingest.ingest(rows, by=Actor.of(acting.leader), now=NOW, create_customers=True).rejected == []


def _fate(place: int) -> Mapping[str, Any]:
    if place % 10 == 0:
        return {"promised_by": (NOW - timedelta(minutes=1)).isoformat()}
    return {"checks": [{"verdict": ("kept", "broken", "renegotiated")[place % 3]}]}


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ([ask(last(30)), ask(last(84), "week"), ask(last(30, until=30))], 1),
        ([ask(last(90)), ask(last(90), "week"), ask(last(90, until=90))], 1),
        ([ask(last(1)), ask(last(84), "day"), ask(last(60), "month")], 1),
        ([ask(last(300)), ask(last(300), "month"), ask(last(300, until=300))], 2),
        ([ask(last(30)), ask(last(84), "week"), ask(last(30, until=365))], 2),
        ([ask(last(30), name) for name in ("touchpoint", "team", "segment")], 1),
        ([ask(last(30), "touchpoint", "team"), ask(last(84), "week"), ask(last(30, until=30))], 2),
        ([ask(last(30, until=400)), ask(last(7, until=350), "day")], 1),
    ],
)
def test_each_is_what_it_is_alone(asked: list[Question], counts: int) -> None:
    with CaptureQueriesContext(connection) as seen:
        found = together.count(asked)

    assert len([one for one in seen if "touchpoints_interaction" in one["sql"]]) == counts
    for question, answer in zip(asked, found, strict=True):
        alone = asking.count(question)
        assert (answer.sums, answer.window, answer.as_of) == (alone.sums, alone.window, alone.as_of)
        assert {name: answer.groups[name] for name in question.group_by} == alone.groups


def test_other_filters_are_counted_apart() -> None:
    asked = [ask(last(30)), ask(last(30), touchpoint="status-update"), ask(last(30), touchpoint="first-response")]

    whole, *parts = together.count(asked)

    assert whole.sums["interactions"] == 10
    assert [one.sums["interactions"] for one in parts] == [5, 5]
