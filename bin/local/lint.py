"""`bin/lint`: every gate that needs no test. All of them run, even when one fails."""

import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bin.local import environment, messages, places, trials

# Looks like production to `check --deploy`; the secret is good for one run.
PRODUCTION = {
    "PRESENCE_ENV": "production",
    "PRESENCE_URL": "https://presence.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "SECRET_KEY": secrets.token_urlsafe(64),
}


@dataclass(frozen=True)
class Gate:
    """One question about the code, answered by a program's exit code."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    """Run the gates two at a time; tell about each in order."""
    if arguments:
        raise messages.Stop("Takes no arguments.")
    environment.ensure()
    with trials.servers() as (_kept, values), ThreadPoolExecutor(max_workers=2) as pool:
        answers = [(gate, pool.submit(ask, gate, {**values, "LOG_LEVEL": "WARNING"})) for gate in gates()]
        failed = [gate.name for gate, answer in answers if not tell(gate, answer.result())]
    if failed:
        messages.say(f"\nFailed: {', '.join(failed)}.")
    return 1 if failed else 0


def gates() -> list[Gate]:
    python = str(places.PYTHON)
    manage = [python, "manage.py"]
    return [
        Gate("Types (mypy)", [places.program("mypy"), "."]),
        Gate("Code (ruff)", [places.program("ruff"), "check", "."]),
        Gate("Format of code (ruff)", [places.program("ruff"), "format", "--check", "."]),
        Gate("Templates (djlint)", [places.program("djlint"), "templates", "--lint", "--quiet"]),
        Gate("Floors and rooms (import-linter)", [places.program("lint-imports")]),
        Gate("Ready for production (check --deploy)", [*manage, "check", "--deploy", "--fail-level=WARNING"], PRODUCTION),
        Gate("Migrations say what the models say", [*manage, "makemigrations", "--check", "--dry-run"]),
        Gate("Migrations need no downtime", [python, "-m", "bin.local.migrations"]),
        Gate("Words of the product", [python, "-m", "bin.local.words"]),
        Gate("Nothing of one machine in the files", [python, "-m", "bin.local.machines"]),
    ]


def ask(gate: Gate, values: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        gate.command, cwd=places.ROOT, env={**values, **gate.environment}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip


def tell(gate: Gate, answer: "subprocess.CompletedProcess[str]") -> bool:
    """One line for a gate that holds, the program's words for one that does not."""
    holds = answer.returncode == 0
    print(f"{'ok    ' if holds else 'FAILED'}  {gate.name}", flush=True)
    if not holds:
        print(os.linesep.join(f"        {line}" for line in answer.stdout.splitlines()), flush=True)
    return holds
