"""CSV for people: opens in a spreadsheet as it should, and no cell of it is ever run as a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_IN_MEMORY = 1024 * 1024


def safe(value: Any) -> str:
    """The cell's text. Text that a spreadsheet could take for a formula gets `'` in front; numbers and days are left alone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def write(rows: Iterable[Sequence[Any]], out: IO[str]) -> None:
    """Write rows, the header being the first of them."""
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([safe(value) for value in row])


def answer(rows: Iterable[Sequence[Any]], *, filename: str) -> FileResponse:
    """A download. It is written within the request, while the organization is in scope, to a file once it grows."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the response closes it
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", newline="")
    write(rows, text)
    text.detach()
    spool.seek(0)
    return FileResponse(spool, as_attachment=True, filename=filename, content_type="text/csv; charset=utf-8")
