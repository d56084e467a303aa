"""Eight writers amend one promise 1,000 times each: gap-free numbers, every accepted amendment there, the chain whole."""

import argparse
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from presence.customers import actions as customers
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions, chain, reading, rules, writing
from promises.record.chain import StoredRevision
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests import ground
from tests.conftest import Cast, make_cast

START_TOGETHER_SECONDS = 20


@dataclass
class Tally:
    """What the writers were told: the reasons of accepted amendments, how often somebody came too late, and how often one
    waited for the promise so long that they were asked to try again (a page answers 503 then).
    """

    reasons: list[str] = field(default_factory=list)
    collisions: int = 0
    waits: int = 0


Amend = Callable[[Cast, Promise, str, threading.Barrier], Tally]


def race(cast: Cast, promise: Promise, *, writers: int, each: int, amend: Amend) -> Tally:
    """Let the writers go at once, each in its own thread with its own connection."""
    ready = threading.Barrier(writers, timeout=START_TOGETHER_SECONDS)
    with ThreadPoolExecutor(writers) as pool:
        work = [pool.submit(_write, cast, promise, name=name, each=each, amend=amend, ready=ready) for name in range(writers)]
        tallies = [writer.result() for writer in work]
    reasons = [reason for tally in tallies for reason in tally.reasons]
    return Tally(reasons, sum(tally.collisions for tally in tallies), sum(tally.waits for tally in tallies))


def faults(cast: Cast, promise: Promise, tally: Tally) -> list[str]:
    """What the database holds otherwise than the writers were told."""
    with scope.acting_for(cast.organization), transaction.atomic():
        history = reading.history(promise.pk)
        found = chain.verify(history, current_number=Promise.rows().get(pk=promise.pk).current_number)
    if sorted(revision.reason or "" for revision in history[1:]) != sorted(tally.reasons):
        found.append(f"{len(tally.reasons)} amendments were accepted, {len(history) - 1} are there.")
    return found


def amend_until_accepted(cast: Cast, promise: Promise, reason: str, ready: threading.Barrier) -> Tally:
    """As people at their pages do: read, write, and when somebody was faster, read again."""
    told = Tally([reason])
    while True:
        try:
            with transaction.atomic():
                _amend(cast, promise, _current(promise), reason)
        except actions.StaleRevision:
            told.collisions += 1
        except OperationalError as busy:
            if not isinstance(busy.__cause__, LockNotAvailable):
                raise
            told.waits += 1
        else:
            return told


def amend_without_lock(cast: Cast, promise: Promise, reason: str, ready: threading.Barrier) -> Tally:
    """The naive way: read, then write what follows, without holding the promise. All read before anybody writes."""
    with transaction.atomic():
        current = _current(promise)
    ready.wait()
    try:
        with transaction.atomic():
            lines = rules.clean_terms([TermInput("exclusion", "Nothing else")])
            fresh = Promise.rows().get(pk=promise.pk)
            writing.append(
                fresh, rules.wording_of(current), lines, by=_by(cast), now=datetime.now(UTC), reason=reason, after=current
            )
    except DatabaseError:
        return Tally([], 1)
    return Tally([reason], 0)


def _amend(cast: Cast, promise: Promise, current: StoredRevision, reason: str) -> None:
    actions.amend(
        by=_by(cast),
        now=datetime.now(UTC),
        promise=promise,
        expected_number=current.number,
        reason=reason,
        title=reason,
        source=current.source,
        terms=[TermInput("exclusion", "Nothing else")],
    )


def _current(promise: Promise) -> StoredRevision:
    return reading.current([promise.pk])[promise.pk]


def _by(cast: Cast) -> Actor:
    return Actor.of(cast.agent)


def _write(cast: Cast, promise: Promise, *, name: int, each: int, amend: Amend, ready: threading.Barrier) -> Tally:
    whole = Tally()
    try:
        with scope.acting_for(cast.organization):
            for place in range(each):
                told = amend(cast, promise, f"Writer {name}, amendment {place}", ready)
                whole.reasons += told.reasons
                whole.collisions += told.collisions
                whole.waits += told.waits
    finally:
        connection.close()
    return whole


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/prove amendments", description=__doc__)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--each", type=int, default=1000)
    chosen = options.parse_args()
    with ground.database():
        cast = make_cast("Fieldstone Care", "fieldstone")
        with scope.acting_for(cast.organization), transaction.atomic():
            customer = customers.add(by=_by(cast), name="Harbor Dental Group")
            terms = [TermInput("exclusion", "Nothing else")]
            promise = actions.write(
                by=_by(cast), now=datetime.now(UTC), customer=customer, title="Care plan", source="quote", terms=terms
            )
        began = time.monotonic()
        tally = race(cast, promise, writers=chosen.writers, each=chosen.each, amend=amend_until_accepted)
        wrong = faults(cast, promise, tally)
    print(f"{len(tally.reasons)} amendments by {chosen.writers} writers in {time.monotonic() - began:.0f} s")
    print(f"{tally.collisions} came too late, were told so, and wrote again; {tally.waits} waited too long and tried again")
    print(*(wrong or ["No number missing or given twice, nothing lost, chain verified."]), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
