"""`bin/prove NAME ...`: one of the long proofs in tests/proofs, against servers of its own."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bin.local import environment, keeper, messages, places, settings, tests

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
    tests.forget_given_servers()
    folder, hold = tests.free_stand()
    servers = keeper.Keeper(folder, durable=False, hold=hold)
    try:
        return _run(name, rest, servers)
    finally:
        servers.dismiss()
        servers.wait()


def proofs() -> dict[str, Path]:
    """The proofs by name; what begins with an underscore is shared between them."""
    return {path.stem: path for path in sorted(FOLDER.glob("[!_]*.py"))}


def first_line(proof: Path) -> str:
    """What it says of itself: the first line of its docstring."""
    return proof.read_text().partition("\n")[0].strip('"')


def _run(name: str, arguments: Sequence[str], servers: keeper.Keeper) -> int:
    values = settings.for_django(dict(servers.addresses), port=8000) | {"PRESENCE_ENV": "test"}
    command = [str(places.PYTHON), "-m", f"tests.proofs.{name}", *arguments]
    process = subprocess.Popen(command, cwd=places.ROOT, env=values)
    servers.watch(process.pid, stop_with=signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the proof by itself
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    return process.wait()
