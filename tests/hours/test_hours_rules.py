"""Hours as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.hours import rules
from presence.hours.rules import Pattern
from presence.kit.clock import Opening


@pytest.mark.parametrize(
    ("text", "openings"),
    [
        ("9:00-17:00", [(540, 1020)]),
        ("9-17", [(540, 1020)]),
        ("9h - 12h30, 13.30 – 18:00", [(540, 750), (810, 1080)]),
        ("13:00 to 17:00; 8:00 to 12:00", [(480, 720), (780, 1020)]),
        ("8:00-12:00 and 13:00-17:00", [(480, 720), (780, 1020)]),
        ("0:00-24:00", [(0, 1440)]),
        ("closed", []),
        ("", []),
        ("–", []),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, openings: list[tuple[int, int]]) -> None:
    assert list(rules.read_day(text)) == [Opening(*pair) for pair in openings]


@pytest.mark.parametrize("text", ["morning", "9:00", "9:75-10:00", "9-25", "9:00-17:00,", "-1-5", "9-17 x"])
def test_what_is_no_time_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(rules.UnreadableHours):
        rules.read_day(text)


@pytest.mark.parametrize("text", ["17:00-9:00", "9:00-9:00", "9:00-13:00, 12:00-17:00"])
def test_times_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(rules.OverlappingHours):
        rules.read_day(text)


@given(st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True))
def test_what_is_told_is_read_back(edges: list[int]) -> None:
    openings = tuple(Opening(*pair) for pair in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))

    assert rules.read_day(rules.told_day(openings)) == openings


def test_holidays_are_read_one_a_line() -> None:
    holidays = rules.read_holidays("2026-12-25 Christmas Day\n\n2026-12-26\n")

    assert holidays == {date(2026, 12, 25): "Christmas Day", date(2026, 12, 26): "Holiday"}
    assert rules.read_holidays(rules.told_holidays(holidays)) == holidays


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("25 December", rules.UnreadableHoliday),
        ("2026-02-30 Never", rules.UnreadableHoliday),
        ("2026-12-25 A\n2026-12-25 B", rules.DoubledHoliday),
    ],
)
def test_holidays_that_cannot_be_are_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.read_holidays(text)


def test_minutes_follow_the_pattern_that_holds_without_absences_and_closed_days() -> None:
    half = Pattern(date(2026, 11, 1), (240, 240, 240, 240, 240, 0, 0))
    full = Pattern(date(2026, 11, 16), (480, 480, 480, 480, 480, 0, 0))
    away = [(date(2026, 11, 17), date(2026, 11, 18))]
    closed = [date(2026, 11, 11)]

    def minutes(first: date, last: date) -> int:
        return rules.minutes_there([full, half], away, closed, first, last)

    assert minutes(date(2026, 10, 26), date(2026, 11, 1)) == 0, "nobody said so before the first pattern"
    assert minutes(date(2026, 11, 9), date(2026, 11, 15)) == 4 * 240, "one day was closed"
    assert minutes(date(2026, 11, 16), date(2026, 11, 22)) == 3 * 480, "two days away"
    assert minutes(date(2026, 11, 20), date(2026, 11, 20)) == 480
