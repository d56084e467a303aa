"""The business clock: worked examples, days of 23 and 25 hours, and laws that hold for any hours."""

import math
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from presence.kit import clock
from presence.kit.clock import Hours, Opening

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = {day: (Opening(540, 720), Opening(780, 1020)) for day in range(5)}  # 9-12 and 13-17, Monday to Friday
HOURS = Hours(BRUSSELS, OFFICE, {date(2026, 11, 11): "Armistice Day"})
ROUND_THE_CLOCK = {day: (Opening(0, clock.MIDNIGHT),) for day in range(7)}


def at(text: str, zone: ZoneInfo = BRUSSELS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        ("2026-11-20 09:00", "2026-11-20 17:00", 420),
        ("2026-11-20 11:30", "2026-11-20 13:30", 60),
        ("2026-11-20 16:30", "2026-11-23 09:15", 45),
        ("2026-11-10 16:00", "2026-11-12 10:00", 120),
        ("2026-11-21 00:00", "2026-11-23 00:00", 0),
        ("2026-11-20 17:00", "2026-11-20 09:00", 0),
    ],
    ids=["a day", "over lunch", "over the weekend", "over a holiday", "a weekend", "backward"],
)
def test_open_time_between_two_moments(begins: str, ends: str, minutes: int) -> None:
    assert clock.open_seconds(HOURS, at(begins), at(ends)) == minutes * 60


@pytest.mark.parametrize(
    ("begins", "minutes", "then"),
    [
        ("2026-11-20 09:00", 60, "2026-11-20 10:00"),
        ("2026-11-20 11:30", 60, "2026-11-20 13:30"),
        ("2026-11-20 16:30", 60, "2026-11-23 09:30"),
        ("2026-11-10 16:30", 60, "2026-11-12 09:30"),
        ("2026-11-21 03:00", 0, "2026-11-23 09:00"),
        ("2026-11-20 10:00", 120, "2026-11-20 12:00"),
    ],
)
def test_when_open_time_has_passed(begins: str, minutes: int, then: str) -> None:
    assert clock.after(HOURS, at(begins), minutes * 60) == at(then)


def test_every_minute_says_why() -> None:
    spans = list(clock.explain(HOURS, at("2026-11-10 16:00"), at("2026-11-12 09:30")))

    told = [(span.reason, span.seconds // 60, span.is_open) for span in spans]
    assert told == [
        ("open", 60, True),
        ("closed", 420, False),
        ("Armistice Day", 1440, False),
        ("closed", 540, False),
        ("open", 30, True),
    ]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-20", 24)])
def test_a_day_has_the_hours_its_clocks_show(day: str, hours: int) -> None:
    always = Hours(BRUSSELS, ROUND_THE_CLOCK)
    begins, ends = at(f"{day} 00:00"), at(f"{day} 00:00") + timedelta(hours=hours)

    assert clock.open_seconds(always, begins, ends) == hours * 3600
    assert ends.astimezone(BRUSSELS).hour == 0


@pytest.mark.parametrize(
    ("opening", "day", "minutes"),
    [
        (Opening(90, 240), date(2026, 3, 29), 90),  # 1:30 to 4:00, clocks jump from 2 to 3
        (Opening(150, 240), date(2026, 3, 29), 60),  # opens at a time that is skipped
        (Opening(60, 150), date(2026, 3, 29), 60),  # closes at a time that is skipped
        (Opening(130, 170), date(2026, 3, 29), 0),  # lies within the hour that is skipped
        (Opening(90, 240), date(2026, 10, 25), 210),  # 1:30 to 4:00, clocks show 2 to 3 twice
    ],
)
def test_openings_over_a_change_of_the_clocks(opening: Opening, day: date, minutes: int) -> None:
    hours = Hours(BRUSSELS, {6: (opening,)})
    begins = datetime.combine(day, datetime.min.time(), BRUSSELS).astimezone(UTC)

    assert clock.open_seconds(hours, begins, begins + timedelta(hours=26)) == minutes * 60


@pytest.mark.parametrize("week", [{}, {0: ()}])
def test_hours_that_never_open_say_so(week: dict[int, tuple[Opening, ...]]) -> None:
    with pytest.raises(clock.NeverOpen):
        clock.after(Hours(BRUSSELS, week), at("2026-11-20 09:00"), 60)


def test_the_next_open_moment() -> None:
    assert clock.next_open(HOURS, at("2026-11-20 10:00")) == at("2026-11-20 10:00")
    assert clock.next_open(HOURS, at("2026-11-20 12:00")) == at("2026-11-20 13:00")
    assert clock.is_open(HOURS, at("2026-11-20 12:00")) is False
    assert clock.is_open(HOURS, at("2026-11-20 13:00")) is True


_openings = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(
    lambda edges: [Opening(*pair) for pair in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)]
)
_hours = st.builds(
    Hours,
    st.sampled_from(
        [ZoneInfo(name) for name in ("Europe/Brussels", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe")]
    ),
    st.dictionaries(st.integers(0, 6), _openings, min_size=1),
    st.dictionaries(st.dates(date(2026, 3, 1), date(2026, 11, 30)), st.just("Holiday"), max_size=5),
)
_moments = st.integers(0, 235 * 86_400).map(lambda seconds: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(seconds=seconds))


@given(hours=_hours, begins=_moments, seconds=st.integers(0, 14 * 86_400))
def test_spans_cover_every_second_once(hours: Hours, begins: datetime, seconds: int) -> None:
    ends = begins + timedelta(seconds=seconds)
    spans = list(clock.explain(hours, begins, ends))

    assert [span.begins for span in spans] == ([begins] + [span.ends for span in spans[:-1]])[: len(spans)]
    assert sum(span.seconds for span in spans) == seconds


@given(hours=_hours, begins=_moments, share=st.floats(0, 1, exclude_min=True))
def test_counting_back_what_was_counted_forward(hours: Hours, begins: datetime, share: float) -> None:
    seconds = math.ceil(share * clock.open_seconds(hours, begins, begins + timedelta(days=35)))
    assume(seconds)

    assert clock.open_seconds(hours, begins, clock.after(hours, begins, seconds)) == seconds


def test_more_than_three_years_of_hours_are_never_open() -> None:
    hours = Hours(BRUSSELS, {0: (Opening(0, 1),)})

    with pytest.raises(clock.NeverOpen):
        clock.after(hours, at("2026-03-20 00:00"), 158 * 60)
    assert clock.after(hours, at("2026-03-20 00:00"), 156 * 60) > at("2029-03-01 00:00")


def test_neighbors_for_the_same_reason_are_joined() -> None:
    begins, ends = datetime(2026, 11, 27, 8, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC)
    spans = list(clock.explain(HOURS, begins, ends))

    found = list(clock.joined(spans))

    assert [one.begins for one in found[1:]] == [one.ends for one in found[:-1]], "without a gap"
    assert all((one.is_open, one.reason) != (two.is_open, two.reason) for one, two in pairwise(found))
    assert sum(one.seconds for one in found) == sum(one.seconds for one in spans)
    assert list(clock.joined([])) == []
