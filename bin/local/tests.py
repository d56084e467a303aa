"""`bin/test`: pytest in the environment, with servers of its own and a browser."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bin.local import browser, environment, keeper, locks, places, settings, stand

GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY")


def main(arguments: Sequence[str]) -> int:
    """Run the tests; the exit code is pytest's."""
    environment.ensure()
    chromium = browser.find_or_install()
    forget_given_servers()
    folder, hold = free_stand()
    servers = keeper.Keeper(folder, durable=False, hold=hold)
    try:
        return _pytest(arguments, servers, {"CHROMIUM_PATH": chromium, "PRESENCE_ENV": "test"})
    finally:
        servers.dismiss()
        servers.wait()


def forget_given_servers() -> None:
    """Tests empty their databases, so they never get a person's own."""
    for name in GIVEN:
        os.environ.pop(name, None)


def free_stand() -> tuple[Path, int]:
    """The first stand for tests that no other run uses; each has servers of its own."""
    number = 1
    while True:
        folder = stand.folder(f"test-{number}")
        hold = locks.try_to_take(folder / "commands.lock")
        if hold is not None:
            return folder, hold
        number += 1


def _pytest(arguments: Sequence[str], servers: keeper.Keeper, extra: dict[str, str]) -> int:
    values = settings.for_django(dict(servers.addresses), port=8000) | extra
    process = subprocess.Popen([places.program("pytest"), *arguments], cwd=places.ROOT, env=values)
    servers.watch(process.pid, stop_with=signal.SIGTERM)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: process.send_signal(signal.SIGINT))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches pytest by itself, which ends in good order
    return process.wait()
