"""Cells for spreadsheets: a text that a spreadsheet would run as a formula is written with an apostrophe before it.

`restored` takes the apostrophe away again, so that what was exported and imported is what it was.
"""

import csv
import re
from collections.abc import Iterable, Iterator

# The wide forms are read as their narrow ones by spreadsheets in some languages. A plain number is no formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def safe(cell: str) -> str:
    """The cell's text as it may be written into a CSV file. NUL characters are left out: no reader takes them."""
    text = cell.replace("\0", "")
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def restored(cell: str) -> str:
    """The text that `safe` was given."""
    if cell.startswith("'") and _FORMULA.match(cell, 1):
        return cell[1:]
    return cell


class _Echo:
    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of a formula-safe CSV file, one row at a time, so that large files stream."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])
