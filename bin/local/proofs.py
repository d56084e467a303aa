"""`bin/prove NAME ...`: one of the long proofs in tests/proofs, against servers of its own."""

from collections.abc import Sequence
from pathlib import Path

from bin.local import environment, messages, places, processes, trials

FOLDER = places.ROOT / "tests" / "proofs"


def main(arguments: Sequence[str]) -> int:
    """Run the proof and give its exit code; without a name, list the proofs."""
    if not arguments:
        for name, proof in proofs().items():
            print(f"{name:<24}{first_line(proof)}")
        return 0
    name, *rest = arguments
    if name not in proofs():
        raise messages.Stop(f"There is no proof {name!r}. bin/prove alone lists them.")
    environment.ensure()
    command = [str(places.PYTHON), "-m", f"tests.proofs.{name}", *rest]
    with trials.servers() as (kept, values):
        return processes.in_front(command, environment=values, watcher=kept, folder=places.ROOT)


def proofs() -> dict[str, Path]:
    """The proofs by name; what begins with an underscore is shared between them."""
    return {path.stem: path for path in sorted(FOLDER.glob("[!_]*.py"))}


def first_line(proof: Path) -> str:
    """What it says of itself: the first line of its docstring."""
    return proof.read_text().partition("\n")[0].strip('"')
