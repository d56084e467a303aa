"""A strict reader of iCalendar files, written from RFC 5545 alone and knowing nothing of ours.

It refuses what the standard refuses: bare line ends, lines of more than 75 octets, unknown forms of values, text that is not
escaped, properties that are missing or come twice.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

_PARAMETERS = r"(?:;[A-Z0-9-]+=(?:\"[^\"\x00-\x1f\x7f]*\"|[^\";:,\x00-\x1f\x7f]*))*"
_LINE = re.compile(rf"(?P<name>[A-Z0-9-]+){_PARAMETERS}:(?P<value>.*)", re.DOTALL)
_UTC = re.compile(r"\d{8}T\d{6}Z")
_DURATION = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T(?:\d+H)?(?:\d+M)?(?:\d+S)?)")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]+")
_TEXTS = {"SUMMARY", "DESCRIPTION", "UID", "NAME", "X-WR-CALNAME", "LOCATION", "COMMENT"}
_ONCE = {"UID", "DTSTAMP", "DTSTART", "DURATION", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP", "SEQUENCE", "STATUS"}
_NEEDED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTIMEZONE": {"TZID"}}


class Malformed(Exception):
    """The file breaks the standard; says where."""


@dataclass
class Component:
    """A calendar or an event: its properties by name, texts without their escapes, and what stands inside it."""

    name: str
    properties: dict[str, list[str]] = field(default_factory=dict)
    inside: list["Component"] = field(default_factory=list)

    def one(self, name: str) -> str:
        [value] = self.properties[name]
        return value


def read(raw: bytes) -> Component:
    """The calendar of a file. Raises Malformed."""
    open_ones: list[Component] = []
    calendar: Component | None = None
    for line in _lines(raw):
        name, value = _property(line)
        if calendar is not None:
            raise Malformed("something stands after the calendar")
        if name == "BEGIN":
            open_ones.append(Component(value))
        elif not open_ones:
            raise Malformed("a property stands outside of the calendar")
        elif name == "END":
            closed = open_ones.pop()
            _check(closed, value)
            if open_ones:
                open_ones[-1].inside.append(closed)
            else:
                calendar = closed
        else:
            open_ones[-1].properties.setdefault(name, []).append(value)
    if calendar is None or calendar.name != "VCALENDAR":
        raise Malformed("there is no whole calendar")
    if not calendar.inside:
        raise Malformed("a calendar has nothing in it")
    uids = [event.one("UID") for event in calendar.inside if event.name == "VEVENT"]
    if len(uids) != len(set(uids)):
        raise Malformed("two events have one UID")
    return calendar


def moment(value: str) -> datetime:
    """A time in UTC."""
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _lines(raw: bytes) -> list[str]:
    """The content lines, put together again octet by octet before anybody reads letters in them."""
    if not raw.endswith(b"\r\n"):
        raise Malformed("the last line has no end")
    physical = raw[:-2].split(b"\r\n")
    for line in physical:
        if b"\r" in line or b"\n" in line:
            raise Malformed(f"a line end is not CRLF: {line!r}")
        if len(line) > 75:
            raise Malformed(f"{len(line)} octets: {line!r}")
        if not line.strip():
            raise Malformed("an empty line")
    return re.sub(rb"\r\n[ \t]", b"", raw[:-2]).decode("utf-8").split("\r\n")


def _property(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        raise Malformed(f"no content line: {line!r}")
    name, value = found["name"], found["value"]
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
        raise Malformed(f"a control sign in {name}")
    if name in _TEXTS:
        return name, _text(value)
    forms = {"DTSTAMP": _UTC, "DTSTART": _UTC, "DURATION": _DURATION, "REFRESH-INTERVAL": _DURATION, "URL": _URI}
    if name == "DTSTART" and re.fullmatch(r"\d{8}T\d{6}", value):
        return name, value  # local time, as in the rules of a time zone
    if name in forms and not forms[name].fullmatch(value):
        raise Malformed(f"{name} is {value!r}")
    return name, value


def _text(value: str) -> str:
    if not re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value):
        raise Malformed(f"text that is not escaped: {value!r}")
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _check(component: Component, ended: str) -> None:
    if component.name != ended:
        raise Malformed(f"{component.name} ends as {ended}")
    missing = _NEEDED.get(component.name, set()) - component.properties.keys()
    twice = {name for name, values in component.properties.items() if name in _ONCE and len(values) > 1}
    if missing or twice:
        raise Malformed(f"{component.name}: missing {missing}, twice {twice}")
    if component.name == "VEVENT" and {"DTEND", "DURATION"} <= component.properties.keys():
        raise Malformed("an event has an end and a duration")
