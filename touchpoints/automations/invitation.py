"""The calendar file of an appointment that a mail speaks of (RFC 5545). Pure: placeholder values in, text out."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from touchpoints.automations import values

FILE_NAME = "appointment.ics"
USUAL_LENGTH = timedelta(hours=1)
_MOST_OCTETS = 75
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def of(facts: Mapping[str, str], *, uid: str, summary: str, now: datetime) -> str:
    """The file, or nothing when the values hold no appointment. `uid` stays for the same appointment, so that it is moved."""
    starts = values.moment(facts.get(values.STARTS, ""))
    if starts is None:
        return ""
    ends = values.moment(facts.get(values.ENDS, ""))
    ends = ends if ends and ends > starts else starts + USUAL_LENGTH
    place = facts.get("appointment.place", "")
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Presence//Appointments//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        *("BEGIN:VEVENT", f"UID:{_text(uid)}", f"DTSTAMP:{_moment(now)}"),
        *(f"DTSTART:{_moment(starts)}", f"DTEND:{_moment(ends)}", f"SUMMARY:{_text(summary)}"),
        *([f"LOCATION:{_text(place)}"] if place else []),
        *("END:VEVENT", "END:VCALENDAR"),
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """On one line, whatever stands in it: no value begins a line of the file."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    printable = "".join(sign for sign in plain if sign == "\n" or sign.isprintable())
    return "".join(_ESCAPED.get(sign, sign) for sign in printable)


def _folded(line: str) -> list[str]:
    """Lines of at most 75 octets; a sign of several octets is never cut."""
    parts, part, room = [], "", _MOST_OCTETS
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(part)
            part, room = " ", _MOST_OCTETS - 1
        part, room = part + sign, room - size
    return [*parts, part]
