"""Days and moments as people type them, and what no calendar holds."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

from presence.kit.moments import Day, LocalMoment


def test_a_day_is_read() -> None:
    assert Day().clean("2026-11-22") == date(2026, 11, 22)
    assert Day(required=False).clean("") is None


@pytest.mark.parametrize("typed", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="between 1970 and 2199"):
        Day().clean(typed)


@pytest.mark.parametrize("typed", ["2026-11-22T17:00", "2026-11-22 17:00", " 2026-11-22 17:00 "])
def test_a_moment_is_read_on_the_clock_of_the_organization(typed: str) -> None:
    with timezone.override(ZoneInfo("America/Sao_Paulo")):
        assert LocalMoment().clean(typed).isoformat() == "2026-11-22T17:00:00-03:00"


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "America/Sao_Paulo"])
@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1969-12-30T00:00", "2200-01-02T00:00", "9999-12-31T23:59"])
def test_a_moment_at_the_end_of_time_is_refused_in_words(typed: str, zone: str) -> None:
    with timezone.override(ZoneInfo(zone)), pytest.raises(forms.ValidationError, match="between 1970 and 2199"):
        LocalMoment().clean(typed)
