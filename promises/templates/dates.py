"""Days and times as people write them in a quote: "27 November 2026 at 17:00", "March 15", "11.01.2027, 8 Uhr", "by Friday".

Pure: `today` is given. A day without a year is the next one; a day without a time ends at five in the afternoon.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo

DAY_ENDS = time(17)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier januari",
            "february feb februar février februari",
            "march mar märz mars maart",
            "april apr avril",
            "may mai mei",
            "june jun juni juin",
            "july jul juli juillet",
            "august aug août augustus",
            "september sept sep septembre",
            "october oct oktober okt octobre",
            "november nov novembre",
            "december dec dezember dez décembre",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lundi maandag",
            "tuesday dienstag mardi dinsdag",
            "wednesday mittwoch mercredi woensdag",
            "thursday donnerstag jeudi donderdag",
            "friday freitag vendredi vrijdag",
            "saturday samstag samedi zaterdag",
            "sunday sonntag dimanche zondag",
        )
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:,? (?P<year>20\d\d))?"
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:of |de )?(?P<month>{_MONTH})\b\.?{_YEAR}")
_MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?%){_YEAR}")
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>20\d\d)\b")
_BY_WEEKDAY = re.compile(rf"\b(?:by|on|until|bis|am|d'ici|tegen|op) (?P<weekday>{'|'.join(WEEKDAYS)})\b")
_TOMORROW = re.compile(r"\b(?:tomorrow|demain)\b")
_CLOCK = re.compile(r"\b(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?!\d)| ?(?P<half>am|pm)\b| uhr\b| ?h\b| uur\b)")
_NOON = re.compile(r"\b(?:noon|mittag|midi|middag)\b")


def find(line: str, *, today: date, zone: tzinfo, month_first: bool = False) -> datetime | None:
    """The moment a line in small letters names; None when it names no day."""
    day = _day(line, today, month_first)
    return datetime.combine(day, _time(line), tzinfo=zone) if day else None


def _day(line: str, today: date, month_first: bool) -> date | None:
    for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY):
        if found := pattern.search(line):
            month = MONTHS.get(found["month"]) or int(found["month"])
            return _make(found["year"], month, int(found["day"]), today)
    if found := _NUMERIC.search(line):
        first, second = int(found["day"]), int(found["month"])
        day, month = (second, first) if month_first else (first, second)
        return _make(found["year"], month, day, today)
    if _TOMORROW.search(line):
        return today + timedelta(days=1)
    if found := _BY_WEEKDAY.search(line):
        ahead = (WEEKDAYS[found["weekday"]] - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    return None


def _make(year: str | None, month: int, day: int, today: date) -> date | None:
    """A day that the calendar has; without a year the next one from today."""
    try:
        if year:
            return date(int(year), month, day)
        this = date(today.year, month, day)
        return this if this >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _time(line: str) -> time:
    if found := _CLOCK.search(line):
        hour = int(found["hour"]) % 12 + (12 if found["half"] == "pm" else 0) if found["half"] else int(found["hour"])
        return time(hour, int(found["minute"] or 0))
    return time(12) if _NOON.search(line) else DAY_ENDS
