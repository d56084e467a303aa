"""Something happens in the middle of a message's course: the worker goes on when it has committed, or waits for the worker."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from django.db import connection, connections, transaction

from presence.tenancy import scope
from tests.conftest import Cast
from touchpoints.sends import holding, line, states

WAITS = "SELECT pg_blocking_pids(%s) <> '{}'"
LONGEST = 30  # seconds
LOOK_EVERY = 0.001


class Interruption:
    """Runs `verb` in a transaction of its own at the `at`-th passing of the point (0 is the first), once."""

    def __init__(self, cast: Cast, verb: Callable[[], object], *, at: int) -> None:
        self._cast, self._verb, self._left = cast, verb, at
        self._thread: threading.Thread | None = None
        self._begun, self._pid = threading.Event(), 0
        self.committed_at: datetime | None = None
        self.waited = False

    def here(self) -> None:
        """The worker is at the point."""
        if self._left == 0:
            self._thread = threading.Thread(target=self._run)
            self._thread.start()
            self._await()
        self._left -= 1

    def end(self) -> None:
        """Until it has committed, if it ever began."""
        if self._thread:
            self._thread.join(LONGEST)

    def _await(self) -> None:
        assert self._thread
        assert self._begun.wait(LONGEST)
        with connections["owner"].cursor() as cursor:
            while self._thread.is_alive() and not self.waited:
                cursor.execute(WAITS, [self._pid])
                (self.waited,) = cursor.fetchone()
                self._thread.join(LOOK_EVERY)

    def _run(self) -> None:
        try:
            with scope.acting_for(self._cast.organization):
                self.committed_at = committed(self._say_and_do)
        finally:
            self._begun.set()
            connections.close_all()

    def _say_and_do(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (self._pid,) = cursor.fetchone()
        self._begun.set()
        self._verb()


def committed(work: Callable[[], object]) -> datetime:
    """Do it in one transaction; gives when it was committed, by the database's clock."""
    with transaction.atomic(), connection.cursor() as cursor:
        work()
        cursor.execute("SELECT txid_current()::text::xid")
        (transaction_id,) = cursor.fetchone()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_xact_commit_timestamp(%s::text::xid)", [transaction_id])
        (at,) = cursor.fetchone()
    moment: datetime = at
    return moment


POINTS: dict[str, tuple[Any, str, bool]] = {  # what is called, and whether the point lies before it
    "before its rows are held": (holding.Holder, "hold", True),
    "after its rows are held": (holding.Holder, "hold", False),
    "before MAIL": (line.SmtpLine, "begin", True),
    "after RCPT": (line.SmtpLine, "begin", False),
    "before sending is committed": (states.Ledger, "begin", True),
    "after sending is committed": (states.Ledger, "begin", False),
    "after the server took it": (line.SmtpLine, "go", False),
}
NAIVE_POINTS = ("before MAIL", "after RCPT")  # those that every way to send has


@contextmanager
def at(point: str, interruption: Interruption) -> Iterator[None]:
    """Interrupt there, for the block."""
    target, name, is_before = POINTS[point]
    original = getattr(target, name)

    def step(*given: Any, **named: Any) -> Any:
        if is_before:
            interruption.here()
        result = original(*given, **named)
        if not is_before:
            interruption.here()
        return result

    with patch.object(target, name, step):
        yield
    interruption.end()
