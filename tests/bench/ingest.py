"""Bulk ingest (goal 12): rows as a client sends them, read, judged and written, beside a bare COPY into the same table."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connections, transaction

from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Organization
from tests import ground
from tests.bench import _pairs
from tests.conftest import make_cast
from touchpoints.interactions import ingest, intake

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CUSTOMERS = 300
COPIED = {
    "touchpoints_interaction": "SELECT {columns} FROM touchpoints_interaction WHERE external_ref LIKE %s ORDER BY external_ref",
    "touchpoints_check": (
        "SELECT {columns} FROM touchpoints_check WHERE interaction_id IN "
        "(SELECT id FROM touchpoints_interaction WHERE external_ref LIKE %s) ORDER BY interaction_id"
    ),
}


def body(name: str, rows: int, *, judged: bool) -> bytes:
    """The body of one request: rows with commitments, or with one check each."""
    return msgspec.json.encode([_row(f"{name}-{number:06}", number, judged=judged) for number in range(rows)])


def _row(ref: str, number: int, *, judged: bool) -> dict[str, Any]:
    at = NOW - timedelta(minutes=number % 40_000 + 60)
    outcome: dict[str, Any] = {"promised_by": at + timedelta(hours=2), "done_at": at + timedelta(hours=1)}
    if judged:
        outcome = {"checks": [{"verdict": "kept"}]}
    return {
        "external_ref": ref,
        "customer_ref": f"customer {number % CUSTOMERS}",
        "touchpoint_key": "first-response",
        "occurred_at": at,
        "handled_by": "human",
        "minutes": 12.5,
        "note": "They asked when the technician comes.",
        **outcome,
    }


def take(organization: Organization, sent: bytes) -> float:
    """What a request costs from its body to the commit."""

    def work() -> None:
        with scope.acting_for(organization), transaction.atomic():
            report = ingest.ingest(intake.split(sent, most=100_000), by=SYSTEM, now=NOW, create_customers=True)
        assert (report.created, report.rejected) == (len(report.ids), [])

    return _pairs.timed(work)


def exported(name: str) -> dict[str, tuple[str, bytes]]:
    """The rows of one batch as CSV for COPY, then taken out again: the same rows go in a second time, bare."""
    files = {}
    with connections["owner"].cursor() as cursor:
        for table, query in COPIED.items():
            columns = _columns(cursor, table)
            with cursor.copy(f"COPY ({_quoted(cursor, query.format(columns=columns), name)}) TO STDOUT (FORMAT csv)") as copy:
                files[table] = (columns, b"".join(bytes(block) for block in copy))
        for table in reversed(COPIED):
            cursor.execute(f"DELETE FROM {table} WHERE {_OF_BATCH[table]}", [f"{name}-%"])
    return files


_OF_BATCH = {
    "touchpoints_interaction": "external_ref LIKE %s",
    "touchpoints_check": "interaction_id IN (SELECT id FROM touchpoints_interaction WHERE external_ref LIKE %s)",
}


def _columns(cursor: Any, table: str) -> str:
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    return ", ".join(column.name for column in cursor.description)


def _quoted(cursor: Any, query: str, name: str) -> str:
    return str(cursor.mogrify(query, [f"{name}-%"]))


def copy_in(files: dict[str, tuple[str, bytes]]) -> float:
    """What a bare COPY of the same rows costs, with the same keys, indexes and references, and no validation."""

    def work() -> None:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            for table, (columns, content) in files.items():
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
                    copy.write(content)

    return _pairs.timed(work)


def measure(organization: Organization, rows: int, *, judged: bool, pairs: int) -> _pairs.Paired:
    def floor(number: int) -> float:
        name = f"floor{rows}{judged}{number}"
        take(organization, body(name, rows, judged=judged))
        return copy_in(exported(name))

    def product(number: int) -> float:
        return take(organization, body(f"product{rows}{judged}{number}", rows, judged=judged))

    return _pairs.paired(floor, product, rounds=pairs)


def main(sizes: Sequence[int], pairs: int) -> None:
    with ground.database():
        # COPY is refused for whom row-level security binds. The owner leaves it for the floor; the application stays bound.
        with connections["owner"].cursor() as cursor:
            for table in COPIED:
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        organization = make_cast("Fieldstone Care", "fieldstone").organization
        for rows in sizes:
            for judged in (False, True):
                told = measure(organization, rows, judged=judged, pairs=pairs).told(rows)
                print(f"{rows:>6,} rows {'with a check each' if judged else 'with commitments ':<18} {told}")


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="bin/bench ingest", description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--pairs", type=int, default=9)
    chosen = options.parse_args()
    main(chosen.rows, chosen.pairs)
