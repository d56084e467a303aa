"""From bytes to lines of text: which encoding, and what is no table at all.

Lines are cut at byte level and decoded one by one, so that reading can stop after any line and go on from a byte offset.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import charset_normalizer

HEAD_BYTES = 4 * 1024 * 1024
"""How much of a file is looked at before the columns are matched."""

FOREIGN_BYTES = 12
"""Fewer bytes above 127 than this say nothing about an eight-bit encoding."""

FEW_CONTROLS = 8
"""So many control characters may stand in a small text by mistake."""

LINE_BYTES = 1024 * 1024
"""A longer line is cut off and said to be a problem: no table has such rows."""

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "cp1252": "Windows, Western Europe (1252)",
    "latin-1": "Latin-1 (ISO 8859-1)",
    "cp1250": "Windows, Central Europe (1250)",
    "cp1251": "Windows, Cyrillic (1251)",
    "cp1253": "Windows, Greek (1253)",
    "cp1254": "Windows, Turkish (1254)",
    "mac-roman": "Macintosh, Western Europe",
    "shift-jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
}

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive. Unpack it, or open the workbook it is and save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls). Open it and save the sheet as CSV"),
    (b"\x1f\x8b", "compressed (gzip). Unpack it first"),
    (b"BZh", "compressed (bzip2). Unpack it first"),
    (b"\xfd7zXZ", "compressed (xz). Unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Unpack it first"),
    (b"Rar!", "a RAR archive. Unpack it first"),
    (b"%PDF", "a PDF document. Export the data as CSV from where it comes from"),
    (b"\x89PNG", "a picture. Export the data as CSV from where it comes from"),
    (b"\xff\xd8\xff", "a picture. Export the data as CSV from where it comes from"),
    (b"SQLite format 3", "a database file. Export the table as CSV"),
    (b"{\\rtf", "a text document (RTF). Save it as CSV"),
)
_WORKBOOK = re.compile(rb"xl/|workbook\.xml")
_MARKUP = re.compile(rb"\s*(<\?xml|<!doctype|<html)", re.IGNORECASE)
_JSON = re.compile(rb"\s*(\[\s*)?\{\s*(\"|\})")


class NotATable(ValueError):
    """The file cannot be read as rows and columns. The message says what it is and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line. `end` is the byte offset after it; `flaw` says in words what was wrong with its bytes."""

    number: int
    text: str
    end: int
    flaw: str = ""


def refuse_other_formats(head: bytes) -> None:
    """Raise NotATable when the first bytes belong to something that is no CSV file, whatever its name says."""
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NotATable("The file is empty. Choose a file with a header line and at least one row.")
    if head.startswith(b"PK") and _WORKBOOK.search(head):
        raise NotATable("This is not a CSV file but an Excel workbook (.xlsx). Open it, save the sheet as CSV and upload that.")
    for signature, words in _SIGNATURES:
        if head.startswith(signature):
            raise NotATable(f"This is not a CSV file but {words}, then upload that.")
    if _MARKUP.match(head):
        raise NotATable("This is not a CSV file but a web page or XML. Export the data as CSV, then upload that.")
    if _JSON.match(head):
        raise NotATable("This is not a CSV file but JSON. Export the data as CSV, or send it to the API.")
    if _is_binary(head):
        raise NotATable("This is not a text file. Export the data as CSV, then upload that.")


def _is_binary(head: bytes) -> bool:
    """Many control characters that text does not have, one byte in fifty (UTF-16's zero bytes aside)."""
    if _utf_16(head):
        return False
    sample = head[:65536]
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    return controls > FEW_CONTROLS and controls * 50 > len(sample)


def _utf_16(head: bytes) -> str:
    """UTF-16 without a mark: Latin text has a zero in every second byte, and nowhere else."""
    for mark, name in _BOMS[1:]:
        if head.startswith(mark):
            return name
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def detect(head: bytes, *, is_utf_8: bool) -> str:
    """The most likely encoding, one of ENCODINGS. `is_utf_8` says whether the whole file decodes as UTF-8."""
    sixteen = _utf_16(head)
    if sixteen:
        return sixteen
    if is_utf_8 or _is_mostly_utf_8(head):
        return "utf-8"
    return _eight_bit(head[:65536])


def _is_mostly_utf_8(head: bytes) -> bool:
    """Nine in ten lines with other than ASCII decode: a few damaged lines are problems of their rows, not of the file."""
    foreign = [line for line in head.split(b"\n") if not line.isascii()]
    damaged = sum(not _is_utf_8(line) for line in foreign)
    return damaged * 10 <= len(foreign)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(sample: bytes) -> str:
    """charset-normalizer's word for it when it is one of ours; Windows 1252 is by far the commonest otherwise."""
    if sum(byte > 127 for byte in sample) < FOREIGN_BYTES:
        return "cp1252"  # too few signs to tell; the preview shows them, and the encoding can be changed
    best = charset_normalizer.from_bytes(sample, cp_isolation=list(_NORMALIZER_NAMES)).best()
    return _NORMALIZER_NAMES.get(best.encoding, "cp1252") if best else "cp1252"


# Latin-1 is read as Windows 1252: the same characters, and the signs that Windows adds.
_NORMALIZER_NAMES = {
    "cp1252": "cp1252",
    "latin_1": "cp1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1253": "cp1253",
    "cp1254": "cp1254",
    "mac_roman": "mac-roman",
    "shift_jis": "shift-jis",
    "gb18030": "gb18030",
}


class Utf8Check:
    """Told each piece of an upload as it passes; knows at the end whether the whole is UTF-8, and how many lines it has."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.is_utf_8 = True
        self.line_ends = 0

    def see(self, piece: bytes, *, final: bool = False) -> None:
        self.line_ends += piece.count(b"\n")
        if self.is_utf_8:
            try:
                self._decoder.decode(piece, final)
            except UnicodeDecodeError:
                self.is_utf_8 = False


def line_end(head: bytes, encoding: str) -> bytes:
    """What ends a line in this file. A lone carriage return does where there is no line feed at all."""
    feed, carriage_return = "\n".encode(encoding), "\r".encode(encoding)
    return carriage_return if feed not in head and carriage_return in head else feed


def lines(pieces: Iterable[bytes], encoding: str, ending: bytes, *, offset: int = 0, number: int = 1) -> Iterator[Line]:
    """The physical lines from a byte offset on, which `pieces` begin at; `number` is the first one's number.

    Every line but the last keeps its line end. Never raises: bytes that do not decode are replaced and said as a flaw.
    """
    for raw, length in _cut(pieces, ending):
        is_first, offset = offset == 0, offset + length
        text, flaw = _decode(raw, encoding)
        if length > LINE_BYTES:
            text, flaw = text[:1000], f"This line is longer than {LINE_BYTES // 1024:,} kB; the rest is left out."
        yield Line(number, text.removeprefix("\ufeff") if is_first else text, offset, flaw)
        number += 1


def _cut(pieces: Iterable[bytes], ending: bytes) -> Iterator[tuple[bytes, int]]:
    """Raw lines with their true length; of an overlong one only the beginning is kept in memory."""
    rest, dropped = b"", 0
    for piece in pieces:
        data, start = rest + piece, 0
        for end in _ends(data, ending):
            yield data[start : min(end, start + LINE_BYTES)], end - start + dropped
            start, dropped = end, 0
        rest = data[start : start + LINE_BYTES]
        dropped += len(data) - start - len(rest)
    if rest:
        yield rest, len(rest) + dropped


def _ends(data: bytes, ending: bytes) -> Iterator[int]:
    """Offsets after each line end. In UTF-16 the two bytes must stand on an even offset to be a line end."""
    width = len(ending)
    at = data.find(ending)
    while at >= 0:
        if at % width == 0:
            yield at + width
            at = data.find(ending, at + width)
        else:
            at = data.find(ending, at + 1)


def _decode(raw: bytes, encoding: str) -> tuple[str, str]:
    flaw = ""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode(encoding, "replace")
        flaw = f"This line has characters that are not {ENCODINGS[encoding]}. Choose another encoding or correct them."
    if "\0" in text:
        text = text.replace("\0", "")
        flaw = flaw or "This line has zero bytes (NUL), which were left out. Check that its cells are right."
    return text, flaw
