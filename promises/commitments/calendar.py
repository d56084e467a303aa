"""What is due as an iCalendar file (RFC 5545, RFC 7986). Pure: events in, text out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MOST_OCTETS = 75
# A calendar must hold something (RFC 5545, 3.6), also when nothing is due.
_NOTHING = [
    *("BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000"),
    *("TZOFFSETTO:+0000", "TZNAME:UTC", "END:STANDARD", "END:VTIMEZONE"),
]
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something due at a moment. `uid` stays as long as the thing does, so that calendars move it and never double it."""

    uid: str
    due_at: datetime
    summary: str
    description: str
    url: str


def write(name: str, events: Iterable[Event], *, now: datetime) -> str:
    """The whole file, its lines ended and folded as the standard wants them."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Presence//Commitments//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    head += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    head += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    parts = [line for event in events for line in _event(event, now)] or _NOTHING
    lines = [*head, *parts, "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def without_name(text: str, name: str) -> str:
    """The text with the customer left unnamed."""
    return re.sub(re.escape(name), "the customer", text, flags=re.IGNORECASE) if name else text


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"DTSTART:{_moment(event.due_at)}"
    yield "DURATION:PT15M"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    printable = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign == "\n" or sign.isprintable())
    return "".join(_ESCAPED.get(sign, sign) for sign in printable)


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; a sign of several octets is never cut."""
    part, room = "", MOST_OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield part
            part, room = " ", MOST_OCTETS - 1
        part, room = part + sign, room - size
    yield part
