"""Reading one mail: who wrote what, to which of our messages, and a name by which the same mail is known again.

Whatever the bytes are, something is returned: a mail that cannot be read well is listed for a person, never dropped.
"""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from uuid import UUID

from touchpoints.delivery import replies
from touchpoints.incoming import recognizing
from touchpoints.incoming.recognizing import Seen

LONGEST_TEXT = 10_000
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
_IDS = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@[^<>\s]{1,200}>", re.IGNORECASE)
_TAGS = re.compile(r"(?is)<(script|style|head)\b.*?</\1>|<br\s*/?>|</(p|div|li|tr|h[1-6])>|<[^>]{0,2000}>")
_QUOTE_BEGINS = re.compile(r"(?m)^(>.*|-{2,} ?(Original Message|Ursprüngliche Nachricht|Message d'origine).*|_{10,})$")
_WROTE = re.compile(r"(?m)^(On|Am|Le|Op) .{0,200}(wrote|schrieb.{0,200}|a écrit|schreef.{0,200}) ?:\s*$")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `message_ids` are those of ours that it may answer, the likeliest first; `own_ids` is what it
    calls itself, should that be a message of ours. `at` is when it was written."""

    key: str
    seen: Seen
    address: str
    name: str
    subject: str
    text: str
    at: datetime
    message_ids: tuple[UUID, ...]
    own_ids: tuple[UUID, ...]


def read(raw: bytes, *, now: datetime, returned_to: str | None = None) -> Letter:
    """Read a mail's bytes."""
    return of(BytesParser(policy=policy.default).parsebytes(raw), raw=raw, now=now, returned_to=returned_to)


def of(mail: EmailMessage | Message, *, raw: bytes, now: datetime, returned_to: str | None = None) -> Letter:
    """The same for a mail that is parsed already. `raw` names it where it has no Message-ID."""
    seen = recognizing.recognize(mail, returned_to=returned_to)
    name, address = recognizing.sender_of(mail)
    own_name = recognizing.header(mail, "Message-ID").strip()
    return Letter(
        key=key_of(own_name.encode(errors="replace") or raw),
        seen=seen,
        address=address[:254],
        name=_clean(name, 200),
        subject=_clean(recognizing.header(mail, "Subject"), 300),
        text=_said(mail),
        at=_written_at(mail, now),
        message_ids=tuple(_answered(mail)),
        own_ids=tuple(ids_in(own_name)),
    )


def key_of(name: bytes) -> str:
    """The name under which it is kept once."""
    return hashlib.sha256(name).hexdigest()


def ids_in(text: str) -> list[UUID]:
    """The messages of ours that a text names in angle brackets."""
    return [UUID(found) for found in _IDS.findall(text)]


def _answered(mail: EmailMessage | Message) -> list[UUID]:
    """Which of our messages are named: by the address it went to, by its references, and inside a report."""
    heads = [recognizing.header(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    named = [replies.message_of(address) for _, address in getaddresses(heads)]
    referring = [recognizing.header(mail, "In-Reply-To"), recognizing.header(mail, "References")]
    if mail.get_content_type() == "multipart/report":
        referring += [part.as_string()[:20_000] for part in mail.walk() if part.get_content_type() in _ORIGINALS]
    ids = [found for text in referring for found in ids_in(text)]
    return list(dict.fromkeys([one for one in named if one] + ids))[:20]


_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


def _said(mail: EmailMessage | Message) -> str:
    """What somebody wrote, without what they quote."""
    plain, marked_up = "", ""
    for part in mail.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain" and not plain:
            plain = _decoded(part)
        elif part.get_content_type() == "text/html" and not marked_up:
            marked_up = _decoded(part)
    text = (plain or html.unescape(_TAGS.sub(_break, marked_up))).replace("\x00", "").replace("\r\n", "\n")
    return _without_quote(text).strip()[:LONGEST_TEXT]


def _break(found: re.Match[str]) -> str:
    return "\n" if found[2] or found[0].lower().startswith("<br") else ""


def _without_quote(text: str) -> str:
    """What stands above the first quoted line; everything where nothing stands above it."""
    ends = [found.start() for pattern in (_WROTE, _QUOTE_BEGINS) if (found := pattern.search(text))]
    above = text[: min(ends)] if ends else text
    return above if above.strip() else text


def _decoded(part: EmailMessage | Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return payload.decode("utf-8", errors="replace")


def _written_at(mail: EmailMessage | Message, now: datetime) -> datetime:
    """The Date header, when it is one and not in the future; otherwise now."""
    try:
        at = parsedate_to_datetime(recognizing.header(mail, "Date"))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    return at if _EARLIEST <= at <= min(now, _LATEST) else now


def _clean(text: str, most: int) -> str:
    """One line that the database takes: without NUL and without halves of characters."""
    whole = text.replace("\x00", "").encode(errors="replace").decode()
    return " ".join(whole.split())[:most]
