"""No organization waits because another has much mail, or mail that leaves slowly. The clock is made up."""

from collections import deque
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction

from presence.tenancy import scope
from tests import smtp
from tests.conftest import Cast, make_cast
from tests.sends import staging
from touchpoints import tasks
from touchpoints.sends import claiming, delivering, line, pace
from touchpoints.sends.models import Message

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BATCH = 4
QUICK, SLOW = 0.01, 0.7  # seconds a message


class Line:
    """One worker, the turns that wait for it, and the time on its clock."""

    def __init__(self) -> None:
        self.waiting: deque[str] = deque()
        self.now = 0.0
        self.takes: dict[UUID, float] = {}
        self.last_left: dict[UUID, float] = {}

    def leave(self, *_: object) -> None:
        """What the first words of a message to the server cost."""
        acting = scope.acting_organization_id()
        self.now += self.takes.get(acting, QUICK)
        self.last_left[acting] = self.now

    def work(self) -> None:
        """Ticks come all the time, before every turn."""
        tasks.send_messages()
        while self.waiting:
            tasks.send_messages_of(self.waiting.popleft())
            tasks.send_messages()


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, sink: smtp.Sink) -> Iterator[Line]:
    cache.clear()
    worker = Line()
    monkeypatch.setattr(tasks.send_messages_of, "delay", worker.waiting.append)
    monkeypatch.setattr(delivering, "BATCH", BATCH)
    monkeypatch.setattr(delivering, "time", SimpleNamespace(monotonic=lambda: worker.now))
    monkeypatch.setattr(line.SmtpLine, "begin", _first(worker.leave, line.SmtpLine.begin))
    yield worker
    cache.clear()


def _first(call: Callable[..., None], then: Callable[..., Any]) -> Callable[..., Any]:
    def both(*given: Any, **named: Any) -> Any:
        call(*given, **named)
        return then(*given, **named)

    return both


def with_mail(cast: Cast, messages: int) -> UUID:
    """An organization with so many messages that are due."""
    with scope.acting_for(cast.organization), transaction.atomic():
        staged = staging.stage(cast)
        for number in range(messages):
            staging.queue(staged, staging.customer(cast, number))
    return cast.organization.pk


def test_an_organization_lines_up_once(worker: Line, cast: Cast) -> None:
    with_mail(cast, 2 * BATCH)

    for _ in range(3):
        tasks.send_messages()
    assert len(worker.waiting) == 1

    tasks.send_messages_of(worker.waiting.popleft())
    tasks.send_messages()
    assert len(worker.waiting) == 1


def test_a_huge_and_a_slow_organization_keep_nobody_waiting(worker: Line, cast: Cast, elsewhere: Cast) -> None:
    huge, small = with_mail(cast, 4 * BATCH), with_mail(elsewhere, BATCH + 1)
    slow = with_mail(make_cast("Slow Post", "slow-post"), 2 * BATCH)
    worker.takes[slow] = SLOW

    worker.work()

    alone = (BATCH + 1) * QUICK
    assert worker.last_left[small] - alone < 5
    assert worker.last_left[small] < worker.last_left[slow] < worker.last_left[huge] + 2 * BATCH * SLOW
    for whose in (huge, small, slow):
        with scope.acting_for(whose), transaction.atomic():
            assert not Message.rows().exclude(state="sent").exists()


def test_it_lines_up_again_when_the_broker_forgot_it(worker: Line, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mail(cast, 1)
    tasks.send_messages()
    worker.waiting.clear()

    cache.clear()  # as after a minute
    worker.work()

    with scope.acting_for(cast.organization), transaction.atomic():
        assert Message.rows().get().state == "sent"


def test_a_turn_claims_what_can_leave_in_its_time(worker: Line, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = with_mail(cast, 30)
    worker.takes[slow] = SLOW
    monkeypatch.setattr(delivering, "BATCH", 20)
    monkeypatch.setattr(pace, "LEAST", 2)
    limits = []
    monkeypatch.setattr(claiming, "claim", _first(lambda *, limit: limits.append(limit), claiming.claim))

    worker.work()

    assert limits[:3] == [20, 4, 4]  # two leave in a second of 0.7 each, and twice as many are claimed


def test_a_turn_claims_more_again_when_the_server_is_quick(worker: Line, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mail(cast, 30)
    monkeypatch.setattr(delivering, "BATCH", 20)
    monkeypatch.setattr(pace, "LEAST", 2)
    limits = []
    monkeypatch.setattr(claiming, "claim", _first(lambda *, limit: limits.append(limit), claiming.claim))
    with scope.acting_for(cast.organization):
        pace.note(1)

    worker.work()

    assert limits == [2, 4, 8, 16, 20]
