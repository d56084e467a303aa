"""What marking the days costs those who record (goal 14): the same rows with the trigger and without."""

from collections.abc import Iterator

from django.db import connections

from tests.bench import _pairs, ingest
from tests.bench._thousand import Thousand

ROWS = 1_000
_TRIGGER = "ALTER TABLE touchpoints_interaction {verb} TRIGGER mark_days_inserted"
# Rows of the last days once more, as an import of yesterday's would be.
_AGAIN = """
INSERT INTO touchpoints_interaction ({columns})
SELECT {values} FROM touchpoints_interaction WHERE organization_id = %s ORDER BY occurred_at DESC, id DESC LIMIT %s
"""


def marks(thousand: Thousand, *, pairs: int) -> Iterator[str]:
    """In the database alone, and as a request that is read, judged and written."""
    organization = thousand.largest.organization
    bare = _pairs.Paired([], [])
    for _ in range(4 * pairs):
        for verb, times in (("DISABLE", bare.floor), ("ENABLE", bare.product)):
            _run(_TRIGGER.format(verb=verb))
            times.append(_pairs.timed(lambda: _run(_again(), [organization.pk, ROWS])))
    yield f"{ROWS:,} rows in one statement: {bare.told(ROWS)}"
    whole = _pairs.Paired([], [])
    for number in range(2 * pairs):
        for verb, times in (("DISABLE", whole.floor), ("ENABLE", whole.product)):
            _run(_TRIGGER.format(verb=verb))
            times.append(ingest.take(organization, ingest.body(f"{verb}{number}", ROWS, judged=False)))
    yield f"{ROWS:,} rows in one request: {whole.told(ROWS)}"


def _again() -> str:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT * FROM touchpoints_interaction LIMIT 0")
        columns = [column.name for column in cursor.description]
    changed = {"id": "gen_random_uuid()", "external_ref": "''"}
    return _AGAIN.format(columns=", ".join(columns), values=", ".join(changed.get(name, name) for name in columns))


def _run(statement: str, values: list[object] | None = None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
