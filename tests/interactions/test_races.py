"""Two writers of the same references at the same time, each in a transaction of its own on a connection of its own.

The first writer holds its transaction open until PostgreSQL says that the second one waits for it, so the race is certain.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Organization
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.interactions.ingest import Report
from touchpoints.interactions.models import Check, FormerVersion, Interaction

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def rows(note: str, refs: range) -> list[dict[str, Any]]:
    return [row(f"r{n}", note=note, checks=[{"verdict": "kept", "evidence": note}]) for n in refs]


def race(organization: Organization, first: list[Any], second: list[Any]) -> tuple[Report, Report]:
    """Take both batches at once; the first commits when the second waits for it."""
    written = Event()

    def lead() -> Report:
        with scope.acting_for(organization), transaction.atomic():
            report = ingest.ingest(first, by=SYSTEM, now=NOW, create_customers=True)
            written.set()
            _await_waiter()
        return report

    def follow() -> Report:
        assert written.wait(timeout=20)
        with scope.acting_for(organization), transaction.atomic():
            return ingest.ingest(second, by=SYSTEM, now=NOW, create_customers=True)

    with ThreadPoolExecutor(2) as pool:
        futures: list[Future[Report]] = [pool.submit(_with_own_connection, work) for work in (lead, follow)]
        return futures[0].result(timeout=30), futures[1].result(timeout=30)


def _with_own_connection(work: Callable[[], Report]) -> Report:
    try:
        return work()
    finally:
        connection.close()


def _await_waiter() -> None:
    """Until PostgreSQL says that somebody waits for this connection's transaction."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(WAITERS)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("Nobody waits.")


@pytest.mark.parametrize("known", [False, True], ids=["new references", "known references"])
def test_no_version_is_lost_whoever_comes_second(cast: Cast, known: bool) -> None:
    if known:
        with scope.acting_for(cast.organization), transaction.atomic():
            ingest.ingest(rows("start", range(40)), by=SYSTEM, now=NOW, create_customers=True)

    first, second = race(cast.organization, rows("first", range(40)), rows("second", range(39, -1, -1)))

    with scope.acting_for(cast.organization), transaction.atomic():
        assert (first.created, first.updated) == ((0, 40) if known else (40, 0))
        assert (second.created, second.updated) == (0, 40)
        assert set(Interaction.rows().values_list("note", "version")) == {("second", 3 if known else 2)}
        kept = sorted(set(FormerVersion.rows().values_list("number", "body__note")))
        assert kept == ([(1, "start"), (2, "first")] if known else [(1, "first")])
        assert FormerVersion.rows().count() == 40 * len(kept)
        assert list(Check.rows().values_list("evidence").distinct()) == [("second",)]
        assert Check.rows().count() == 40


def test_the_same_content_at_once_is_written_once(cast: Cast) -> None:
    first, second = race(cast.organization, rows("same", range(30)), rows("same", range(30)))

    assert (first.created, second.created, second.unchanged) == (30, 0, 30)
    assert first.ids == second.ids
    with scope.acting_for(cast.organization), transaction.atomic():
        assert (Interaction.rows().count(), FormerVersion.rows().count(), Check.rows().count()) == (30, 0, 30)


def test_half_overlapping_batches_in_opposite_order_do_not_lock_each_other_out(cast: Cast) -> None:
    first, second = race(cast.organization, rows("first", range(20)), rows("second", range(29, 9, -1)))

    assert (first.created, second.created, second.updated) == (20, 10, 10)


def test_the_same_unknown_customer_at_once_becomes_one(cast: Cast) -> None:
    race(cast.organization, [row("a", customer_ref="new")], [row("b", customer_ref="new")])

    with scope.acting_for(cast.organization), transaction.atomic():
        assert Customer.rows().filter(external_ref="new").count() == 1
        assert Interaction.rows().filter(customer__external_ref="new").count() == 2
