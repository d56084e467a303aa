"""Calendars as the usual programs write them, for the tests of this room."""

from collections.abc import Iterable

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""

# As Outlook names and defines the same zone.
OUTLOOK = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def calendar(*parts: str, head: str = "") -> bytes:
    """A whole file of these components."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *head.split("\n"), *parts, "END:VCALENDAR", ""]
    return "\r\n".join("\r\n".join(part.split("\n")) for part in lines if part).encode() + b"\r\n"


def event(starts: str, ends: str, *more: str, uid: str = "one", title: str = "Review", people: Iterable[str] = ()) -> str:
    """One event. Times are properties without their names: `:20261118T100000Z` or `;TZID=Europe/Berlin:20261118T100000`."""
    invited = [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{one}" for one in people]
    lines = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART{starts}", f"DTEND{ends}", f"SUMMARY:{title}", *invited, *more]
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])
