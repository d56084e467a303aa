"""`python -m bin.local COMMAND ...`: what every script in bin/ hands over to."""

import importlib
import sys

from bin.local import messages

COMMANDS = {
    "setup": "environment",
    "dev": "dev",
    "assets": "assets",  # asked by the watcher of bin/dev
    "test": "tests",
    "lint": "lint",
    "ci": "ci",
    "manage": "manage",
    "lock": "lock",
    "prove": "proofs",
    "bench": "benches",
}


def main() -> int:
    command, *arguments = sys.argv[1:]
    module = importlib.import_module(f"bin.local.{COMMANDS[command]}")
    return messages.run(command=command, main=module.main, arguments=arguments)


sys.exit(main())
