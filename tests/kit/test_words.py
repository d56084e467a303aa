"""Numbers say how much they rest on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from presence.kit import words
from presence.kit.intervals import Interval

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        (0, 0, "no data"),
        (3, 3, "3 of 3"),
        (9, 9, "9 of 9"),
        (9, 10, "60-98%, 9 of 10"),
        (17, 20, "64-95%, 17 of 20"),
        (26, 29, "74-96%, 26 of 29"),
        (27, 30, "90% (74-97), 27 of 30"),
        (47, 50, "94% (84-98), 47 of 50"),
        (0, 40, "0% (0-9), 0 of 40"),
        (40, 40, "100% (91-100), 40 of 40"),
        (199, 199, "100% (98-100), 199 of 199"),
        (495, 890, "55.6% (52.3-58.9), 495 of 890"),
        (1204, 1250, "96.3% (95.1-97.2), 1,204 of 1,250"),
        (9_999, 10_000, "99.9% (99.9-100.0), 9,999 of 10,000"),
    ],
)
def test_a_rate_says_no_more_than_its_n_allows(numerator: int, denominator: int, said: str) -> None:
    assert words.rate(numerator, denominator) == said


def test_a_rate_takes_another_interval() -> None:
    assert words.rate(47, 50, Interval(0.8, 0.9)) == "94% (80-90), 47 of 50"


@pytest.mark.parametrize(
    ("counts", "parts"),
    [
        ((0, 0), ("", "nothing judged yet")),
        ((3, 3), ("3 of 3", "too few for a rate")),
        ((17, 20), ("64-95%", "17 of 20")),
        ((47, 50), ("94%", "84 to 98, 47 of 50")),
        ((495, 890), ("55.6%", "52.3 to 58.9, 495 of 890")),
    ],
)
def test_a_figure_has_something_large_and_something_below(counts: tuple[int, int], parts: tuple[str, str]) -> None:
    assert words.rate_parts(*counts) == parts


@pytest.mark.parametrize(("share", "said"), [(1.0, "100%"), (0.999, "99%"), (0.001, "1%"), (0.0, "0%"), (0.556, "56%")])
def test_all_and_none_are_said_only_when_exact(share: float, said: str) -> None:
    assert words.percent(share) == said


@pytest.mark.parametrize(("value", "said"), [(1204, "1,204"), (4.4, "4.4"), (4.0, "4"), (0, "0"), (-1500, "-1,500")])
def test_numbers_are_grouped(value: float, said: str) -> None:
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [(0, "0 min"), (12, "12 min"), (60, "1 h"), (125, "2 h 5 min"), (60_000, "1,000 h"), (-65, "-1 h 5 min")],
)
def test_minutes_become_hours(amount: float, said: str) -> None:
    assert words.minutes(amount) == said


def test_counts_know_one_from_many() -> None:
    assert words.count(1, "promise") == "1 promise"
    assert words.count(1204, "promise") == "1,204 promises"
    assert words.count(2, "reply", "replies") == "2 replies"


def test_a_day_names_its_year_only_when_it_is_another() -> None:
    assert words.day(date(2026, 11, 4), today=TODAY) == "4 Nov"
    assert words.day(date(2025, 11, 4), today=TODAY) == "4 Nov 2025"


def test_a_moment_is_told_in_its_zone() -> None:
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert words.moment(at, zone=ZoneInfo("Europe/Brussels"), today=TODAY) == "Wed 25 Nov, 00:30"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 21), "today"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 20), "yesterday"),
        (date(2026, 11, 27), "in 6 days"),
        (date(2026, 11, 4), "17 days ago"),
    ],
)
def test_days_away_are_counted(value: date, said: str) -> None:
    assert words.days_away(value, today=TODAY) == said
