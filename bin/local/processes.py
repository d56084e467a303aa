"""Running several programs as one: prefixed output, one signal stops all."""

import contextlib
import math
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from bin.local import messages, places

PATIENCE = 5.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Watcher(Protocol):
    """Who is told of every process that must not outlive the command."""

    def watch(self, pid: int, *, stop_with: int) -> None: ...


class Interrupted(Exception):
    """A signal asked the command to end."""


class Crew:
    """The programs of one command, with their output in one stream."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._outputs = selectors.DefaultSelector()
        self._begun: dict[str, bytes] = {}
        self._interrupted = False

    def start(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], stop_with: int = signal.SIGTERM
    ) -> None:
        """Start a program in a session of its own, so that Ctrl-C reaches this command only."""
        for number in STOPPING:
            signal.signal(number, self._interrupt)
        process = subprocess.Popen(
            command, env=environment, cwd=places.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        self._watcher.watch(process.pid, stop_with=stop_with)
        self._running[name] = process
        self._outputs.register(process.stdout, selectors.EVENT_READ, name)

    def pump(self, *, seconds: float = math.inf) -> None:
        """Pass output on for this long.

        Raises Interrupted after a signal, and Stop when a program ended by itself.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._pass_on(timeout=0.1)
            if self._interrupted:
                raise Interrupted
            for name, process in self._running.items():
                if process.poll() is not None:
                    self._pass_on(timeout=0)
                    raise messages.Stop(f"{name} ended with code {process.returncode}; its last lines are above.")

    def drain(self, *, until: Callable[[], bool]) -> None:
        """Drop the output, so that no program has to wait for it, while somebody else stops them."""
        while not until():
            self._pass_on(timeout=0.05, show=False)
            for process in self._running.values():
                process.poll()  # lets the kernel forget it, so that it counts as gone

    def _pass_on(self, *, timeout: float, show: bool = True) -> None:
        if not self._outputs.get_map():
            time.sleep(timeout)
        for key, _events in self._outputs.select(timeout):
            stream: IO[bytes] = key.fileobj  # type: ignore[assignment]
            chunk = os.read(stream.fileno(), 65536)
            if show:
                self._show(key.data, chunk)
            if not chunk:
                self._outputs.unregister(stream)

    def _show(self, name: str, chunk: bytes) -> None:
        """Print whole lines, and what is left when the program has closed its output."""
        *lines, begun = (self._begun.pop(name, b"") + chunk).split(b"\n")
        if begun and not chunk:
            lines.append(begun)
        elif begun:
            self._begun[name] = begun
        for line in lines:
            sys.stdout.write(f"{name:<6} | {line.decode(errors='replace')}\n")
        sys.stdout.flush()

    def _interrupt(self, _number: int, _frame: object) -> None:
        self._interrupted = True


def in_front(command: Sequence[str], *, environment: Mapping[str, str], watcher: Watcher, folder: Path | None = None) -> int:
    """Run a program in the terminal and give its exit code. Ctrl-C is its own affair, other signals are passed on."""
    process = subprocess.Popen(command, env=environment, cwd=folder)
    watcher.watch(process.pid, stop_with=signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: process.send_signal(number))
    code = process.wait()
    return code if code >= 0 else 128 - code


def end(watched: Mapping[int, int]) -> None:
    """Send each process its signal, wait for all, and kill what is left with everything it started."""
    for pid, number in watched.items():
        _send(os.kill, pid, number)
    deadline = time.monotonic() + PATIENCE
    while any(is_alive(pid) for pid in watched) and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in watched:
        _send(os.killpg, pid, signal.SIGKILL)
        _send(os.kill, pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether it still runs; a zombie, whose parent has not looked yet, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()


def _send(how: Callable[[int, int], None], pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        how(pid, number)
