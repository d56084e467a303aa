"""Sums of days and months are what the interactions say, whatever happens: 2,000 random histories, asked three ways."""

import argparse
import sys
import time

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests import ground
from tests.conftest import Cast, make_cast
from tests.metrics import streams
from tests.metrics.streams import Stream

TOLD_EVERY = 100


def prove(cast: Cast, *, cases: int) -> int:
    """Live through so many histories, each undone afterwards; says how many answers were compared. Raises at a fault."""
    lived = compared = 0

    @settings(
        max_examples=cases,
        deadline=None,
        derandomize=False,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(stream=streams.streams())
    def live(stream: Stream) -> None:
        nonlocal lived, compared
        with transaction.atomic(), scope.acting_for(cast.organization):
            compared += streams.check(cast.organization, Actor.of(cast.leader), stream)
            transaction.set_rollback(True)
        lived += 1
        if lived % TOLD_EVERY == 0:
            print(f"{lived} histories lived through", flush=True)

    live()
    return compared


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove rollups", description=__doc__)
    options.add_argument("--cases", type=int, default=2000)
    chosen = options.parse_args()
    with ground.database():
        began = time.monotonic()
        compared = prove(make_cast("Fieldstone Care", "fieldstone"), cases=chosen.cases)
        took = time.monotonic() - began
    print(f"{chosen.cases} histories in {took:.0f} s: {compared} answers from sums, from interactions and in plain Python.")
    print("All the same to the last digit.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
