"""Reading a calendar's file (iCalendar, RFC 5545): the events of a span of time, each occurrence by itself.

A calendar comes from outside and may be anything. So its size, its events, its occurrences and the seconds spent on it are
limited, rules that would keep a machine busy are left out, and its own time zones hold for this one reading alone: the library
keeps them by name for the whole process, where one organization's would be found by the next.
"""

import hashlib
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp

from presence.kit import refusals
from touchpoints.calendars import rules

LARGEST = 4 * 1024 * 1024
MOST_EVENTS = 20_000
MOST_OCCURRENCES = 5_000
MOST_ZONE_RULES = 200
MOST_SECONDS = 15.0
LONGEST_TITLE = 300
MOST_PEOPLE = 200

_ONE_AT_A_TIME = threading.Lock()
_ZONES = re.compile(r"(?ims)^BEGIN:VTIMEZONE\s*$.*?^END:VTIMEZONE\s*$")
_RULES = re.compile(r"(?im)^RRULE[^:\r\n]*:(.*)$")
_YEARLY = re.compile(r"(?i)(\A|;)FREQ=YEARLY(;|\Z)")
_ADDRESS = re.compile(r"(?i)\A(?:mailto:)?([^\s@<>\"]{1,64}@[^\s@<>\"]{1,190})\Z")


class NoCalendar(refusals.Refusal):
    """What was given cannot be read as a calendar, with what to do."""


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence. `people` are the addresses that take part, the organizer among them, without those who declined.

    `key` stays the same when the event is moved. `left_out` says why it counts nothing, if so.
    """

    key: str
    starts_at: datetime
    ends_at: datetime
    title: str
    people: frozenset[str]
    left_out: str = ""


@dataclass(slots=True)
class Found:
    """The events of a calendar, and how many of what was left out without looking further."""

    events: list[Event] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read(raw: bytes, *, now: datetime, zone: ZoneInfo, own: str) -> Found:
    """The events around now. `zone` holds for times that name none, `own` is the member's address. Raises NoCalendar."""
    text = _text(raw)
    with _ONE_AT_A_TIME:
        tzp.use_default()
        try:
            return _Reader(_parsed(text), now=now, zone=zone, own=own.lower()).found()
        finally:
            tzp.use_default()


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise NoCalendar(f"The calendar is larger than {LARGEST // 1024 // 1024} MB. Share one with fewer years in it.")
    text = re.sub(r"\r?\n[ \t]", "", raw.decode("utf-8-sig", errors="replace").replace("\x00", ""))
    lines = text.strip().upper()
    if not lines.startswith("BEGIN:VCALENDAR"):
        raise NoCalendar("This is not a calendar: it does not begin with BEGIN:VCALENDAR. Look for an iCal or .ics address.")
    if not lines.endswith("END:VCALENDAR"):
        raise NoCalendar("The calendar breaks off before its end. Nothing of it was taken.")
    if lines.count("BEGIN:VEVENT") > MOST_EVENTS:
        raise NoCalendar(f"The calendar has more than {MOST_EVENTS:,} events. Share one with fewer years in it.")
    zone_rules = [rule for zone in _ZONES.findall(text) for rule in _RULES.findall(zone)]
    if len(zone_rules) > MOST_ZONE_RULES or not all(_YEARLY.search(rule.strip()) for rule in zone_rules):
        raise NoCalendar("The calendar defines time zones that change in no known way. Export it with usual time zones.")
    return text


def _parsed(text: str) -> icalendar.Calendar:
    try:
        return icalendar.Calendar.from_ical(text)
    except Exception as error:  # whatever a parser makes of a file from outside
        raise NoCalendar("The calendar cannot be read: it is not written as calendars are. Export it again.") from error


class _Reader:
    """One reading of one calendar."""

    def __init__(self, calendar: icalendar.Calendar, *, now: datetime, zone: ZoneInfo, own: str) -> None:
        self._calendar = calendar
        self._first, self._last = now - rules.BACK, now + rules.AHEAD
        self._zone = _named_zone(str(calendar.get("X-WR-TIMEZONE", ""))) or zone
        self._own = own
        self._found = Found()
        self._until = time.monotonic() + MOST_SECONDS

    def found(self) -> Found:
        """Every occurrence in the span; what cannot be read is counted, and keeps nothing else from being read."""
        chosen = list(self._readable(_walked(self._calendar)))
        repeated = {_uid(one) for one in chosen if any(name in one for name in ("RRULE", "RDATE", "RECURRENCE-ID"))}
        for component in self._occurrences(chosen):
            try:
                event = self._event(component, repeats=_uid(component) in repeated)
            except Exception:  # one odd event is no reason to lose the others
                self._found.left_out["unreadable"] += 1
                continue
            if event:
                self._found.events.append(event)
        self._found.events = list({one.key: one for one in self._found.events}.values())
        return self._found

    def _readable(self, components: Iterable[Any]) -> Iterator[Any]:
        for component in components:
            try:
                why_not = self._unread(component)
            except Exception:  # a broken property raises as soon as it is looked at
                why_not = "unreadable"
            if not why_not:
                yield component
            elif why_not != "far":
                self._found.left_out[why_not] += 1

    def _unread(self, component: Any) -> str:
        """Why an event is not looked at any further; empty when it is."""
        start = component["DTSTART"].dt
        recurring = component.get("RRULE", [])
        repeating = recurring if isinstance(recurring, list) else [recurring]
        if not isinstance(start, datetime):
            return "all_day" if self._may_be_near(start, bool(repeating)) else "far"
        return "" if all(rules.is_read(rule, start.year) for rule in repeating) else "repeats_oddly"

    def _may_be_near(self, day: date, repeats: bool) -> bool:
        return day <= self._last.date() and (repeats or day >= self._first.date())

    def _occurrences(self, chosen: Iterable[Any]) -> Iterator[Any]:
        calendar = icalendar.Calendar()
        if self._calendar.get("X-WR-TIMEZONE") and _named_zone(str(self._calendar["X-WR-TIMEZONE"])):
            calendar.add("X-WR-TIMEZONE", str(self._calendar["X-WR-TIMEZONE"]))
        for component in chosen:
            calendar.add_component(component)
        number = 0
        for series in recurring_ical_events.of(calendar, skip_bad_series=True).series:
            for occurrence in self._of_series(series):
                number += 1
                if number > MOST_OCCURRENCES or time.monotonic() > self._until:
                    raise NoCalendar("The calendar has too many events around now to be read. Share one with fewer.")
                yield occurrence.as_component(False)

    def _of_series(self, series: Any) -> list[Any]:
        if time.monotonic() > self._until:
            raise NoCalendar("The calendar repeats its events in ways that take too long to work out. Share a simpler one.")
        try:
            return list(series.between(self._first, self._last))
        except Exception:  # a series that contradicts itself
            self._found.left_out["unreadable"] += 1
            return []

    def _event(self, component: Any, *, repeats: bool) -> Event | None:
        starts_at, ends_at = self._at(component.start), self._at(component.end)
        if starts_at >= ends_at or not self._first <= starts_at < self._last:
            return None
        people, declined = _people(component)
        return Event(
            key=_key(component, repeats),
            starts_at=starts_at,
            ends_at=ends_at,
            title=" ".join(str(component.get("SUMMARY", "")).split())[:LONGEST_TITLE],
            people=frozenset(people - declined - {self._own}),
            left_out=_left_out(component, ends_at - starts_at > rules.LONGEST, self._own in declined),
        )

    def _at(self, value: date) -> datetime:
        if not isinstance(value, datetime):
            raise TypeError("a day has no time")
        zone: tzinfo = value.tzinfo or self._zone
        return value.replace(tzinfo=zone, microsecond=0).astimezone(UTC)


def _walked(calendar: icalendar.Calendar) -> list[Any]:
    try:
        return list(calendar.walk("VEVENT"))
    except Exception as error:
        raise NoCalendar("The calendar cannot be read: it is not written as calendars are. Export it again.") from error


def _left_out(component: Any, is_long: bool, is_declined: bool) -> str:
    """Why an event with a customer counts nothing; empty when it counts."""
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        return "canceled"
    if is_declined:
        return "declined"
    is_free = str(component.get("TRANSP", "")).upper() == "TRANSPARENT"
    if is_free or str(component.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE":
        return "free"
    return "too_long" if is_long else ""


def _people(component: Any) -> tuple[set[str], set[str]]:
    """The addresses that were invited or invite, and those among them that declined."""
    invited = component.get("ATTENDEE", [])
    people, declined = set(), set()
    for one in [*(invited if isinstance(invited, list) else [invited])[:MOST_PEOPLE], component.get("ORGANIZER", "")]:
        params = getattr(one, "params", {})
        address = _address(str(one)) or _address(str(params.get("EMAIL", "")))
        if address:
            people.add(address)
            if str(params.get("PARTSTAT", "")).upper() == "DECLINED":
                declined.add(address)
    return people, declined


def _address(text: str) -> str:
    match = _ADDRESS.match(text.strip())
    return match[1].lower() if match else ""


def _key(component: Any, repeats: bool) -> str:
    """The event's own name, and for one of many which of them it is: where it would be, had nobody moved it."""
    which = component.get("RECURRENCE-ID") if repeats else None
    at = which.dt if which is not None else None
    moment = at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else at
    name = _uid(component) or f"{component.start} {component.get('SUMMARY', '')}"
    return hashlib.sha256(f"{name}\n{moment.isoformat() if moment else ''}".encode()).hexdigest()


def _uid(component: Any) -> str:
    return str(component.get("UID", ""))


def _named_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError):  # no such zone, or a name that leads somewhere else
        return None
