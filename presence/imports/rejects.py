"""The file of rows that were not imported: where, which field, why, and the cells as they were."""

import io
import tempfile
from collections.abc import Iterator
from typing import IO

from django.db.models import Q, QuerySet

from presence.imports import importers
from presence.imports.models import Import, ImportRow
from presence.imports.rules.beginning import REJECTS
from presence.kit import spreadsheets

_ROWS_IN_MEMORY = 2_000


def rejected(source: Import) -> Q:
    """Rows with problems: before the import those found by the check, after it those that were left out."""
    if source.started_at is None:
        return Q(verdict=ImportRow.Verdict.PROBLEM)
    return Q(outcome__in=[ImportRow.Outcome.SKIPPED, ImportRow.Outcome.REJECTED])


def write(source: Import) -> IO[bytes]:
    """The file, at its beginning; on disk when it is large. UTF-8 with a mark, so that spreadsheets read it right."""
    rows = ImportRow.rows().filter(rejected(source), source=source)
    is_large = rows.count() > _ROWS_IN_MEMORY
    file: IO[bytes] = tempfile.TemporaryFile() if is_large else io.BytesIO()  # noqa: SIM115  the answer closes it
    file.write("\ufeff".encode())
    for line in spreadsheets.lines(_cells(source, rows)):
        file.write(line.encode("utf-8", "replace"))
    file.seek(0)
    return file


def _cells(source: Import, rows: QuerySet[ImportRow]) -> Iterator[list[str]]:
    yield [*REJECTS, *source.header]
    labels = {field.name: field.label for field in importers.importer_for(source.kind).fields()}
    for row in rows.order_by("number").iterator(chunk_size=1000):
        named = [labels.get(problem["field"], "") for problem in row.problems]
        reasons = " ".join(problem["message"] for problem in row.problems)
        yield [str(row.number), "; ".join(filter(None, named)), reasons, *row.cells]
