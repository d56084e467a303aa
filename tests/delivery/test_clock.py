"""Quiet hours in the recipient's zone, on ordinary days and on those of 23 and 25 hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchpoints.delivery import clock

BRUSSELS = ZoneInfo("Europe/Brussels")
ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")]


@dataclass
class Quiet:
    quiet_from: time
    quiet_until: time


NIGHT = Quiet(time(20), time(8))


@pytest.mark.parametrize(
    ("now", "zone", "quiet", "expected"),
    [
        ("2026-11-22T12:00:00Z", BRUSSELS, NIGHT, "2026-11-22T12:00:00Z"),
        ("2026-11-22T19:00:00Z", BRUSSELS, NIGHT, "2026-11-23T07:00:00Z"),
        ("2026-11-22T06:59:59Z", BRUSSELS, NIGHT, "2026-11-22T07:00:00Z"),
        ("2026-11-22T07:00:00Z", BRUSSELS, NIGHT, "2026-11-22T07:00:00Z"),
        ("2026-11-22T12:30:00Z", BRUSSELS, Quiet(time(12), time(14)), "2026-11-22T13:00:00Z"),
        ("2026-11-22T03:00:00Z", BRUSSELS, Quiet(time(9), time(9)), "2026-11-22T03:00:00Z"),
        ("2026-11-22T12:00:00Z", ZoneInfo("Asia/Tokyo"), NIGHT, "2026-11-22T23:00:00Z"),
        # Clocks go back on 25 October 2026 and forward on 28 March 2027: 8:00 is 8:00 on both.
        ("2026-10-24T20:00:00Z", BRUSSELS, NIGHT, "2026-10-25T07:00:00Z"),
        ("2027-03-27T20:00:00Z", BRUSSELS, NIGHT, "2027-03-28T06:00:00Z"),
        # Quiet until 2:30, which the clocks skip or show twice.
        ("2027-03-27T20:00:00Z", BRUSSELS, Quiet(time(20), time(2, 30)), "2027-03-28T01:00:00Z"),
        ("2026-10-24T20:00:00Z", BRUSSELS, Quiet(time(20), time(2, 30)), "2026-10-25T00:30:00Z"),
    ],
)
def test_a_message_waits_until_the_quiet_hours_end(now: str, zone: ZoneInfo, quiet: Quiet, expected: str) -> None:
    assert clock.allowed_at(datetime.fromisoformat(now), zone, quiet) == datetime.fromisoformat(expected)


@given(
    now=st.integers(0, 2 * 365 * 86_400).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    zone=st.sampled_from(ZONES),
    quiet=st.builds(Quiet, st.times(), st.times()),
)
def test_it_is_never_earlier_and_never_a_day_and_an_hour_later(now: datetime, zone: ZoneInfo, quiet: Quiet) -> None:
    at = clock.allowed_at(now, zone, quiet)

    assert now <= at <= now + timedelta(hours=25)
    assert clock.allowed_at(at, zone, quiet) == at
