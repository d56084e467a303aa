"""A lookup beside a campaign, the sums of the nights and a bulk ingest of other organizations, none of which ends (goal 18)."""

import argparse
import itertools
import os
import signal
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import connections, transaction
from django.utils import timezone

from metrics.rollups import running
from presence import celery
from presence.tenancy import scope
from tests import ground
from tests.bench import _crowd, _outbox, _rounds, _sink, ingest
from tests.bench._rounds import Timing
from tests.bench.lookup import Product
from tests.conftest import Cast, make_cast

ROWS = 1_000
DAYS = 60
Work = Callable[[], object]


def campaign(messages: int) -> Work:
    """A worker that sends."""
    house = _outbox.house("sends", customers=messages)

    def work() -> None:
        if not house.deliver():
            _outbox.empty()
            house.queue(messages)

    return work


def nights() -> Work:
    """A worker that sums up the same days anew."""
    organization, last = _fed("sums", requests=10).organization, ingest.NOW.date()

    def work() -> None:
        with scope.acting_for(organization), transaction.atomic():
            running.mark(first=last - timedelta(days=DAYS), last=last)
        with transaction.atomic():
            assert running.roll_up(now=timezone.now()), "Nothing was summed up."

    return work


def bulk() -> Work:
    """A client that hands in one request after the other."""
    organization = _fed("fed", requests=0).organization
    bodies = (ingest.body(f"beside-{os.getpid()}-{number}", ROWS, judged=True) for number in itertools.count())
    return lambda: ingest.take(organization, next(bodies))


def _fed(slug: str, *, requests: int) -> Cast:
    cast = make_cast(slug.title(), slug)
    for number in range(requests):
        ingest.take(cast.organization, ingest.body(f"before-{number}", ROWS, judged=True))
    return cast


@contextmanager
def beside(workers: list[Work], clients: list[Work]) -> Iterator[None]:
    """Each again and again in a process of its own, for the block; workers give way, as they do in earnest."""
    connections.close_all()
    works = [_endless(work, celery.give_way) for work in workers] + [_endless(work) for work in clients]
    children = [_outbox.forked(work) for work in works]
    try:
        yield
        assert all(os.waitpid(child, os.WNOHANG)[0] == 0 for child in children), "A neighbor has ended."
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def _endless(work: Work, *before: Callable[[], None]) -> Work:
    def works() -> None:
        for step in before:
            step()
        while True:
            work()

    return works


def tell(name: str, idle: list[Timing], busy: list[Timing]) -> None:
    ratios = sorted(one.p99 / other.p99 for one, other in zip(busy, idle, strict=True))
    p50, p99 = (statistics.median(getattr(one, trait) for one in busy) for trait in ("p50", "p99"))
    spread = f"{ratios[0]:.1f} / {statistics.median(ratios):.1f} / {ratios[-1]:.1f}"
    print(f"  beside {name:<22} p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   {spread} of idle")


def main(calls: int, rounds: int, messages: int) -> None:
    with ground.database(), _sink.listening():
        page = Product(_crowd.gather("asks", customers=4_000, promises=5)).page
        sending, summing, feeding = campaign(messages), nights(), bulk()
        _crowd.analyze()
        beside_what: dict[str, tuple[list[Work], list[Work]]] = {
            "a campaign": ([sending], []),
            "the nights": ([summing], []),
            "a bulk ingest": ([], [feeding]),
            "all three (goal: 2)": ([sending, summing], [feeding]),
        }

        def timed() -> Timing:
            return _rounds.measure({"page": page}, rounds=1, calls=calls)["page"][0]

        timed()
        for name, (workers, clients) in beside_what.items():
            idle, busy = [], []
            for _ in range(rounds):
                idle.append(timed())
                with beside(workers, clients):
                    busy.append(timed())
            tell("nothing", idle, idle)
            tell(name, idle, busy)


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench neighbors", description=__doc__)
    options.add_argument("--calls", type=int, default=500)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--messages", type=int, default=5_000)
    chosen = options.parse_args()
    main(chosen.calls, chosen.rounds, chosen.messages)
