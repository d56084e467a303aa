"""`bin/test`: pytest in the environment, with servers of its own and a browser."""

from collections.abc import Sequence

from bin.local import browser, environment, places, processes, trials


def main(arguments: Sequence[str]) -> int:
    """Run the tests; the exit code is pytest's."""
    environment.ensure()
    chromium = browser.find_or_install()
    with trials.servers() as (kept, values):
        return processes.in_front(
            [places.program("pytest"), *arguments],
            environment={**values, "CHROMIUM_PATH": chromium},
            watcher=kept,
            folder=places.ROOT,
        )
