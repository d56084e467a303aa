"""Many organizations with mail (goal 18): how much longer each waits because one is huge and another's mail leaves slowly."""

import argparse
import statistics
import time
from uuid import UUID

from django.core.cache import cache
from django.db import connections

from tests import ground
from tests.bench import _outbox, _sink, _workers
from tests.bench._outbox import House
from touchpoints import tasks

SLOW = "slow-post"
WAITS = """
SELECT organization_id, extract(epoch FROM min(sent_at))::float - %(began)s, extract(epoch FROM max(sent_at))::float - %(began)s
  FROM touchpoints_message WHERE organization_id = ANY(%(whose)s) GROUP BY 1
"""
LEFT = "SELECT count(*) FROM touchpoints_message WHERE organization_id = ANY(%s) AND state IN ('queued', 'held', 'sending')"

Waits = dict[UUID, tuple[float, float]]  # until the first and until the last message left, in seconds


class Town:
    """Ordinary organizations, a huge one and a slow one, and how much mail each has."""

    def __init__(self, ordinary: int, messages: int, share: float, slow: int) -> None:
        self.each = max(1, int(messages * (1 - share)) // ordinary)
        self.huge_has, self.slow_has = int(messages * share), slow
        self.ordinary = [_outbox.house(f"ordinary-{number}", customers=self.each) for number in range(ordinary)]
        self.huge = _outbox.house("huge", customers=self.huge_has)
        self.slow = _outbox.house(SLOW, customers=slow, from_address=f"care@{SLOW}.example")

    def whose(self) -> list[UUID]:
        return [house.cast.organization.pk for house in self.ordinary]

    def send(self, workers: int, *, with_others: bool) -> Waits:
        """Until the ordinary ones have sent everything; the others may have more."""
        _outbox.empty()
        cache.clear()
        self._queue(self.ordinary, self.each)
        if with_others:
            self._queue([self.huge], self.huge_has)
            self._queue([self.slow], self.slow_has)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE touchpoints_message")
        with _workers.working(workers):
            began = time.time()
            _workers.until(self._have_sent, tasks.send_messages)
        return self._waits(began)

    @staticmethod
    def _queue(houses: list[House], messages: int) -> None:
        for house in houses:
            house.queue(messages)

    def _have_sent(self) -> bool:
        with connections["owner"].cursor() as cursor:
            cursor.execute(LEFT, [self.whose()])
            return bool(cursor.fetchone()[0] == 0)

    def _waits(self, began: float) -> Waits:
        with connections["owner"].cursor() as cursor:
            cursor.execute(WAITS, {"began": began, "whose": self.whose()})
            return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def tell(alone: Waits, beside: Waits) -> None:
    for name, which in (("first", 0), ("last", 1)):
        waits = [sorted(wait[which] for wait in found.values()) for found in (alone, beside)]
        longer = sorted(beside[whose][which] - alone[whose][which] for whose in alone)
        told = [f"{statistics.median(times):.1f} s (most {times[-1]:.1f} s)" for times in waits]
        print(f"  until the {name} message: {told[0]} by themselves, {told[1]} beside them")
        print(f"    longer by {longer[0]:.1f} / {statistics.median(longer):.1f} / {longer[-1]:.1f} s (goal: at most 5)")


def main(ordinary: int, messages: int, slow: int, answer: float, workers: int) -> None:
    with ground.database():
        town = Town(ordinary, messages, 0.6, slow)
        print(
            f"{ordinary} organizations with {town.each} messages each, one with {town.huge_has:,}, one with {slow:,} "
            f"whose server answers after {answer} s; {workers} workers"
        )
        with _sink.listening(_sink.Pace(slow={SLOW: answer})):
            alone = town.send(workers, with_others=False)
            tell(alone, town.send(workers, with_others=True))


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench fairness", description=__doc__)
    options.add_argument("--organizations", type=int, default=198)
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--slow", type=int, default=2_000)
    options.add_argument("--answer", type=float, default=0.3)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    main(chosen.organizations, chosen.messages, chosen.slow, chosen.answer, chosen.workers)
