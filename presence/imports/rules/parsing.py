"""From lines to records: delimiter, header, rows, and what is wrong with the form of a row.

A quotation mark that is never closed makes one line a problem; the lines after it are read on their own, so that nothing is
swallowed.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from presence.imports.rules.decoding import Line, NotATable

DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
COLUMNS_LIMIT = 500
LINES_TRIED = 200
"""How many lines the delimiter is guessed from."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file. `number` is the line it begins on, `end` the byte offset after it, `next_number` the line there."""

    number: int
    cells: list[str]
    end: int
    next_number: int
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, and where the rows begin."""

    names: list[str]
    delimiter: str
    end: int
    next_number: int


def header(lines: Iterable[Line], *, delimiter: str = "") -> Header:
    """The first line that is not blank; the delimiter is guessed from the lines after it unless given. Raises NotATable."""
    beginning = list(islice(lines, LINES_TRIED))
    announced = _announced(beginning)
    chosen = delimiter or announced or guess_delimiter([line.text for line in beginning])
    for record in records(beginning[1:] if announced else beginning, chosen):
        if record.flaw:
            raise NotATable(f"The header on line {record.number} cannot be read: {record.flaw}")
        return _checked(Header([name.strip() for name in record.cells], chosen, record.end, record.next_number))
    raise NotATable("The file has only blank lines. Choose a file with a header line and at least one row.")


def _announced(beginning: Sequence[Line]) -> str:
    """Excel's own first line "sep=;"."""
    first = beginning[0].text.strip() if beginning else ""
    delimiter = first.removeprefix("sep=")
    return delimiter if first.startswith("sep=") and delimiter in DELIMITERS else ""


def _checked(found: Header) -> Header:
    if len(found.names) > COLUMNS_LIMIT:
        raise NotATable(f"The header has more than {COLUMNS_LIMIT} columns, which is the most that can be read.")
    return found


def guess_delimiter(texts: Sequence[str]) -> str:
    """The delimiter that cuts most rows into the same number of cells, two or more; a comma where none does."""
    scores = {delimiter: _agreement(texts, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0, 0) else ","


def _agreement(texts: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Share of rows with the commonest width, and that width; nothing for a width of one."""
    found = [len(record.cells) for record in records(_as_lines(texts), delimiter)]
    if not found:
        return (0, 0)
    width, count = Counter(found).most_common(1)[0]
    return (round(count / len(found), 1), width) if width > 1 else (0, 0)


def _as_lines(texts: Iterable[str]) -> list[Line]:
    return [Line(number, text, 0) for number, text in enumerate(texts, start=1)]


def records(lines: Iterable[Line], delimiter: str, *, width: int = 0) -> Iterator[Record]:
    """The rows, blank ones left out. With the header's `width`, rows of another width are flawed."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _broken(feed, delimiter, str(error))
            continue
        if width and len(feed.taken) > 1 and len(cells) != width:
            yield _broken(feed, delimiter, "width")
        elif any(cell and not cell.isspace() for cell in cells):
            yield _whole(feed.taken, cells, width)


class _Feed:
    """Hands physical lines to csv.reader and remembers those of the current record, to take them back when it is broken."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._returned: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        return line.text

    def return_all_but_first(self) -> Line:
        first, *others = self.taken
        self._returned.extendleft(reversed(others))
        return first


def _whole(taken: Sequence[Line], cells: list[str], width: int) -> Record:
    flaw = next((line.flaw for line in taken if line.flaw), "")
    if width and len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if width and len(cells) != width and not flaw:
        flaw = f"This row has {_cells(len(cells))}, the header {width}. Check that each value stands in its column."
    return Record(taken[0].number, cells[: max(width, COLUMNS_LIMIT + 1)], taken[-1].end, taken[-1].number + 1, flaw)


def _broken(feed: _Feed, delimiter: str, error: str) -> Record:
    """The record's first line, cut at each delimiter; the lines after it are read on their own."""
    reached = feed.taken[-1].number
    first = feed.return_all_but_first()
    cells = [cell.strip().strip('"') for cell in first.text.rstrip("\r\n").split(delimiter)][:COLUMNS_LIMIT]
    return Record(first.number, cells, first.end, first.number + 1, first.flaw or _words(error, first.number, reached))


def _words(error: str, began: int, reached: int) -> str:
    if "new-line" in error:
        return "A line break stands inside a cell without quotation marks."
    if "field limit" in error and began == reached:
        return f"A cell on this line has more than {csv.field_size_limit():,} characters. Shorten it."
    if "end of data" in error or "field limit" in error:
        return "A quotation mark opens on this line and is never closed."
    if reached > began:
        return f"A quotation mark opens on this line and is not closed before line {reached}."
    return "Text follows a closing quotation mark. Double the quotation marks inside a cell, or remove them."


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
