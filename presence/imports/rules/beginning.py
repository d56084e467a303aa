"""The beginning of a file, read before anything is matched: encoding, delimiter, header, and what the columns hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from presence.imports.rules import decoding, parsing, profile
from presence.imports.rules.decoding import NotATable
from presence.imports.rules.mapping import UNKNOWN
from presence.imports.rules.profile import Profile

REJECTS = ("row", "field", "reason")
"""The columns that stand before the original ones in a file of rejected rows."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first bytes of a file tell."""

    encoding: str
    delimiter: str
    header: list[str]
    profile: Profile


def examine(
    head: bytes,
    *,
    is_whole: bool,
    is_utf_8: bool,
    encoding: str = "",
    delimiter: str = "",
    unknown: Iterable[str] = UNKNOWN,
) -> Beginning:
    """Read a file's beginning; encoding and delimiter are guessed unless given. Raises NotATable with words for the user."""
    decoding.refuse_other_formats(head)
    chosen = encoding or decoding.detect(head, is_utf_8=is_utf_8)
    ending = decoding.line_end(head, chosen)
    whole_lines = head if is_whole else head[: head.rfind(ending) + len(ending)] or head
    lines = decoding.lines([whole_lines], chosen, ending)
    first_lines = list(islice(lines, parsing.LINES_TRIED))
    header = parsing.header(first_lines, delimiter=delimiter)
    rest = chain((line for line in first_lines if line.number >= header.next_number), lines)
    records = parsing.records(rest, header.delimiter, width=len(header.names))
    seen = profile.profile(header.names, records, unknown=unknown, is_whole=is_whole)
    if not seen.rows:
        raise NotATable("The file has a header but no rows. Choose a file with at least one row below the header.")
    return Beginning(chosen, header.delimiter, header.names, seen)


def rows_start(pieces: Iterable[bytes], encoding: str, delimiter: str, ending: bytes) -> tuple[int, int]:
    """The byte and the line where the rows begin."""
    header = parsing.header(decoding.lines(pieces, encoding, ending), delimiter=delimiter)
    return header.end, header.next_number


def is_of_rejects(header: Sequence[str]) -> bool:
    """Whether this file is one of ours, with rejected rows that somebody may have corrected."""
    return tuple(name.casefold() for name in header[: len(REJECTS)]) == REJECTS
