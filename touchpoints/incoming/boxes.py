"""Talking IMAP with a mailbox: what is new in a folder, without changing anything in it.

The standard library's imaplib behind three verbs. A mailbox is only ever read (EXAMINE, BODY.PEEK), so that a person who reads
the same mailbox still sees what is new to them. How far it was read is a number we keep (UID), not a flag on the server.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from presence.kit import refusals, sealing
from touchpoints.incoming.models import MailSource, Security

PURPOSE = "mail source"
SECONDS = 10
BATCH = 50
LARGEST = 5 * 1024 * 1024  # of a larger mail only the head is read: it says who wrote what about


class CannotLook(refusals.Refusal):
    """The mailbox could not be opened, with what the server said."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The mailbox cannot be opened: {words}"[:300])


@dataclass(frozen=True, slots=True)
class Found:
    """A new mail and its number."""

    uid: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found, and which numbering it holds for."""

    uid_validity: int
    mails: list[Found]


def look(source: MailSource) -> Look:
    """Read at most one batch of what came since the last look. Raises CannotLook."""
    with _opened(source) as box:
        validity = _validity(box)
        after = source.last_uid if validity == source.uid_validity else 0
        return Look(validity, [Found(uid, _fetch(box, uid)) for uid in _new(box, after)])


def test(source: MailSource) -> int:
    """Open the mailbox and say how many mails lie in it. Raises CannotLook."""
    with _opened(source) as box:
        return len(_new(box, 0, most=100_000))


@contextmanager
def _opened(source: MailSource) -> Iterator[imaplib.IMAP4]:
    try:
        box = _connect(source)
    except (OSError, imaplib.IMAP4.error) as error:
        raise CannotLook(_words(error)) from error
    try:
        box.login(source.username, (sealing.unseal(source.sealed_secret, purpose=PURPOSE) or b"").decode())
        _checked(box.select(_quoted(source.folder or "INBOX"), readonly=True))
        yield box
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise CannotLook(_words(error)) from error
    finally:
        _leave(box)


def _connect(source: MailSource) -> imaplib.IMAP4:
    port = source.port or 993
    if source.security == Security.TLS:
        return imaplib.IMAP4_SSL(source.host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    box = imaplib.IMAP4(source.host, port, timeout=SECONDS)
    if source.security == Security.STARTTLS:
        box.starttls(ssl.create_default_context())
    return box


def _validity(box: imaplib.IMAP4) -> int:
    """The numbering's name. While it stays, a number means the same mail; when it changes, all is read again."""
    values = box.response("UIDVALIDITY")[1] or [b"0"]
    return int(values[-1] or 0)


def _new(box: imaplib.IMAP4, after: int, most: int = BATCH) -> list[int]:
    found = _checked(box.uid("SEARCH", f"UID {after + 1}:*"))
    numbers = sorted(int(one) for one in (found[0] or b"").split())
    return [one for one in numbers if one > after][:most]  # "5:*" names the last mail even when its number is 4


def _fetch(box: imaplib.IMAP4, uid: int) -> bytes:
    sizes = _checked(box.uid("FETCH", str(uid), "(RFC822.SIZE)"))
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_bytes(sizes)))
    part = "(BODY.PEEK[])" if size and int(size[1]) <= LARGEST else "(BODY.PEEK[HEADER])"
    answer = _checked(box.uid("FETCH", str(uid), part))
    return next((one[1] for one in answer if isinstance(one, tuple)), b"")


def _checked(answer: tuple[str, list]) -> list:  # type: ignore[type-arg]  # imaplib's answers are lists of several kinds
    kind, values = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(b" ".join(_bytes(values)).decode(errors="replace") or "It refused.")
    return values


def _bytes(values: list) -> list[bytes]:  # type: ignore[type-arg]
    return [one[0] if isinstance(one, tuple) else one for one in values if one]


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        box.shutdown()


def _words(error: Exception) -> str:
    """What the server said, on one line and short: it is shown to a leader."""
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else said).split())[:200]
