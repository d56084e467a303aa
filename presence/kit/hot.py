"""How the hot paths ask the database: planned once a connection, then only executed.

Planning a statement that reads ten tables costs several times its execution. Parameters are bound by the server, so the text
is the same each time and stays prepared. Behind PgBouncer this needs version 1.21 with `max_prepared_statements`.
"""

import time
from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a constant statement, inside the caller's transaction."""
    connection.ensure_connection()
    began = time.monotonic()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        found = cursor.execute(statement, values, prepare=True).fetchall()
    if connection.queries_logged:  # as Django's own cursors do, so that tests can count
        connection.queries_log.append({"sql": statement, "time": f"{time.monotonic() - began:.3f}"})
    return found
