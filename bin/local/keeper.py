"""The keeper: a process apart that holds the servers for one command, and cleans up after it.

The command holds one end of a pipe. When the command ends, in whatever way, kill -9 included, the
pipe breaks; the keeper then stops the processes it was told of, leaves the stand, and ends.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bin.local import messages, places, processes, stand


class Keeper:
    """The command's side."""

    def __init__(
        self, folder: Path, *, durable: bool, database: bool = True, broker: bool = True, hold: int | None = None
    ) -> None:
        """Start the servers. `hold` is a lock that the keeper holds on to until it has cleaned up."""
        wishes = json.dumps({"durable": durable, "database": database, "broker": broker})
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bin.local.keeper", str(folder), wishes],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
            pass_fds=[hold] if hold is not None else [], env={**os.environ, "PYTHONPATH": str(places.ROOT)},
        )  # fmt: skip
        assert self._process.stdout is not None
        try:
            answer = json.loads(self._process.stdout.readline() or '{"stop": "The servers do not start."}')
        except BaseException:
            self.dismiss()
            raise
        if "stop" in answer:
            raise messages.Stop(answer["stop"])
        self.addresses: Mapping[str, str] = answer

    def watch(self, pid: int, *, stop_with: int) -> None:
        """Have the process stopped with this signal when the command has ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{pid} {stop_with}\n")
        self._process.stdin.flush()

    def dismiss(self) -> None:
        """Begin to clean up; `is_done` tells when nothing is left."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def is_done(self) -> bool:
        return self._process.poll() is not None

    def wait(self) -> None:
        self._process.wait()


@contextlib.contextmanager
def keeping(
    folder: Path, *, durable: bool, database: bool = True, broker: bool = True, hold: int | None = None
) -> Iterator[Keeper]:
    """Have the servers for the block, and wait until everything is cleaned up after it."""
    keeper = Keeper(folder, durable=durable, database=database, broker=broker, hold=hold)
    try:
        yield keeper
    finally:
        keeper.dismiss()
        keeper.wait()


def main(folder: str, wishes: str) -> None:
    """The keeper's side: answer with the servers' addresses, or why there are none."""
    try:
        place = stand.at(Path(folder), **json.loads(wishes))
        inside = place.enter()
    except messages.Stop as stop:
        _answer({"stop": str(stop)})
        return
    except OSError as error:
        _answer({"stop": messages.plain(error)})
        return
    try:
        _answer(place.addresses())
        processes.end({int(pid): int(number) for pid, number in map(str.split, sys.stdin)})
    finally:
        place.leave(inside)


def _answer(content: Mapping[str, str]) -> None:
    try:
        print(json.dumps(content), flush=True)
    except BrokenPipeError:  # the command is gone already
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
