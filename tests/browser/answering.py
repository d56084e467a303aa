"""How many requests are being answered. A page that is closed leaves its last ones to the server, and the tables are emptied
after each test: emptied under a request, they deadlock."""

import threading
from typing import Any

from django.core.signals import request_finished, request_started

PATIENCE = 20.0  # seconds; no request takes as long, however busy the machine

_changed = threading.Condition()
_open = 0


def listen() -> None:
    """Called once, before the server starts."""
    request_started.connect(_begun)
    request_finished.connect(_ended)


def count() -> None:
    """From now on: a test without a browser may have left an answer unread, which nobody waits for."""
    global _open  # noqa: PLW0603  signals know no object of ours
    with _changed:
        _open = 0


def wait_for_all() -> None:
    """Until every request has been answered. Raises AssertionError when one is not."""
    with _changed:
        assert _changed.wait_for(lambda: _open <= 0, timeout=PATIENCE), f"{_open} requests are not answered."


def _begun(**_facts: Any) -> None:
    _add(1)


def _ended(**_facts: Any) -> None:
    _add(-1)


def _add(amount: int) -> None:
    global _open  # noqa: PLW0603  signals know no object of ours
    with _changed:
        _open += amount
        _changed.notify_all()
