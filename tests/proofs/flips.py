"""The map makes a moment human-only while a worker sends: no message begins after that is committed. Naive code fails first."""

import argparse
import math
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connections

from presence.kit import patience
from presence.tenancy import scope
from tests import ground, smtp
from tests.conftest import Cast, make_cast
from tests.proofs import _interruption, _naive, _outbox
from tests.sends.staging import Stage
from touchpoints.automations.models import Automation
from touchpoints.journeys.published import PublishedTouchpoint
from touchpoints.sends import delivering
from touchpoints.sends.models import Message

IN_A_QUEUE = 8
LONGEST_HEAD_START = 0.03  # seconds

Send = Callable[[Stage, list[Message]], None]


@dataclass
class Tally:
    """How many messages began in time, how many after the flip had committed, and the longest that a flip waited."""

    flips: int = 0
    began: int = 0
    after: int = 0
    longest_wait: float = 0

    def count(self, begun: list[datetime], committed: datetime) -> None:
        self.flips += 1
        self.began += len(begun)
        self.after += sum(at > committed for at in begun)


def prove(cast: Cast, sink: smtp.Sink, *, flips: int, send: Send, seed: int = 17, until: float = math.inf) -> Tally:
    """Let one worker send a queue and flip the moment somewhere in between, so many times, or until so late (monotonic)."""
    _outbox.send_to(sink)
    staged, customers = _outbox.stage(cast), _outbox.Customers(cast, IN_A_QUEUE)
    dice, tally = random.Random(seed), Tally()
    for number in range(flips):
        if time.monotonic() > until:
            break
        messages = _outbox.queue(staged, customers.next(), f"flip {number}")
        taken = len(sink.begun_at)
        worker = threading.Thread(target=_work, args=(staged, messages, send))
        worker.start()
        _wait_for(lambda: len(sink.begun_at) > taken or not worker.is_alive())  # noqa: B023  it ends within the round
        time.sleep(dice.uniform(0, LONGEST_HEAD_START))
        asked = time.monotonic()
        committed = _set_mode(staged, "human_only")
        tally.longest_wait = max(tally.longest_wait, time.monotonic() - asked)
        worker.join()
        tally.count(sink.begun_at[taken:], committed)
        _set_mode(staged, "automate")
    return tally


def _work(staged: Stage, messages: list[Message], send: Send) -> None:
    try:
        with scope.acting_for(staged.cast.organization):
            send(staged, messages)
    finally:
        connections.close_all()


def with_everything(staged: Stage, messages: list[Message]) -> None:
    """As the product sends."""
    delivering.deliver(staged.cast.organization, clock=_now)


def look_then_send(staged: Stage, messages: list[Message]) -> None:
    """The naive way: look whether the moment is automatic, then send."""
    _naive.look_then_send(staged, messages, _is_automatic)


def _is_automatic(message: Message) -> bool:
    return PublishedTouchpoint.rows().filter(touchpoint=message.touchpoint_id, mode="automate").exists()


def _set_mode(staged: Stage, mode: str) -> datetime:
    """As a publish does it; gives when it was committed, by the database's clock."""
    with scope.acting_for(staged.cast.organization):
        return _interruption.committed(lambda: _write_mode(staged, mode))


def _write_mode(staged: Stage, mode: str) -> None:
    rows = PublishedTouchpoint.rows().filter(touchpoint=staged.automation.touchpoint_id)
    patience.wait_up_to(10_000)
    list(rows.select_for_update())
    rows.update(mode=mode)
    if mode == "automate":
        Automation.rows().filter(pk=staged.automation.pk).update(state="active", state_why="")
        Message.rows().filter(state__in=["queued", "held"]).update(state="canceled", reason="Next trial.")


def _now() -> datetime:
    return datetime.now(UTC)


def _wait_for(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.0005)


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove flips", description=__doc__)
    options.add_argument("--flips", type=int, default=10_000)
    options.add_argument("--naive", type=int, default=200)
    options.add_argument("--minutes", type=float, default=math.inf, help="End earlier, with what there is by then.")
    chosen = options.parse_args()
    until = time.monotonic() + chosen.minutes * 60
    with ground.database(), smtp.listening() as sink:
        naive = prove(make_cast("Naive", "naive"), sink, flips=chosen.naive, send=look_then_send)
        found = prove(make_cast("Fieldstone Care", "fieldstone"), sink, flips=chosen.flips, send=with_everything, until=until)
    print(f"Naive code: {naive.flips} flips, {naive.began} messages, {naive.after} began after the commit.")
    print(f"The product: {found.flips} flips, {found.began} messages, {found.after} began after the commit.")
    print(f"A flip waited {found.longest_wait * 1000:.0f} ms at most.")
    return 1 if found.after or not naive.after else 0


if __name__ == "__main__":
    sys.exit(main())
