"""Celery workers as in earnest, beside a bench: processes that reach the bench's database, broker and mail server."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from presence.celery import app

TICK = 5.0  # seconds, as in the timetable
LOOK = 0.2
OPTIONS = ("--loglevel=error", "--without-gossip", "--without-mingle")


@contextmanager
def working(processes: int) -> Iterator[None]:
    """So many worker processes during the block. What was left in the queues is thrown away before."""
    _purge()
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "presence", "worker", f"--concurrency={processes}", *OPTIONS]
    child = subprocess.Popen(command, env={**os.environ, **_addresses()})
    try:
        while not app.control.ping(timeout=LOOK):
            """It is still starting."""
        yield
    finally:
        child.terminate()
        child.wait()


def until(over: Callable[[], bool], tick: Callable[[], object]) -> float:
    """Tick as the timetable does until it is over; gives the seconds."""
    began = time.monotonic()
    due = began
    while not over():
        if time.monotonic() >= due:
            tick()
            due += TICK
        time.sleep(LOOK)
    return time.monotonic() - began


def ran(task: Any) -> int:
    """How many of these tasks the one worker has begun; its processes count together."""
    return sum(stats["total"].get(task.name, 0) for stats in (app.control.inspect(timeout=2, limit=1).stats() or {}).values())


def _purge() -> None:
    with app.connection_for_write() as broker:
        for queue in settings.CELERY_TASK_QUEUES:
            broker.default_channel.queue_purge(queue)


def _addresses() -> dict[str, str]:
    database = connections["default"].settings_dict
    who = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    return {
        "DATABASE_URL": f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "PRESENCE_PROCESS": "worker",
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }
