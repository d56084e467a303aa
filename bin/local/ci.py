"""`bin/ci`: what continuous integration runs, from a fresh clone: the gates, then the tests."""

import subprocess
from collections.abc import Sequence

from bin.local import messages, places


def main(arguments: Sequence[str]) -> int:
    """Run both even when the gates fail, so that one run tells everything."""
    if arguments:
        raise messages.Stop("Takes no arguments.")
    codes = [subprocess.call([str(places.ROOT / "bin" / command)]) for command in ("lint", "test")]
    return next((code for code in codes if code), 0)
