"""Owners get one letter a day at most about what is due to be looked through."""

from datetime import UTC, date, datetime

import pytest

from presence.notices.models import Letter
from presence.tenancy.actors import Actor
from promises.marks import reminders
from tests.conftest import Cast
from touchpoints.playbooks import actions, reminding
from touchpoints.playbooks.models import Playbook

THURSDAY, FRIDAY, SATURDAY, MONDAY = (datetime(2026, 11, day, 8, 30, tzinfo=UTC) for day in (19, 20, 21, 23))


@pytest.fixture
def due(acting: Cast, playbook: Playbook) -> Playbook:
    """Due on Thursday."""
    by, next_date = Actor.of(acting.leader), date(2026, 11, 19)
    return actions.review(by=by, now=THURSDAY, playbook=playbook, next_date=next_date)


def remind(cast: Cast, now: datetime) -> list[str]:
    before = set(Letter.rows().values_list("pk", flat=True))
    reminding.remind(organization=cast.organization, now=now)
    return list(Letter.rows().exclude(pk__in=before).values_list("to", flat=True))


def test_the_owner_is_told_on_the_day_once(acting: Cast, due: Playbook) -> None:
    assert remind(acting, THURSDAY) == [acting.leader.user.email]
    assert remind(acting, THURSDAY.replace(hour=9)) == []
    letter = Letter.rows().get()
    assert "1 playbook to look through" in letter.subject
    assert f"/playbooks/{due.pk}/" in letter.text


def test_then_on_mondays_while_it_waits(acting: Cast, due: Playbook) -> None:
    assert [len(remind(acting, day)) for day in (FRIDAY, SATURDAY, MONDAY)] == [0, 0, 1]


@pytest.mark.parametrize("hour", [3, 15])
def test_only_in_the_morning(acting: Cast, due: Playbook, hour: int) -> None:
    assert remind(acting, THURSDAY.replace(hour=hour)) == []


def test_who_stopped_the_letters_gets_none(acting: Cast, due: Playbook) -> None:
    reminders.stop(by=Actor.of(acting.leader), now=THURSDAY, member=acting.leader)

    assert remind(acting, THURSDAY) == []


def test_an_archived_one_and_one_without_owner_remind_nobody(acting: Cast, due: Playbook) -> None:
    actions.change(by=Actor.of(acting.leader), now=THURSDAY, playbook=due, owner=None)
    assert remind(acting, THURSDAY) == []
    actions.change(by=Actor.of(acting.leader), now=THURSDAY, playbook=due, owner=acting.leader)
    actions.archive(by=Actor.of(acting.leader), now=THURSDAY, playbook=due)
    assert remind(acting, THURSDAY) == []
