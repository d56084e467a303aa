"""The broker is emptied, frozen and killed while messages wait: they leave later, each of them once, and none is lost."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from django.db import connection, transaction

from bin.local import places, ports, programs
from presence.tenancy import scope
from tests import ground, smtp
from tests.conftest import Cast, make_cast
from tests.proofs import _outbox
from tests.sends.staging import Stage
from touchpoints.sends.models import Message

IN_A_QUEUE = 20
OUTAGE = 8  # seconds: longer than a tick and than every time limit towards the broker
LONGEST = 180


class Broker:
    """A server of this proof's own, so that nobody else's is harmed."""

    def __init__(self, folder: Path) -> None:
        self._program, self._folder = programs.valkey(account=None), folder
        self.port = ports.free()
        self._process = self._start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def empty(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def start_again(self) -> None:
        """Empty: it kept nothing."""
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL)
        wait_for(lambda: ports.answers(self.port))
        return process


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seconds` from the end of the outage until the last message had left."""

    what: str
    seconds: float
    sent: int
    twice: int


def prove(cast: Cast, sink: smtp.Sink, broker: Broker) -> Iterator[Outcome]:
    """Each outage in turn, with the timetable and a worker running as they run in earnest."""
    _outbox.send_to(sink)
    staged, customers = _outbox.stage(cast), _outbox.Customers(cast, IN_A_QUEUE)
    with at_work(broker, sink):
        for what, outage in outages(broker).items():
            taken = len(sink.letters)
            messages = _outbox.queue(staged, customers.fresh(), what)
            outage()
            began = time.monotonic()
            wait_for(lambda: _all_left(staged, messages))  # noqa: B023  it ends within the round
            yield _outcome(what, time.monotonic() - began, messages, sink.letters[taken:])


def outages(broker: Broker) -> dict[str, Callable[[], None]]:
    def frozen() -> None:
        broker.freeze()
        time.sleep(OUTAGE)
        broker.thaw()

    def killed() -> None:
        broker.kill()
        time.sleep(OUTAGE)
        broker.start_again()

    return {"starting": lambda: None, "emptied": broker.empty, "frozen": frozen, "killed": killed}


@contextmanager
def at_work(broker: Broker, sink: smtp.Sink) -> Iterator[None]:
    """A worker with the timetable in it, as another process."""
    given = connection.settings_dict
    environment = {
        **os.environ,
        "REDIS_URL": broker.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "DATABASE_URL": f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}",
        "DATABASE_OWNER_URL": "",
    }
    with tempfile.TemporaryDirectory() as folder:
        schedule = f"--schedule={folder}/schedule"
        command = [
            str(places.PYTHON),
            "-m",
            "celery",
            "--quiet",
            "-A",
            "presence",
            "worker",
            "--beat",
            schedule,
            "--concurrency=1",
        ]
        process = subprocess.Popen([*command, "--loglevel=CRITICAL"], env=environment, cwd=places.ROOT)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _all_left(staged: Stage, messages: list[Message]) -> bool:
    with scope.acting_for(staged.cast.organization), transaction.atomic():
        waiting = Message.rows().filter(pk__in=[one.pk for one in messages]).exclude(state="sent")
        return not waiting.exists()


def _outcome(what: str, seconds: float, messages: list[Message], letters: list[str]) -> Outcome:
    copies = [sum(str(one.pk) in letter for letter in letters) for one in messages]
    return Outcome(what, seconds, sum(count > 0 for count in copies), sum(count > 1 for count in copies))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.05)


def main() -> int:
    argparse.ArgumentParser(prog="bin/prove broker", description=__doc__).parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, ground.database(), smtp.listening() as sink:
        broker = Broker(Path(folder))
        try:
            for one in prove(make_cast("Fieldstone Care", "fieldstone"), sink, broker):
                wrong += one.twice + (one.sent != IN_A_QUEUE)
                told = f"{one.sent} of {IN_A_QUEUE} sent, {one.twice} twice, the last {one.seconds:.1f} s after it was back"
                print(f"{one.what:<10}{told}", flush=True)
        finally:
            broker.kill()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
