"""What the map keeps between two readings: cards that did not change, and the plans of its statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from presence.kit import hot
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions
from touchpoints.journeys.models import Touchpoint
from touchpoints.map import freshness, reading

TRIED_BEFORE_PLANNED_FOR_GOOD = 5  # PostgreSQL plans for the very values so often, then compares


def _cards() -> dict[str, reading.Card]:
    return {card.key: card for card in reading.read(now=timezone.now(), today=timezone.localdate()).cards()}


def test_a_card_is_the_same_object_until_something_of_it_changes(acting: Cast) -> None:
    before = _cards()
    touchpoint = Touchpoint.rows().get(key="status-update")

    actions.change_touchpoint(by=Actor.of(acting.leader), touchpoint=touchpoint, name="Weekly status")

    after = _cards()
    assert after.keys() == before.keys()
    assert {key for key in after if after[key] is not before[key]} == {"status-update"}
    assert after["status-update"].name == "Weekly status"


def test_a_change_that_is_rolled_back_is_not_kept(acting: Cast) -> None:
    former = _cards()["status-update"].name
    Touchpoint.rows().filter(key="status-update").update(name="Never said")
    assert _cards()["status-update"].name == "Never said"

    Touchpoint.rows().filter(key="status-update").update(name=former)

    assert _cards()["status-update"].name == former


@pytest.mark.parametrize(("statement", "first"), [(reading.STATEMENT, "first"), (freshness.STATEMENT, "")])
def test_its_statements_are_planned_for_good(acting: Cast, statement: str, first: str) -> None:
    now, today = timezone.now(), timezone.localdate()
    values: dict[str, Any] = {"organization": scope.acting_organization_id(), "now": now}
    values |= {"first": today - timedelta(days=28), "last": today} if first else {}

    for _ in range(TRIED_BEFORE_PLANNED_FOR_GOOD + 3):
        hot.rows(statement, values)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", [_told(statement)]
        )
        for_good, anew = cursor.fetchone()
    assert for_good >= 1
    assert anew <= TRIED_BEFORE_PLANNED_FOR_GOOD


def _told(statement: str) -> str:
    """The beginning, up to the first value: the driver numbers those."""
    return statement.partition("%")[0] + "%"
