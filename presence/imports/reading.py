"""From the file to rows: the first stage of a check. Each call reads some records and says where it stopped."""

from itertools import islice
from typing import Any

from django.db import connection

from presence.imports import files, saving
from presence.imports.models import Import
from presence.imports.plan import Plan
from presence.imports.rules import beginning, decoding, parsing
from presence.imports.rules.parsing import Record

ROWS_LIMIT = 200_000


class TooManyRows(ValueError):
    """More rows than one import may have."""

    def __init__(self) -> None:
        super().__init__(f"The file has more than {ROWS_LIMIT:,} rows. Split it and import the parts one after the other.")


def read_some(source: Import, plan: Plan, *, limit: int) -> dict[str, Any]:
    """Save up to `limit` more rows; returns the import's fields that changed. Raises TooManyRows."""
    records = list(islice(_records(source), limit))
    saving.insert_rows(source, [_row(plan, record) for record in records])
    total = source.total + len(records)
    if total > ROWS_LIMIT:
        raise TooManyRows
    if len(records) == limit:
        return {"total": total, "read_to": records[-1].end, "read_line": records[-1].next_number}
    _mark_superseded(source)
    return {"total": total, "read_to": source.size}


def _records(source: Import) -> Any:
    ending = decoding.line_end(next(files.read(source), b""), source.encoding)
    offset, number = source.read_to, source.read_line
    if offset == 0:
        offset, number = beginning.rows_start(files.read(source), source.encoding, source.delimiter, ending)
    lines = decoding.lines(files.read(source, offset), source.encoding, ending, offset=offset, number=number)
    return parsing.records(lines, source.delimiter, width=len(source.header))


def _row(plan: Plan, record: Record) -> dict[str, Any]:
    """A flawed row has no reference: its cells may stand in the wrong columns."""
    reference = "" if record.flaw else plan.reference(record.cells)
    return {"number": record.number, "cells": record.cells, "reference": reference[:300], "flaw": record.flaw[:300]}


# One statement, because a file may name 200,000 references; the window looks at this import's rows alone.
_SUPERSEDED = """
UPDATE presence_importrow AS row SET verdict = 'superseded'
  FROM (SELECT id, row_number() OVER (PARTITION BY reference ORDER BY number DESC) AS place
          FROM presence_importrow
         WHERE organization_id = %s AND import_id = %s AND reference <> '') AS placed
 WHERE row.organization_id = %s AND row.id = placed.id AND placed.place > 1
"""


def _mark_superseded(source: Import) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SUPERSEDED, [source.organization_id, source.pk, source.organization_id])
