"""`bin/bench NAME ...`: one of the benches in tests/bench, against servers of its own. It prints ratios and fails no build."""

from collections.abc import Sequence

from bin.local import proofs


def main(arguments: Sequence[str]) -> int:
    """Run the bench; without a name, list the benches."""
    return proofs.run(arguments, package="tests.bench", noun="bench", script="bin/bench")
