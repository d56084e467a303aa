"""An import of 50,000 rows from upload to undo, beside bulk ingest of the same rows; and the memory of a 50 MB upload."""

import argparse
import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from presence.imports import actions, files, work
from presence.imports.models import Import
from presence.imports.rules import mapping
from presence.imports.rules.mapping import Source
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests import ground
from tests.bench import _pairs
from tests.conftest import Cast, make_cast
from touchpoints.interactions import ingest

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CUSTOMERS = 2_000
HEADER = "number,state,made_sla,caller_id,contact_type,opened_at,updated_at,location,category,group,description\r\n"
CHANNELS = {"Phone": "call", "Email": "email", "Chat": "chat"}
WORDS = {True: "TRUE", False: "FALSE"}


def lines(name: str, rows: int) -> Iterator[str]:
    """A service desk's export, one row per incident: nothing is superseded, every row is written."""
    yield HEADER
    for number in range(rows):
        at = NOW - timedelta(minutes=number % 40_000 + 60)
        yield (
            f"{name}-{number:06},Closed,{WORDS[number % 9 > 0]},customer {number % CUSTOMERS},"
            f"{list(CHANNELS)[number % 3]},{at:%d-%m-%Y %H:%M},{at:%d-%m-%Y %H:%M},Location {number % 40},"
            f'Category {number % 55},Group {number % 70},"They asked when the technician comes, and why it takes so long."\r\n'
        )


def pieces(content: Iterator[str]) -> Iterator[bytes]:
    """The file as an upload brings it."""
    rest = b""
    for line in content:
        rest += line.encode()
        if len(rest) >= 64 * 1024:
            yield rest
            rest = b""
    yield rest


def plain(name: str, rows: int) -> list[dict[str, Any]]:
    """What those lines say, as the API takes it."""
    return [
        {
            "external_ref": f"{name}-{number:06}",
            "customer_ref": f"customer {number % CUSTOMERS}",
            "touchpoint_key": "first-response",
            "occurred_at": NOW - timedelta(minutes=number % 40_000 + 60),
            "channel": list(CHANNELS.values())[number % 3],
            "note": "They asked when the technician comes, and why it takes so long.",
            "checks": [{"verdict": "kept" if number % 9 else "broken"}],
        }
        for number in range(rows)
    ]


def bulk(cast: Cast, name: str, rows: int) -> float:
    """The floor: the same interactions by the bulk way of the API, 10,000 at a time."""
    sent = plain(name, rows)

    def take() -> None:
        for start in range(0, rows, 10_000):
            with transaction.atomic():
                ingest.ingest(sent[start : start + 10_000], by=Actor.of(cast.leader), now=NOW, create_customers=True)

    return _pairs.timed(take)


def worked(source: Import) -> None:
    while work.advance(import_id=source.pk, now=NOW):
        pass
    with transaction.atomic():
        source.refresh_from_db()


def imported(cast: Cast, name: str, rows: int) -> dict[str, float]:
    """Seconds of each stage."""
    by = Actor.of(cast.leader)
    took: dict[str, float] = {}

    def stage(word: str, begin: Callable[[], object]) -> None:
        took[word] = _pairs.timed(begin)

    made: list[Import] = []
    stage(
        "upload",
        lambda: made.append(
            actions.upload(by=by, kind="interactions", file_name=f"{name}.csv", chunks=pieces(lines(name, rows)))
        ),
    )
    source = made[0]
    guessed = mapping.load(source.mapping)
    chosen = mapping.Matching({**guessed.sources, "touchpoint_key": Source(fixed="first-response")}, "UTC", guessed.options)
    actions.check(by=by, now=NOW, source=source, chosen=chosen)
    stage("check", lambda: worked(source))
    actions.start(by=by, now=NOW, source=source)
    stage("import", lambda: worked(source))
    assert source.counts == {"created": rows}, source.counts
    actions.undo(by=by, now=NOW, source=source)
    stage("undo", lambda: worked(source))
    assert source.counts == {"undone": rows}, source.counts
    return took


def memory(cast: Cast) -> str:
    """How much the process grows while it takes a file of nearly the greatest size."""
    line = list(lines("large", 1))[1]
    before = _peak()
    content = (f"{HEADER if not number else ''}{line}".encode() for number in range((files.LIMIT - 1024) // len(line)))
    source = actions.upload(by=Actor.of(cast.leader), kind="interactions", file_name="large.csv", chunks=content)
    return f"a file of {source.size / 1024**2:.0f} MB takes {_peak() - before:.0f} MB of memory"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int, rounds: int) -> None:
    with ground.database():
        cast = make_cast("Fieldstone Care", "fieldstone")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '60s'")  # as in the worker, which does this work
        with scope.acting_for(cast.organization):
            print(f"Memory: {memory(cast)}")
            for number in range(rounds):
                floor = bulk(cast, f"floor{number}", rows)
                took = imported(cast, f"product{number}", rows)
                whole = sum(took[word] for word in ("upload", "check", "import"))
                told = ", ".join(f"{word} {seconds:.1f} s" for word, seconds in took.items())
                print(f"{rows:,} rows: {told}")
                print(f"  upload to imported {whole:.1f} s; bulk ingest alone {floor:.1f} s; {whole / floor:.1f} x")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench imports", description=__doc__)
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    main(asked.rows, asked.rounds)
