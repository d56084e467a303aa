"""`bin/prove NAME ...` and `bin/bench NAME ...`: one of the long proofs or benches, against servers of its own."""

from collections.abc import Sequence
from pathlib import Path

from bin.local import environment, messages, places, processes, trials


def main(arguments: Sequence[str]) -> int:
    """Run the proof and give its exit code; without a name, list the proofs."""
    return run(arguments, package="tests.proofs", noun="proof", script="bin/prove")


def run(arguments: Sequence[str], *, package: str, noun: str, script: str) -> int:
    """Run a module of the package by its name; without a name, list them."""
    found = modules(package)
    if not arguments:
        for name, path in found.items():
            print(f"{name:<24}{first_line(path)}")
        return 0
    name, *rest = arguments
    if name not in found:
        raise messages.Stop(f"There is no {noun} {name!r}. {script} alone lists them.")
    environment.ensure()
    command = [str(places.PYTHON), "-m", f"{package}.{name}", *rest]
    with trials.servers() as (kept, values):
        quiet = {"LOG_LEVEL": "WARNING", **values}
        return processes.in_front(command, environment=quiet, watcher=kept, folder=places.ROOT)


def modules(package: str) -> dict[str, Path]:
    """What can be run, by name; what begins with an underscore is shared between them."""
    folder = places.ROOT.joinpath(*package.split("."))
    return {path.stem: path for path in sorted(folder.glob("[!_]*.py"))}


def first_line(path: Path) -> str:
    """What it says of itself: the first line of its docstring."""
    return path.read_text().partition("\n")[0].strip('"')
