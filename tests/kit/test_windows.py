"""Spans of local days by name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.kit import windows
from presence.kit.windows import BadWindow, Window

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("", "2026-10-22", "2026-11-20"),
        ("30d", "2026-10-22", "2026-11-20"),
        ("1d", "2026-11-20", "2026-11-20"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-W45", "2026-11-02", "2026-11-08"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_name_means_these_days(name: str, first: str, last: str) -> None:
    found = windows.parse(window=name, today=TODAY)

    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "name", ["0d", "-3d", "9999d", "2025-W53", "2026-13", "2026-Q5", "2026-W00", "26", "x", "ALL", "0001", "٣٠d", "٢٠٢٦"]
)
def test_anything_else_is_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(BadWindow, match="2026-W45") as refusal:
        windows.parse(window=name, today=TODAY)

    assert refusal.value.pointer == "window"


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"first": "2026-11-01"}, "to"),
        ({"last": "2026-11-01"}, "from"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "from"),
        ({"first": "2026-02-30", "last": "2026-11-01"}, "from"),
        ({"first": "2026-11-01", "last": "20261102"}, "to"),
        ({"first": "0001-01-01", "last": "2026-11-01"}, "from"),
        ({"window": "30d", "first": "2026-11-01", "last": "2026-11-02"}, "window"),
        ({"window": "30d", "last": "2026-11-02"}, "window"),
    ],
)
def test_half_wrong_or_mixed_days_are_refused(given: dict[str, str], pointer: str) -> None:
    with pytest.raises(BadWindow) as refusal:
        windows.parse(today=TODAY, **given)

    assert refusal.value.pointer == pointer


def test_all_spans_what_is_recorded_up_to_today() -> None:
    old = windows.parse(window="all", today=TODAY, recorded=lambda: (date(2016, 2, 29), date(2016, 3, 5)))
    empty = windows.parse(window="all", today=TODAY)

    assert (old.first, old.last) == (date(2016, 2, 29), TODAY)
    assert empty == Window(TODAY, TODAY, "all")


@given(first=st.dates(date(1970, 1, 2), windows.LATEST), days=st.integers(0, 400))
def test_the_window_before_ends_where_this_one_begins_and_is_as_long_where_time_allows(first: date, days: int) -> None:
    last = min(date.fromordinal(first.toordinal() + days), windows.LATEST)
    window = windows.parse(first=first.isoformat(), last=last.isoformat(), today=TODAY)

    assert (window.first - window.before.last).days == 1
    assert window.before.days == window.days or window.before.first == windows.EARLIEST
    assert windows.parse(first=window.query["from"], last=window.query["to"], today=TODAY) == window
