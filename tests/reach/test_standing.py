"""Whether somebody answers behind the link: by the clock, by who is there, and by what the last probe found."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import LazySettings
from django.db import DatabaseError, transaction
from django.test import Client

from presence.hours import actions as hours
from presence.kit.clock import Hours, Opening
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.reach.conftest import NOW
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import probing, rules, standing
from touchpoints.reach.models import Probe
from touchpoints.reach.rules import Duty

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = Hours(BRUSSELS, {weekday: (Opening(9 * 60, 17 * 60),) for weekday in range(5)})
FRIDAY = date(2026, 11, 20)


def duty(**about: Any) -> Duty:
    return Duty(**{"name": "Ines", "is_active": True, "away": (), "hours": OFFICE, "minutes": 60} | about)


@pytest.mark.parametrize(
    ("on_duty", "problem"),
    [
        (duty(), ""),
        (None, "Nobody is named"),
        (duty(is_active=False), "Ines is no longer a member"),
        (duty(hours=Hours(BRUSSELS, {})), "never open"),
        (duty(minutes=60 * 8 * 6), "more than 7 days"),
        (duty(away=((FRIDAY, FRIDAY),)), "Ines is away"),
        (duty(away=((FRIDAY, FRIDAY),), minutes=60 * 8), ""),  # promised on Monday, and back by then
        (duty(away=((FRIDAY - timedelta(days=9), FRIDAY - timedelta(days=1)),)), ""),
    ],
)
def test_who_answers_a_customer_who_asks_on_friday_morning(on_duty: Duty | None, problem: str) -> None:
    found = rules.missing(on_duty, NOW)

    assert problem in found if problem else found == ""


def test_a_published_way_stands(acting: Cast, status: Touchpoint) -> None:
    assert standing.problem(touchpoint_id=status.pk, now=NOW) is None
    assert standing.problems(now=NOW) == {}
    [shown] = standing.of_all(now=NOW)
    assert (shown.name, shown.person, shown.minutes) == ("Status update", "Leader of Fieldstone Care", 60)


def test_whoever_is_away_is_not_there(acting: Cast, status: Touchpoint) -> None:
    hours.add_absence(by=Actor.of(acting.owner), member=acting.leader, first_day=FRIDAY, last_day=FRIDAY)

    assert "Leader of Fieldstone Care is away" in standing.problems(now=NOW)[status.pk]


def test_whoever_left_is_not_there(acting: Cast, status: Touchpoint) -> None:
    acting.leader.removed_at = NOW
    acting.leader.save(update_fields=["removed_at"])

    assert "no longer a member" in (standing.problem(touchpoint_id=status.pk, now=NOW) or "")


def test_the_newest_probe_counts(acting: Cast, status: Touchpoint) -> None:
    Probe.objects.create(touchpoint=status, at=NOW - timedelta(days=1), problem="The page answered 502.")
    assert standing.problems(now=NOW) == {status.pk: "The page answered 502."}

    Probe.objects.create(touchpoint=status, at=NOW)
    assert standing.problems(now=NOW) == {}


def test_asking_for_all_costs_a_few_statements(acting: Cast, status: Touchpoint, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5):
        standing.problems(now=NOW)


def test_what_is_not_automatic_has_no_problem(acting: Cast) -> None:
    assert standing.problem(touchpoint_id=Touchpoint.rows().get(key="first-response").pk, now=NOW) is None


def test_the_card_on_the_map_says_whether_somebody_is_reached(
    acting: Cast, status: Touchpoint, sign_in: Callable[[Any], Client]
) -> None:
    def card_for(member: Membership) -> str:
        page = sign_in(member).get("/o/fieldstone/map/").content.decode()
        return page[page.index('id="card-status-update"') :].split("</article>")[0]

    with time_machine.travel(NOW, tick=False):
        Probe.objects.create(touchpoint=status, at=NOW, problem="")
        assert "Leader of Fieldstone Care, within 1 h, tried 20 Nov</dd>" in card_for(acting.viewer)
        assert "Nothing leaves" not in card_for(acting.viewer)

        Probe.objects.create(touchpoint=status, at=NOW + timedelta(seconds=1), problem="The page answered 502.")
        assert "Nothing leaves: The page answered 502.</span>" in card_for(acting.viewer)
        assert f'href="/o/fieldstone/map/{status.pk}/">The page answered 502.' in card_for(acting.leader)

        hours.add_absence(by=Actor.of(acting.owner), member=acting.leader, first_day=FRIDAY, last_day=FRIDAY)
        assert "Leader of Fieldstone Care is away until after the promised time" in card_for(acting.viewer)


def test_a_probe_is_never_altered(acting: Cast, status: Touchpoint) -> None:
    probe = Probe.objects.create(touchpoint=status, problem="Broken")

    with pytest.raises(DatabaseError), transaction.atomic():
        Probe.rows().filter(pk=probe.pk).update(problem="")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_probing_opens_the_page_as_a_customer_does(
    live_server: Any, settings: LazySettings, cast: Cast, status: Touchpoint
) -> None:
    settings.PRESENCE_URL = settings.PRESENCE_URL._replace(netloc=live_server.url.removeprefix("http://"))
    now = datetime.now(UTC)
    with scope.acting_for(cast.organization):
        assert probing.probe_due(now=now) == 1
        assert probing.probe_due(now=now + timedelta(hours=1)) == 0  # tried today
        with transaction.atomic():
            assert [one.problem for one in Probe.rows()] == [""]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, b"<p>A page of the proxy</p>"), "Another page than ours stands behind the link."),
        ((502, b""), "The page behind the link answered 502 instead of 200."),
        (TimeoutError("timed out"), "The page behind the link could not be opened: timed out"),
        ((200, b"<div data-reach>"), ""),
    ],
)
def test_what_a_probe_finds(
    acting: Cast, status: Touchpoint, monkeypatch: pytest.MonkeyPatch, answer: Any, problem: str
) -> None:
    def get(_url: str) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(probing, "_get", get)
    probing.probe_all(by=Actor.of(acting.leader), now=NOW)

    assert [one.problem for one in Probe.rows()] == [problem]
    assert standing.problem(touchpoint_id=status.pk, now=NOW) == (problem or None)


def test_where_nobody_answers_one_wait_is_enough(acting: Cast, status: Touchpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[str] = []

    def get(url: str) -> Any:
        waits.append(url)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(probing, "_get", get)
    [known] = standing.of_all(now=NOW)
    found = probing._found([known.touchpoint_id, Touchpoint.rows().exclude(pk=known.touchpoint_id)[0].pk])

    assert len(waits) == 1
    assert set(found.values()) == {"The page behind the link could not be opened: refused"}
