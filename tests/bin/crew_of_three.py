"""A command like bin/dev in small, for test_processes.py: three programs, one of them obstinate, one with a child."""

import shlex
import sys
from pathlib import Path

from bin.local import keeper, locks, messages, processes

READY = "all are here"


def main(folder: Path, ends_by_itself: str) -> int:
    hold = locks.take(folder / "hold.lock", shared=False)
    kept = keeper.Keeper(folder, durable=False, database=False, broker=False, hold=hold)
    crew = processes.Crew(kept)
    try:
        start(crew, folder, ends_by_itself)
        crew.pump()
    except processes.Interrupted:
        pass
    finally:
        kept.dismiss()
        crew.drain(until=kept.is_done)
    return 0


def start(crew: processes.Crew, folder: Path, ends_by_itself: str) -> None:
    """Every program writes down its process id, and the ids of its children."""
    pids = shlex.quote(str(folder / "pids"))
    stay = f"echo $$ >> {pids}; exec sleep 600"
    with_child = f"sleep 600 & echo $! >> {pids}; echo $$ >> {pids}; wait"
    obstinate = f"trap '' TERM; echo $$ >> {pids}; while :; do sleep 1; done"
    for name, script in {"stay": stay, "parent": with_child, ends_by_itself: "exit 3", "stubborn": obstinate}.items():
        if name:
            crew.start(name, ["sh", "-c", script], environment={"PATH": "/usr/bin:/bin"})
    while len((folder / "pids").read_text().split() if (folder / "pids").exists() else []) < 4:
        crew.pump(seconds=0.05)
    messages.say(READY)


if __name__ == "__main__":
    sys.exit(
        messages.run(command="crew", main=lambda arguments: main(Path(arguments[0]), arguments[1]), arguments=sys.argv[1:])
    )
