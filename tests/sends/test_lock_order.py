"""Whoever writes many messages locks them by id, so that two who do never wait for each other.

The first row is held, and in the table it stands behind the second; who waits for it must not hold the second meanwhile.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from presence.customers.erasing import Erased
from presence.tenancy import scope
from tests.sends import staging
from tests.sends.staging import Stage
from touchpoints.sends import erasing, states, stopping
from touchpoints.sends.models import Message
from touchpoints.sends.rules import Hold, Refuse

WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
Writes = Callable[[Message, Message], object]


def _judge(first: Message, second: Message) -> None:
    later = Hold(timezone.now() + timedelta(hours=1), "quiet", "Quiet hours.")
    states.write({second: later, first: Refuse("suppressed", "by_hand", "No more.")})


WRITERS: dict[str, Writes] = {
    "verdicts": _judge,
    "given back": lambda first, second: states.give_back([second, first]),
    "an automation": lambda first, _: stopping.cancel_queued(words="Archived.", automation_id=first.automation_id),
    "an address": lambda first, _: stopping.address_suppressed(
        address=first.address, kind="", words="Unsubscribed.", is_pace=False
    ),
    "erased": lambda first, _: erasing.customer_erased(
        erased=Erased(uuid4(), first.customer_id, words=(), emails=(first.address,), is_whole=True)
    ),
}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("writer", WRITERS)
def test_who_waits_for_the_first_holds_none_of_the_others(outbox: Stage, writer: str) -> None:
    with transaction.atomic():
        customer = staging.customer(outbox.cast)
        queued = [staging.queue(outbox, customer, f"order {number}") for number in (1, 2)]
        first, second = sorted(queued, key=lambda one: one.pk)
        Message.rows().filter(pk__in=[first.pk, second.pk]).update(attempts=1)
        Message.rows().filter(pk=first.pk).update(attempts=1)
        first, second = Message.rows().filter(pk__in=[first.pk, second.pk]).order_by("pk")

    def write() -> None:
        try:
            with scope.acting_for(outbox.cast.organization), transaction.atomic():
                WRITERS[writer](first, second)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Message.rows().select_for_update().get(pk=first.pk)
            writing = pool.submit(write)
            _await_waiter()
            assert Message.rows().select_for_update(nowait=True).get(pk=second.pk)
        writing.result(timeout=20)


def _await_waiter() -> None:
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute(WAITERS)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    pytest.fail("nobody waits for the first row")
