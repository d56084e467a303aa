"""Loads too large for one row at a time: indexes, references and triggers of the tables are put aside, and back afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections

# References come back unchecked for the rows that are there: the load made them from the rows they name.
_REFERENCES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) || ' NOT VALID' FROM pg_constraint
 WHERE contype = 'f' AND (conrelid = ANY(%(tables)s::regclass[]) OR confrelid = ANY(%(tables)s::regclass[]))
"""
_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype IN ('p', 'u') AND conrelid = ANY(%(tables)s::regclass[])
"""
_INDEXES = """
SELECT x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid) FROM pg_index x
 WHERE x.indrelid = ANY(%(tables)s::regclass[])
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u'))
"""


@contextmanager
def bare(*tables: str) -> Iterator[None]:
    """Within the block the owner writes these tables without indexes, references, triggers and the wall."""
    given = {"tables": list(tables)}
    constraints = [*_rows(_REFERENCES, given), *_rows(_KEYS, given)]
    indexes = _rows(_INDEXES, given)
    for table in tables:
        _run(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER")
    for table, name, _ in constraints:
        _run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        _run(f"DROP INDEX {name}")
    try:
        yield
    finally:
        _put_back(tables, [definition for _, definition in indexes], constraints)


def _put_back(tables: Sequence[str], indexes: Sequence[str], constraints: Sequence[tuple[str, ...]]) -> None:
    _run("SET maintenance_work_mem = '512MB'")
    for definition in indexes:
        _run(definition)
    for table, name, definition in reversed(constraints):
        _run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in tables:
        _run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _rows(statement: str, values: dict[str, Sequence[str]]) -> list[tuple[str, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _run(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
