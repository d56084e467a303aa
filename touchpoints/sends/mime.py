"""A mail as bytes. Pure, and several times cheaper than the standard library, which the tests let read every one of them.

A part travels as it is where every line is short enough and the server takes its signs, and as base64 otherwise.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr

LONGEST_LINE = 900
LONGEST_PLAIN_HEADER = 600
BASE64_BYTES = 57  # makes lines of 76 signs
EVERY_END = re.compile(r"\r\n|\r|\n")
LONG_LINE = re.compile(rb"[^\n]{%d}" % LONGEST_LINE)


class CannotBeWritten(ValueError):
    """A header or an address holds what no header may hold."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: `type` as `text/calendar; method=REQUEST`."""

    name: str
    type: str
    content: str


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything that is sent. `headers` holds what a mail may carry besides."""

    sender_name: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def from_header(self) -> str:
        return formataddr((self.sender_name, self.sender)) if self.sender_name else self.sender


def one_line(text: str) -> str:
    """As a header may hold it: without line ends of any alphabet, and without control characters."""
    joined = " ".join(text.split())
    return joined if joined.isprintable() else "".join(sign for sign in joined if unicodedata.category(sign)[0] != "C")


def as_bytes(mail: Mail, *, boundary: str, eight_bit: bool) -> bytes:
    """The mail with CRLF ends. `boundary` is made of letters and digits and stands in no part. Raises CannotBeWritten."""
    named = [("From", mail.from_header), ("To", address(mail.to)), ("Subject", mail.subject), *mail.headers]
    head = "".join(f"{name}: {_header(value)}\r\n" for name, value in named).encode()
    bodies = [("text/plain; charset=utf-8", mail.text)]
    if mail.html:
        bodies.append(("text/html; charset=utf-8", mail.html))
    alternative = _joined("alternative", boundary, [_part(type, text, eight_bit) for type, text in bodies])
    if mail.attachments:
        files = [_part(_file_type(file), file.content, eight_bit, name=file.name) for file in mail.attachments]
        return head + b"MIME-Version: 1.0\r\n" + _joined("mixed", f"{boundary}m", [alternative, *files])
    return head + b"MIME-Version: 1.0\r\n" + alternative


def address(text: str) -> str:
    """An address as a server takes it: the domain in its ASCII form. Raises CannotBeWritten."""
    local, _, domain = text.rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError as error:
        raise CannotBeWritten(f"The address {text!r} has no domain that mail can be sent to.") from error
    written = f"{local}@{domain}"
    if not local or not domain or not written.isascii() or not written.isprintable() or re.search(r"[\s<>,;]", written):
        raise CannotBeWritten(f"Mail cannot be sent to the address {text!r}.")
    return written


def stuffed(message: bytes) -> bytes:
    """The message as DATA sends it: lines that begin with a dot get another one, and a lone dot ends it."""
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    lead = b"." if message.startswith(b".") else b""
    return lead + message.replace(b"\r\n.", b"\r\n..") + end


def _header(value: str) -> str:
    if not value.isprintable():
        raise CannotBeWritten("A header holds a line end or another control character.")
    if value.isascii() and len(value) <= LONGEST_PLAIN_HEADER:
        return value
    return Header(value, "utf-8", maxlinelen=76).encode(linesep="\r\n")


def _joined(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    begin = f"--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + begin + begin.join(parts) + f"--{boundary}--\r\n".encode()


def _part(type: str, text: str, eight_bit: bool, *, name: str = "") -> bytes:
    plain = text.isascii()
    content = EVERY_END.sub("\n", text).encode(errors="replace")
    if (plain or eight_bit) and not LONG_LINE.search(content) and b"\0" not in content:
        encoding, body = ("7bit" if plain else "8bit"), content.replace(b"\n", b"\r\n")
    else:
        encoding, body = "base64", _base64(content)
    disposition = f'Content-Disposition: attachment; filename="{name}"\r\n' if name else ""
    head = f"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\n{disposition}\r\n"
    return head.encode() + body + (b"" if body.endswith(b"\r\n") else b"\r\n")


def _base64(content: bytes) -> bytes:
    lines = (content[at : at + BASE64_BYTES] for at in range(0, len(content), BASE64_BYTES))
    return b"".join(binascii.b2a_base64(line, newline=False) + b"\r\n" for line in lines)


def _file_type(file: Attachment) -> str:
    return f"{file.type}; charset=utf-8"
