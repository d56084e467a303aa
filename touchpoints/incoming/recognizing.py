"""What a mail is: a person's words, a machine's answer, or a report that something came back. Pure.

Nothing in the product answers mail by itself, so no loop can begin here; recognizing machines keeps them out of people's queue.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Literal

from touchpoints.delivery import replies

Kind = Literal["person", "automatic", "bounce", "delay", "complaint", "loop"]

_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply", "bounce", "bounces")
_ANSWERED_BY_ITSELF = (
    "x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-response-suppress", "x-autoreply-from", "x-mail-autoreply",
)  # fmt: skip
_SUBJECTS = re.compile(
    r"\s*(auto(matic)?[- ]?(reply|response)|out of (the )?office|automatische (antwort|abwesenheits\w*|beantwoording)"
    r"|abwesenheits(notiz|benachrichtigung)|réponse automatique|automatisch antwoord|afwezigheids\w*|absence du bureau)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_LASTING = {"1", "0", "4"}  # classes of 5.x.y that say that the address is wrong: address, unknown, no way there
_FULL = "5.2.2"


@dataclass(frozen=True, slots=True)
class Seen:
    """What it is, by what it was recognized, and for reports: which address is meant."""

    kind: Kind
    because: str = ""
    about: str = ""


def recognize(mail: EmailMessage | Message, *, returned_to: str | None = None) -> Seen:
    """What a mail is. `returned_to` is the envelope's sender where it is known; an empty one is a machine's (RFC 5321)."""
    return next(_signs(mail, returned_to), Seen("person"))


def _signs(mail: EmailMessage | Message, returned_to: str | None) -> Iterator[Seen]:
    """Every sign that it is no person's, the surest first."""
    yield from _reports(mail)
    if mail.get(replies.MARK):
        yield Seen("loop", f"It carries our own mark {replies.MARK}.")
    submitted = header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        yield Seen("automatic", f"Auto-Submitted: {submitted}")
    for name in _ANSWERED_BY_ITSELF:
        if mail.get(name):
            yield Seen("automatic", f"It has the header {name}.")
    precedence = header(mail, "Precedence").lower()
    if precedence in ("bulk", "junk", "list", "auto_reply"):
        yield Seen("automatic", f"Precedence: {precedence}")
    for name in ("List-Id", "List-Unsubscribe", "Feedback-ID"):
        if mail.get(name):
            yield Seen("automatic", f"It was sent to many: {name}.")
    path = header(mail, "Return-Path") if mail.get("Return-Path") is not None else returned_to
    if path is not None and path.strip() in ("", "<>"):
        yield Seen("automatic", "Its return path is empty.")
    sender = sender_of(mail)[1].partition("@")[0].lower()
    if sender in _MACHINES:
        yield Seen("automatic", f"It comes from {sender}.")
    if _SUBJECTS.match(header(mail, "Subject")):
        yield Seen("automatic", "Its subject says so.")


def _reports(mail: EmailMessage | Message) -> Iterator[Seen]:
    """Reports in the forms of RFC 3464 (delivery) and RFC 5965 (spam)."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            fields = _fields(part)
            about = address_in(fields.get("original-rcpt-to", "")) or address_in(fields.get("removal-recipient", ""))
            yield Seen("complaint", f"A report of {fields.get('feedback-type', 'abuse')}", about)
        elif kind == "message/delivery-status":
            yield from _delivery(_fields(part))
        elif kind == "message/disposition-notification":
            yield Seen("automatic", "It says only that a mail was opened.")
    if mail.get("X-Failed-Recipients"):
        about = address_in(header(mail, "X-Failed-Recipients"))
        yield Seen(*_graded("5.0.0", _text(mail)), about)


def _delivery(fields: dict[str, str]) -> Iterator[Seen]:
    action = fields.get("action", "").lower()
    about = address_in(fields.get("original-recipient", "") or fields.get("final-recipient", ""))
    status, words = fields.get("status", ""), fields.get("diagnostic-code", "")
    if action == "delayed":
        yield Seen("delay", f"Delayed: {status} {words}".strip()[:200], about)
    elif action == "failed":
        yield Seen(*_graded(status, words), about)
    elif action:
        yield Seen("automatic", f"A delivery report: {action}")


def _graded(status: str, words: str) -> tuple[Kind, str]:
    """Whether the address is wrong for good, or the mail was refused this time (a full mailbox, a policy, a size)."""
    said = f"{status} {words}".strip()[:200]
    found = _STATUS.search(status) or _STATUS.search(words)
    if found is None:
        return "delay", said or "It came back without a reason."
    is_lasting = found[1] == "5" and (found[2] in _LASTING or found[0] == "5.2.1") and found[0] != _FULL
    return ("bounce" if is_lasting else "delay"), said


def _fields(part: EmailMessage | Message) -> dict[str, str]:
    """The fields of a report, which stand in blocks like headers; of several recipients the first counts."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else [payload]
    found: dict[str, str] = {}
    for block in blocks:
        lines = block.items() if isinstance(block, Message) else _lines(str(block))
        for name, value in lines:
            found.setdefault(name.lower(), str(value).strip())
    return found


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            yield name.strip(), value


def sender_of(mail: EmailMessage | Message) -> tuple[str, str]:
    """Name and address of who wrote; both empty where nobody can tell."""
    found = getaddresses([header(mail, "From")])
    name, address = found[0] if found else ("", "")
    return name, address.strip().lower() if "@" in address else ""


def address_in(text: str) -> str:
    """`rfc822; ana@harbor.example` and `<ana@harbor.example>` name ana@harbor.example."""
    found = getaddresses([text.rpartition(";")[2]])
    address = found[0][1].strip().lower() if found else ""
    return address if "@" in address else ""


def header(mail: EmailMessage | Message, name: str) -> str:
    """A header's text; one that cannot be decoded is read as it stands."""
    try:
        value = mail.get(name)
        return "" if value is None else str(value)
    except (ValueError, IndexError, AttributeError, LookupError):  # what the standard library does with broken headers
        return next((str(raw) for key, raw in mail.raw_items() if key.lower() == name.lower()), "")


def _text(mail: EmailMessage | Message) -> str:
    """The first text, however it is wrapped."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            return payload.decode(errors="replace") if isinstance(payload, bytes) else ""
    return ""
