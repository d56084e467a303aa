"""Nothing is left running, in whatever way the command ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bin.local import locks, places, processes
from tests.bin import small_crew

PATIENCE = processes.PATIENCE + 10


def launch(folder: Path, *extras: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bin.small_crew", str(folder), *extras],
        cwd=places.ROOT,
        env={**os.environ, "PYTHONPATH": str(places.ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_ready(command: "subprocess.Popen[str]") -> None:
    assert command.stderr is not None
    assert command.stderr.readline().strip() == small_crew.READY


def wait_until_kept(folder: Path) -> None:
    """Wait for the keeper: the lock that it holds is given back when it has cleaned up."""
    os.close(locks.take(folder / "hold.lock", shared=False))


def running(folder: Path) -> list[int]:
    return [pid for pid in map(int, (folder / "pids").read_text().split()) if processes.is_alive(pid)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_after_a_signal(number: signal.Signals, tmp_path: Path) -> None:
    command = launch(tmp_path)
    wait_until_ready(command)
    assert len(running(tmp_path)) == 3

    command.send_signal(number)
    command.communicate(timeout=PATIENCE)
    wait_until_kept(tmp_path)

    assert running(tmp_path) == []
    assert command.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 0)


def test_a_program_that_ignores_its_signal_is_killed(tmp_path: Path) -> None:
    command = launch(tmp_path, "stubborn")
    wait_until_ready(command)

    command.kill()
    command.communicate(timeout=PATIENCE)
    wait_until_kept(tmp_path)

    assert running(tmp_path) == []


def test_a_program_that_ends_takes_the_others_with_it(tmp_path: Path) -> None:
    command = launch(tmp_path, "broken")

    _output, said = command.communicate(timeout=PATIENCE)
    wait_until_kept(tmp_path)

    assert command.returncode == 1
    assert "broken ended with code 3" in said
    assert running(tmp_path) == []


def test_output_says_who_wrote_it(capfd: pytest.CaptureFixture[str]) -> None:
    watcher = Unwatched()
    crew = processes.Crew(watcher)
    slowly = "echo one; printf tw; sleep 0.3; echo o >&2; sleep 600"
    crew.start("web", ["sh", "-c", slowly], environment=os.environ)
    shown = ""
    deadline = time.monotonic() + PATIENCE
    while "two" not in shown and time.monotonic() < deadline:
        crew.pump(seconds=0.05)
        shown += capfd.readouterr().out
    processes.end(watcher.pids)

    assert shown == "web    | one\nweb    | two\n"


class Unwatched:
    """A watcher that only remembers."""

    def __init__(self) -> None:
        self.pids: dict[int, int] = {}

    def watch(self, pid: int, *, stop_with: int) -> None:
        self.pids[pid] = stop_with


def test_a_zombie_counts_as_gone() -> None:
    child = subprocess.Popen(["true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not processes.is_alive(child.pid)
    child.wait()
