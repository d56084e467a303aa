"""The file of an import, kept in pieces, so that 50 MB are never in memory at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from presence.imports.models import FilePiece, Import
from presence.imports.rules import decoding
from presence.kit import refusals

LIMIT = 50 * 1024 * 1024
PIECE = 256 * 1024


class TooLarge(refusals.Refusal):
    """The file is larger than what can be imported at once."""

    def __init__(self) -> None:
        super().__init__(f"The file is larger than {LIMIT // 1024**2} MB. Split it and import the parts one after the other.")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was learned about a file while it passed. `head` is its beginning."""

    size: int
    head: bytes
    is_utf_8: bool


def store(source: Import, chunks: Iterable[bytes]) -> Stored:
    """Write the file of a saved import. Raises TooLarge; the caller's transaction takes the pieces back."""
    check = decoding.Utf8Check()
    head = bytearray()
    size = 0
    for position, content in enumerate(_pieces(chunks)):
        size += len(content)
        if size > LIMIT:
            raise TooLarge
        check.see(content)
        head += content[: decoding.HEAD_BYTES - len(head)]
        FilePiece.rows().create(source=source, position=position, content=content)
    check.see(b"", final=True)
    return Stored(size, bytes(head), check.is_utf_8)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        while len(rest) >= PIECE:
            yield rest[:PIECE]
            rest = rest[PIECE:]
    if rest:
        yield rest


def read(source: Import, offset: int = 0) -> Iterator[bytes]:
    """The file's bytes from an offset on, a piece at a time."""
    position, skipped = divmod(offset, PIECE)
    while (content := _content(source, position)) is not None:
        yield content[skipped:]
        position, skipped = position + 1, 0


def head(source: Import) -> bytes:
    """The file's beginning, as much as is looked at before the columns are matched."""
    found = bytearray()
    for content in read(source):
        found += content
        if len(found) >= decoding.HEAD_BYTES:
            break
    return bytes(found[: decoding.HEAD_BYTES])


def forget(source: Import) -> None:
    """Remove the bytes. The rows keep their cells."""
    FilePiece.rows().filter(source=source).delete()


def _content(source: Import, position: int) -> bytes | None:
    piece = FilePiece.rows().filter(source=source, position=position).values_list("content", flat=True).first()
    return None if piece is None else bytes(piece)
