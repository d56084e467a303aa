"""Two who publish at once, a tick that comes twice, and a worker that holds a touchpoint while a message goes out."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys.publishing import NOW, draw, row
from touchpoints import tasks
from touchpoints.journeys import applying, publishing, versions
from touchpoints.journeys.published import MapVersion

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@contextmanager
def acting(cast: Cast) -> Iterator[None]:
    """As a request does: one organization, one transaction."""
    with scope.acting_for(cast.organization), transaction.atomic():
        yield


def _at_once(*work: Callable[[], Any]) -> list[Any]:
    """Run them in threads that begin together; what each returned, or the refusal it raised."""
    gate = threading.Barrier(len(work))

    def run(one: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return one()
        except publishing.Outdated as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    with acting(cast):
        draw(Actor.of(cast.leader), "status-update", mode="augment")
        seen = versions.state()

    def publish(member: Any) -> Any:
        with scope.acting_for(cast.organization):
            return publishing.publish(by=Actor.of(member), now=NOW, expected=seen)

    ended = _at_once(lambda: publish(cast.leader), lambda: publish(cast.owner))

    assert sorted(type(one).__name__ for one in ended) == ["MapVersion", "Outdated"]
    with acting(cast):
        assert [one.number for one in MapVersion.rows().order_by("number")] == [1, 2]


def test_a_tick_that_comes_twice_applies_once(cast: Cast) -> None:
    with acting(cast):
        draw(Actor.of(cast.leader), "status-update", mode="augment")
        publishing.publish(by=Actor.of(cast.leader), now=NOW, effective_from=NOW + timedelta(hours=1))

    def tick() -> bool:
        with scope.acting_for(cast.organization):
            return publishing.apply_due(now=NOW + timedelta(hours=2))

    assert sorted(_at_once(tick, tick, tick)) == [False, False, True]
    tasks.begin_map_version_of(str(cast.organization.pk))
    with acting(cast):
        assert (row("status-update").mode, row("status-update").version_number) == ("augment", 2)


def test_publishing_waits_for_a_message_that_is_being_handed_over_and_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "PATIENCE", timedelta(seconds=0.5))
    held, done = threading.Event(), threading.Event()
    with acting(cast):
        draw(Actor.of(cast.leader), "status-update", mode="augment")

    def hand_over() -> None:
        """As a worker does: the row FOR SHARE until the server has answered."""
        with acting(cast), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM touchpoints_publishedtouchpoint WHERE name = 'Status update' FOR SHARE")
            held.set()
            done.wait(30)
        connections.close_all()

    worker = threading.Thread(target=hand_over)
    worker.start()
    held.wait(30)
    try:
        with scope.acting_for(cast.organization), pytest.raises(publishing.Busy, match="handed over at “Status update”"):
            publishing.publish(by=Actor.of(cast.leader), now=NOW)
    finally:
        done.set()
        worker.join()

    with acting(cast):
        assert row("status-update").mode == "human_only"
        assert publishing.publish(by=Actor.of(cast.leader), now=NOW).number == 2
