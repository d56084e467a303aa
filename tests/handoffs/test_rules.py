"""By when somebody answers, what presses, and what words are left of what was typed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from presence.kit.clock import Hours, Opening
from touchpoints.handoffs import rules
from touchpoints.handoffs.rules import Times

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = Hours(BRUSSELS, {weekday: (Opening(9 * 60, 17 * 60),) for weekday in range(5)})
NEVER = Hours(BRUSSELS, {})
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 16:00 in Brussels


@pytest.mark.parametrize(
    ("hours", "opened_at", "minutes", "promised"),
    [
        (OFFICE, FRIDAY, 60, datetime(2026, 11, 20, 16, 0, tzinfo=UTC)),
        (OFFICE, FRIDAY, 120, datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        (OFFICE, datetime(2026, 11, 21, 12, 0, tzinfo=UTC), 30, datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        (OFFICE, datetime(2026, 3, 27, 15, 30, tzinfo=UTC), 60, datetime(2026, 3, 30, 7, 30, tzinfo=UTC)),  # summer time began
        (NEVER, FRIDAY, 60, FRIDAY + timedelta(hours=1)),
    ],
)
def test_the_promised_time_counts_open_minutes(hours: Hours, opened_at: datetime, minutes: int, promised: datetime) -> None:
    assert rules.promised(hours, opened_at, minutes) == promised


@pytest.mark.parametrize(
    ("times", "urgency"),
    [
        (Times(FRIDAY, FRIDAY + timedelta(hours=2)), "waiting"),
        (Times(FRIDAY, FRIDAY + timedelta(minutes=31)), "waiting"),
        (Times(FRIDAY, FRIDAY + timedelta(minutes=30)), "soon"),
        (Times(FRIDAY, FRIDAY), "late"),
        (Times(FRIDAY, FRIDAY, claimed_at=FRIDAY), "late"),
        (Times(FRIDAY, FRIDAY, claimed_at=FRIDAY, reached_at=FRIDAY), "answered"),
        (Times(FRIDAY, FRIDAY, claimed_at=FRIDAY, handed_back_at=FRIDAY), "answered"),
    ],
)
def test_what_presses(times: Times, urgency: str) -> None:
    assert rules.urgency(times, FRIDAY) == urgency


def test_late_is_counted_from_when_the_customer_was_reached() -> None:
    promised, later = FRIDAY + timedelta(hours=1), FRIDAY + timedelta(hours=2)

    assert not rules.was_late(Times(FRIDAY, promised))
    assert not rules.was_late(Times(FRIDAY, promised, FRIDAY, promised, later))
    assert rules.was_late(Times(FRIDAY, promised, FRIDAY, later, later))
    assert rules.was_late(Times(FRIDAY, promised, FRIDAY, None, later))


def test_words_lose_control_signs_and_keep_their_lines() -> None:
    assert rules.clean(" One\r\ntwo\x00\x07 ", most=20) == "One\ntwo"


@pytest.mark.parametrize("text", ["", "  ", "\x00"])
def test_missing_words_are_asked_for(text: str) -> None:
    with pytest.raises(rules.InvalidWords, match="Say it"):
        rules.clean(text, most=20, missing="Say it.")


def test_too_many_words_say_how_many_may_be() -> None:
    with pytest.raises(rules.InvalidWords, match="at most 20 characters; this has 21"):
        rules.clean("x" * 21, most=20)


@pytest.mark.parametrize(
    ("said", "more", "whole"),
    [
        ("", "", ""), ("", "One", "One"), ("One", "", "One"), ("One", "One", "One"), ("One", "Two", "One\n\nTwo"),
        ("One\n\nTwo", "Two", "One\n\nTwo"),
    ],
)  # fmt: skip
def test_what_is_said_twice_stands_once(said: str, more: str, whole: str) -> None:
    assert rules.joined(said, more) == whole
