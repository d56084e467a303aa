"""bin/dev for real: everything runs and answers, one signal stops all of it, and the data is there the next time."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from bin.local import places, ports, settings

PATIENCE = 120.0


class Run:
    """One run of bin/dev, with its output in a file."""

    def __init__(self, home: Path) -> None:
        self.port = ports.free()
        self.said = home / "said"
        clean = {name: value for name, value in os.environ.items() if name not in GIVEN}
        with self.said.open("w") as output:
            self.process = subprocess.Popen(
                [str(places.ROOT / "bin" / "dev")],
                env={**clean, "PRESENCE_HOME": str(home), "PRESENCE_PORT": str(self.port), "PRESENCE_DEMO": "0"},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self) -> None:
        """Ready means that the database, the broker, a worker and beat have all been heard of."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.is_ready():
                return
            time.sleep(0.2)
        pytest.fail(f"bin/dev is not ready: {self.said.read_text()[-3000:]}")

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(json.load(answer)["ready"])
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


GIVEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "PRESENCE_ENV", "PRESENCE_URL", *settings.JUDGED_BY_DJANGO}


def left_running(home: Path) -> list[str]:
    """What still runs of a home: every process of it names the home in its arguments or its environment."""
    listed = subprocess.run(["ps", "-eww", "-o", "stat=,args="], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if str(home) in line and not line.startswith("Z")]


def test_everything_runs_and_one_signal_stops_it(open_folder: Callable[[], Path]) -> None:
    home = open_folder()
    first = Run(home)
    first.wait_until_ready()
    assert left_running(home)

    assert first.stop() == 0

    said = first.said.read_text()
    assert f"Presence runs at http://localhost:{first.port}" in said
    assert said.endswith("Everything has stopped. The data is kept.\n")
    assert left_running(home) == []
    assert ports.is_free(first.port)

    second = Run(home)
    second.wait_until_ready()
    assert second.stop() == 0

    assert "Migrating" not in second.said.read_text()
