"""What must never be is impossible in the database too."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from presence.hours import actions
from presence.hours.models import Calendar
from presence.kit.clock import Opening
from presence.kit.ids import new_id
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast


def insert(table: str, **row: Any) -> None:
    row = {"id": new_id(), "organization_id": scope.acting_organization_id(), **row}
    names, places = ", ".join(row), ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO presence_{table} ({names}) VALUES ({places})", [*row.values()])


@pytest.fixture
def calendar(acting: Cast) -> Calendar:
    return actions.save_calendar(
        by=Actor.of(acting.owner),
        calendar=None,
        name="Office",
        time_zone="Europe/Brussels",
        week={0: [Opening(540, 720)]},
        holidays={},
        is_usual=False,
    )


@pytest.mark.parametrize(
    ("weekday", "begins", "ends", "constraint"),
    [
        (0, 700, 800, "opening_no_overlap"),
        (0, 540, 720, "opening_no_overlap"),
        (7, 0, 10, "opening_weekday_known"),
        (1, 100, 100, "opening_within_day"),
        (1, 1400, 1441, "opening_within_day"),
    ],
)
def test_openings_that_cannot_be(calendar: Calendar, weekday: int, begins: int, ends: int, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        insert("opening", calendar_id=calendar.pk, weekday=weekday, begins=begins, ends=ends)


def test_openings_may_touch(calendar: Calendar) -> None:
    insert("opening", calendar_id=calendar.pk, weekday=0, begins=720, ends=800)

    assert calendar.openings.count() == 2


def test_there_is_one_usual_calendar(calendar: Calendar) -> None:
    with pytest.raises(IntegrityError, match="calendar_one_usual"):
        insert("calendar", name="Night", time_zone="UTC", is_usual=True, version=1)


@pytest.mark.parametrize("minutes", [[1, 2, 3], [0, 0, 0, 0, 0, 0, 1441], [0, 0, 0, 0, 0, 0, -1]])
def test_minutes_fit_into_a_week_of_days(acting: Cast, minutes: list[int]) -> None:
    with pytest.raises(IntegrityError, match="frontline_minutes_of_day"):
        insert("frontlinehours", member_id=acting.agent.pk, from_day=date(2026, 11, 2), minutes=minutes)


def test_absences_of_a_member_do_not_overlap(acting: Cast) -> None:
    first, last = date(2026, 11, 2), date(2026, 11, 6)
    for member in (acting.agent, acting.leader):
        insert("absence", member_id=member.pk, first_day=first, last_day=last)

    with pytest.raises(IntegrityError, match="absence_no_overlap"):
        insert("absence", member_id=acting.agent.pk, first_day=last, last_day=date(2026, 11, 8))
    with pytest.raises(IntegrityError, match="absence_in_order"):
        insert("absence", member_id=acting.agent.pk, first_day=date(2026, 12, 6), last_day=date(2026, 12, 5))
