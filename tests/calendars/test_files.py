"""Reading calendars as Google, Outlook and Fastmail write them, over changes of the clock, and whatever else may come."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.calendars.ics import BERLIN, OUTLOOK, calendar, event
from touchpoints.calendars import files
from touchpoints.calendars.files import Event, Found

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SPRING = datetime(2026, 4, 10, 10, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
ME = "agent@fieldstone.example"


def read(raw: bytes, now: datetime = NOW, zone: ZoneInfo = BRUSSELS) -> Found:
    return files.read(raw, now=now, zone=zone, own=ME)


def starts(events: Sequence[Event]) -> list[str]:
    return sorted(f"{one.starts_at:%m-%d %H:%M}" for one in events)


def test_google_weekly_in_berlin_over_the_end_of_summer_time() -> None:
    weekly = event(
        ";TZID=Europe/Berlin:20261005T100000",
        ";TZID=Europe/Berlin:20261005T103000",
        "RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=MO",
        "EXDATE;TZID=Europe/Berlin:20261012T100000",
    )
    moved = event(
        ";TZID=Europe/Berlin:20261020T150000",
        ";TZID=Europe/Berlin:20261020T160000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261019T100000",
    )

    found = read(calendar(BERLIN, weekly, moved, head="X-WR-TIMEZONE:Europe/Berlin"))

    assert starts(found.events) == ["10-05 08:00", "10-20 13:00", "10-26 09:00", "11-02 09:00"]
    assert len({one.key for one in found.events}) == 4


def test_outlook_names_the_zone_its_own_way() -> None:
    once = event(
        ";TZID=W. Europe Standard Time:20261118T100000",
        ";TZID=W. Europe Standard Time:20261118T110000",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    )

    assert starts(read(calendar(OUTLOOK, once)).events) == ["11-18 09:00"]


def test_fastmail_daily_in_sao_paulo_with_folded_lines() -> None:
    daily = event(
        ";TZID=America/Sao_Paulo:20261116T090000",
        ";TZID=America/Sao_Paulo:20261116T091500",
        "RRULE:FREQ=DAILY;UNTIL=20261118T235959Z",
        "ATTENDEE;CN=Ana Lima;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:\n ana@harbor.example",
    )

    found = read(calendar(daily))

    assert starts(found.events) == ["11-16 12:00", "11-17 12:00", "11-18 12:00"]
    assert {one.people for one in found.events} == {frozenset({"ana@harbor.example"})}


def test_a_night_that_loses_an_hour_counts_an_hour_less() -> None:
    nightly = event(";TZID=Europe/Berlin:20260328T013000", ";TZID=Europe/Berlin:20260328T033000", "RRULE:FREQ=DAILY;COUNT=3")

    events = sorted(read(calendar(nightly), now=SPRING).events, key=lambda one: one.starts_at)

    assert [(one.ends_at - one.starts_at).seconds // 3600 for one in events] == [2, 1, 2]


@pytest.mark.parametrize(("head", "expected"), [("", "11-18 09:00"), ("X-WR-TIMEZONE:Asia/Tokyo", "11-18 01:00")])
def test_times_without_a_zone_are_those_of_the_calendar_or_the_organization(head: str, expected: str) -> None:
    assert starts(read(calendar(event(":20261118T100000", ":20261118T103000"), head=head)).events) == [expected]


def test_a_duration_stands_for_the_end() -> None:
    raw = calendar("BEGIN:VEVENT\nUID:a\nDTSTART:20261118T100000Z\nDURATION:PT45M\nSUMMARY:Call\nEND:VEVENT")

    assert [(one.ends_at - one.starts_at).seconds for one in read(raw).events] == [2700]


def test_an_event_that_moves_stays_the_same_event() -> None:
    before = read(calendar(event(":20261118T100000Z", ":20261118T103000Z"))).events
    after = read(calendar(event(":20261119T140000Z", ":20261119T143000Z"))).events

    assert [one.key for one in before] == [one.key for one in after]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("STATUS:CANCELLED", "canceled"),
        ("TRANSP:TRANSPARENT", "free"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "free"),
        (f"ATTENDEE;PARTSTAT=DECLINED:MAILTO:{ME.upper()}", "declined"),
        ("STATUS:CONFIRMED", ""),
    ],
)
def test_what_does_not_count_says_why(more: str, why: str) -> None:
    assert [one.left_out for one in read(calendar(event(":20261118T100000Z", ":20261118T103000Z", more))).events] == [why]


def test_who_declined_was_not_there_and_neither_is_oneself_a_customer() -> None:
    raw = calendar(
        event(
            ":20261118T100000Z",
            ":20261118T103000Z",
            "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@harbor.example",
            f"ORGANIZER:mailto:{ME}",
            people=["Ana@Harbor.example"],
        )
    )

    assert [one.people for one in read(raw).events] == [frozenset({"ana@harbor.example"})]


def test_all_day_events_and_what_is_far_away_are_left_out() -> None:
    found = read(
        calendar(
            event(";VALUE=DATE:20261118", ";VALUE=DATE:20261119"),
            event(":20250118T100000Z", ":20250118T103000Z", uid="old"),
            event(":20271118T100000Z", ":20271118T103000Z", uid="far"),
        )
    )

    assert found.events == []
    assert found.left_out == {"all_day": 1}


def test_a_calendar_does_not_lend_its_time_zones_to_the_next() -> None:
    own = BERLIN.replace("Europe/Berlin", "Ours").replace("+0100", "+0500").replace("+0200", "+0500")
    once = event(";TZID=Ours:20261118T100000", ";TZID=Ours:20261118T103000")

    assert starts(read(calendar(own, once)).events) == ["11-18 05:00"]
    assert starts(read(calendar(once)).events) == ["11-18 09:00"], "unknown here, so it is the organization's"


HOSTILE_RULES = [
    "FREQ=SECONDLY",
    "FREQ=MINUTELY;INTERVAL=1",
    "FREQ=HOURLY",
    "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1,2,3,4",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;COUNT=99999999",
    "FREQ=YEARLY;BYYEARDAY=366;BYEASTER=1",
]


def test_rules_that_keep_a_machine_busy_are_left_out() -> None:
    harmful = [event(":20261101T100000Z", ":20261101T103000Z", f"RRULE:{rule}", uid=rule) for rule in HOSTILE_RULES]
    good = event(":20261118T100000Z", ":20261118T103000Z", uid="good")
    began = time.monotonic()

    found = read(calendar(*harmful, good))

    assert starts(found.events) == ["11-18 10:00"]
    assert sum(found.left_out.values()) == len(HOSTILE_RULES)
    assert time.monotonic() - began < 10


def test_a_year_one_event_that_repeats_each_day_is_left_out() -> None:
    assert read(calendar(event(":00010101T100000Z", ":00010101T103000Z", "RRULE:FREQ=DAILY"))).events == []


NOTHING = b""
REFUSED = {
    "empty": NOTHING,
    "a page": b"<!doctype html><title>Sign in</title>",
    "broken off": calendar(event(":20261118T100000Z", ":20261118T103000Z"))[:-20],
    "too large": b"BEGIN:VCALENDAR\r\n" + b"X" * files.LARGEST + b"\r\nEND:VCALENDAR",
    "too many": calendar("BEGIN:VEVENT\nEND:VEVENT\n" * (files.MOST_EVENTS + 1)),
    "too much": calendar(
        *(event(":20261101T000000Z", ":20261101T003000Z", "RRULE:FREQ=DAILY", uid=str(one)) for one in range(200))
    ),
    "odd zones": calendar(BERLIN.replace("FREQ=YEARLY", "FREQ=SECONDLY")),
    "deep": calendar("BEGIN:VEVENT\n" * 5000),
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_calendar_is_refused_with_words(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_OCCURRENCES", 500)

    with pytest.raises(files.NoCalendar) as refused:
        read(raw)

    assert refused.value.words.endswith(".")


@pytest.mark.parametrize(
    "raw",
    [
        calendar(event(":not-a-time", ":20261118T103000Z")),
        calendar("BEGIN:VEVENT\nUID:x\nEND:VEVENT"),
        calendar(event(":20261118T110000Z", ":20261118T100000Z")),
        calendar(event(":20261118T100000Z", ":20261118T100000Z")),
        calendar(event(":20261118T100000Z", ";VALUE=DATE:20261119")),
        calendar(event(":20261118T100000Z", ":20261118T103000Z", "RRULE:FREQ=WEEKLY;UNTIL=never")),
        calendar(event(":20261118T100000Z", ":20261118T103000Z", "RDATE:nonsense", "EXDATE:")),
        calendar(event(":20261118T100000", ":20261118T103000", "RRULE:FREQ=WEEKLY;UNTIL=20261231")),
        calendar(event(";TZID=Mars/Olympus:20261118T100000", ";TZID=Mars/Olympus:20261118T103000")),
        calendar(event(":99991231T235959Z", ":99991231T235959Z", "RRULE:FREQ=YEARLY")),
        calendar(event(":20261118T100000Z", ":20261118T103000Z", title="\x00\u202e\udcff".encode("utf-8", "replace").decode())),
        calendar(event(":20261118T100000Z", ":20261118T103000Z", head := "ATTENDEE:javascript:alert(1)"), head=head),
    ],
)
def test_odd_events_never_break_the_reading(raw: bytes) -> None:
    found = read(raw)

    assert all(one.starts_at < one.ends_at for one in found.events)
