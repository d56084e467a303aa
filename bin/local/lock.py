"""`bin/lock [--upgrade]`: requirements/*.in resolved to exact versions with hashes, for every platform."""

import subprocess
from collections.abc import Sequence

from bin.local import environment, messages, places

# One resolution for all: base.txt is written first and binds dev.txt.
NAMES = ("uv", "base", "dev")


def main(arguments: Sequence[str]) -> int:
    """Keep the locked versions that still fit, or take the newest with --upgrade."""
    if set(arguments) - {"--upgrade"}:
        raise messages.Stop("The only argument is --upgrade.")
    uv = environment.find_uv()
    if uv is None:
        raise messages.Stop("Locking needs uv, which cannot be installed here.")
    for name in NAMES:
        # No header and no index address: the lock says what, never from where.
        options = ["--universal", "--generate-hashes", "--no-header", "--python-version=3.11", "--quiet", *arguments]
        files = [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        constraint = ["--constraint", "requirements/base.txt"] if name == "dev" else []
        done = subprocess.run([uv, "pip", "compile", *options, *constraint, *files], cwd=places.ROOT, check=False)
        if done.returncode:
            raise messages.Stop(f"requirements/{name}.in cannot be locked; see above.")
    return 0
