"""A stop, and an unsubscription, wait for the message that is leaving; what comes after them does not leave.

The first holds its transaction open until PostgreSQL says that the second waits for it, so the race is certain.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM, Actor
from tests.conftest import Cast
from touchpoints.delivery import actions, reading
from touchpoints.suppression import actions as suppression
from touchpoints.suppression import reading as suppressed
from touchpoints.suppression.models import Kind, Why

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANA = "ana@harbor.example"
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def race(cast: Cast, hold: Callable[[], object], change: Callable[[], object]) -> list[str]:
    """Begin the change while a message is leaving, and let it leave once the change waits. What ended, in order."""
    order: list[str] = []

    def second() -> None:
        try:
            with scope.acting_for(cast.organization):
                change()
                order.append("changed")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with scope.acting_for(cast.organization), transaction.atomic():
            hold()
            changing = pool.submit(second)
            _await_waiter()
            order.append("left")
        changing.result(timeout=20)
    return order


@pytest.mark.parametrize("has_row", [True, False])
def test_a_stop_waits_for_the_message_that_is_leaving(cast: Cast, has_row: bool) -> None:
    if has_row:
        with scope.acting_for(cast.organization):
            actions.change(by=Actor.of(cast.owner), now=NOW, values={"budget_contacts": 2}, expected_version=1)

    ended = race(cast, reading.held_for_share, lambda: actions.stop(Actor.of(cast.leader), "Wrong prices", NOW))

    assert ended == ["left", "changed"]
    with scope.acting_for(cast.organization), transaction.atomic():
        assert reading.held_for_share().stopped_why == "Wrong prices"


def test_an_unsubscription_waits_for_the_message_that_is_leaving(cast: Cast) -> None:
    def unsubscribe() -> None:
        suppression.suppress(by=SYSTEM, address=ANA, why=Why.UNSUBSCRIBED)

    assert race(cast, lambda: suppressed.hold([ANA, "bo@harbor.example"]), unsubscribe) == ["left", "changed"]
    with scope.acting_for(cast.organization), transaction.atomic():
        suppressed.hold([ANA])
        assert suppressed.reasons([(ANA, Kind.SERVICE)])


def _await_waiter() -> None:
    """Until somebody waits for what this transaction holds; the statement's own timeout ends a wait in vain."""
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute(WAITERS)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("Nobody waited.")
