"""A command like bin/dev in small, for test_processes.py: several programs, one of them with a child."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from bin.local import keeper, locks, messages, processes

READY = "all are here"


def main(folder: Path, extras: Sequence[str]) -> int:
    hold = locks.take(folder / "hold.lock", shared=False)
    kept = keeper.Keeper(folder, durable=False, database=False, broker=False, hold=hold)
    crew = processes.Crew(kept)
    try:
        start(crew, folder, extras)
        crew.pump()
    except processes.Interrupted:
        pass
    finally:
        kept.dismiss()
        crew.drain(until=kept.is_done)
    return 0


def start(crew: processes.Crew, folder: Path, extras: Sequence[str]) -> None:
    """Each program writes down its process id, and the ids of its children."""
    (folder / "pids").touch()
    pids = shlex.quote(str(folder / "pids"))
    scripts = {
        "simple": f"echo $$ >> {pids}; exec sleep 600",
        "parent": f"sleep 600 & echo $! >> {pids}; echo $$ >> {pids}; wait",
        "stubborn": f"trap '' TERM; echo $$ >> {pids}; while :; do sleep 1; done",
        "broken": f"echo $$ >> {pids}; exit 3",
    }
    names = ["simple", "parent", *extras]
    for name in names:
        crew.start(name, ["sh", "-c", scripts[name]], environment={"PATH": "/usr/bin:/bin"})
    while len((folder / "pids").read_text().split()) <= len(names):
        crew.pump(seconds=0.05)
    messages.say(READY)


if __name__ == "__main__":
    sys.exit(messages.run(command="crew", main=lambda given: main(Path(given[0]), given[1:]), arguments=sys.argv[1:]))
