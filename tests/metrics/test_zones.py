"""An organization moves to another time zone: its days, and with them its figures, are counted anew."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from metrics.facts import asking, counting
from metrics.facts.counting import Question
from metrics.rollups import verification, zones
from metrics.rollups.models import DayTotal, Standing
from presence.audit.models import Entry
from presence.tenancy import actions as organizations
from presence.tenancy import directory
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.metrics.test_rollups import NOW, OCTOBER, roll_up, take
from touchpoints.interactions import actions
from touchpoints.interactions.models import Interaction

SignIn = Callable[[Any], Client]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.owner)


@pytest.fixture
def moved(by: Actor, acting: Cast) -> Organization:
    """Two interactions of 10 October in Brussels; in Tokyo the later one is of the 11th."""
    take(by, row("A", occurred_at="2026-10-10T09:00:00Z"), row("B", occurred_at="2026-10-10T21:00:00Z"))
    roll_up()
    place = {"name": "Fieldstone Care", "time_zone": "Asia/Tokyo", "country": "JP", "currency": "JPY"}
    organizations.change_organization(by=by, organization=acting.organization, **place)
    return Organization.objects.get(pk=acting.organization.pk)


def test_days_and_sums_are_those_of_the_new_zone(moved: Organization) -> None:
    assert zones.recount(organization=moved, batch=1) == 1
    roll_up()

    days = dict(Interaction.rows().values_list("external_ref", "local_day"))
    assert days == {"A": date(2026, 10, 10), "B": date(2026, 10, 11)}
    assert {one.day.day: one.interactions for one in DayTotal.rows()} == {10: 1, 11: 1}
    assert list(verification.sums()) == []


def test_it_is_written_down_once(moved: Organization) -> None:
    for _ in range(2):
        zones.recount(organization=moved)

    assert [entry.detail for entry in Entry.rows().filter(verb="days.recounted")] == [{"moved": 1, "time_zone": "Asia/Tokyo"}]
    assert Standing.rows().get().time_zone == "Asia/Tokyo"


def test_the_tick_finds_it_until_it_is_done(moved: Organization) -> None:
    assert moved.pk in directory.organization_ids_with("moved_days")

    zones.recount(organization=moved)

    assert moved.pk not in directory.organization_ids_with("moved_days")


def test_the_pages_say_so_meanwhile(moved: Organization, acting: Cast, sign_in: SignIn) -> None:
    client, words = sign_in(acting.viewer), "Days are being counted anew"
    assert words in client.get("/o/fieldstone/metrics/").content.decode()

    zones.recount(organization=moved)

    assert words not in client.get("/o/fieldstone/metrics/").content.decode()


def test_the_form_says_beforehand_what_a_change_does(acting: Cast, sign_in: SignIn) -> None:
    page = sign_in(acting.owner).get("/o/fieldstone/organization/").content.decode()

    assert "With another zone everything recorded is counted anew, which takes some minutes" in page


def test_the_log_says_afterwards_what_it_did(moved: Organization, acting: Cast, sign_in: SignIn) -> None:
    zones.recount(organization=moved)

    page = sign_in(acting.owner).get("/o/fieldstone/audit/").content.decode()

    assert "counted the days of all interactions in Asia/Tokyo; 1 moved to another day" in page


def test_sums_and_interactions_say_the_same_before_while_and_after(moved: Organization) -> None:
    """What the sums hold of the former days is not read any more as soon as an interaction has left its day."""

    def days() -> dict[str, int]:
        question = Question(("interactions",), OCTOBER, NOW, group_by=("day",))
        summed, raw = asking.from_sums(question, {"": "days", "day": "days"}), counting.answer(question)
        assert summed == raw
        return {group.key: group.sums["interactions"] for group in raw.groups["day"]}

    assert days() == {"2026-10-10": 2}
    zones.recount(organization=moved)
    assert days() == {"2026-10-10": 1, "2026-10-11": 1}
    roll_up()
    assert days() == {"2026-10-10": 1, "2026-10-11": 1}


def test_what_is_brought_back_is_of_a_day_of_the_new_zone(moved: Organization, by: Actor) -> None:
    interaction = Interaction.rows().get(external_ref="B")
    now = datetime(2026, 11, 21, tzinfo=UTC)
    actions.delete(by=by, now=now, interaction=interaction)
    zones.recount(organization=moved)

    actions.restore(by=by, now=now, interaction=interaction)

    assert Interaction.rows().get(external_ref="B").local_day == date(2026, 10, 11)


def test_an_organization_with_nothing_summed_up_is_found_too(by: Actor, acting: Cast) -> None:
    take(by, row("B", occurred_at="2026-11-20T23:30:00Z"))
    place = {"name": "Fieldstone Care", "time_zone": "Asia/Tokyo", "country": "JP", "currency": "JPY"}

    organizations.change_organization(by=by, organization=acting.organization, **place)

    assert Standing.rows().get().time_zone == "Europe/Brussels"
