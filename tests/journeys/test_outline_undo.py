"""Journeys and stages: what was done to them is taken back from the toast and from the history."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import outline
from touchpoints.journeys.models import Journey, Stage

HOME = "/o/fieldstone/map/"


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(acting.leader)


def names() -> list[str]:
    return [str(stage) for stage in Stage.rows().order_by("journey__position", "position")]


def post(client: Client, kind: str, part: Journey | Stage, path: str, **sent: str) -> str:
    """Where the toast's Undo goes."""
    page = client.post(f"{HOME}outline/{kind}/{part.pk}/{path}", sent, follow=True).content.decode()
    found = re.search(r'action="([^"]+/undo/)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("step", ["later", "last", "earlier", "first"])
def test_a_moved_stage_goes_back_where_it_was(leader: Client, step: str) -> None:
    before = names()
    undo = post(leader, "stage", Stage.rows().get(name=before[1]), "place/", step=step)
    assert names() != before

    answer = leader.post(undo, {"back": "outline"})

    assert answer.headers["Location"] == f"{HOME}outline/"
    assert names() == before


def test_what_was_moved_again_stays(by: Actor, leader: Client) -> None:
    stage = Stage.rows().get(name=names()[1])
    undo = post(leader, "stage", stage, "place/", step="first")
    outline.move(by=by, part=stage, step="last")
    moved = names()

    page = leader.post(undo, {"back": "outline"}, follow=True).content.decode()

    assert "were moved again since" in page
    assert names() == moved


def test_a_removed_stage_comes_back_as_itself(by: Actor, leader: Client) -> None:
    stage = outline.add_stage(by=by, journey=Journey.rows().get(), name="Care")
    outline.move(by=by, part=stage, step="first")
    before = names()
    undo = post(leader, "stage", stage, "removal/")

    leader.post(undo)

    assert names() == before
    assert Stage.rows().get(name="Care").pk == stage.pk
    assert Entry.rows().filter(verb="stage.returned").count() == 1


def test_a_removed_journey_comes_back_with_its_stages(by: Actor, leader: Client) -> None:
    journey = outline.add_journey(by=by, name="Renewal")
    outline.add_stage(by=by, journey=journey, name="Talk")
    outline.move(by=by, part=journey, step="first")
    before = names()
    undo = post(leader, "journey", journey, "removal/")
    assert names() != before

    leader.post(undo)

    assert names() == before
    assert Journey.rows().get(name="Renewal").pk == journey.pk


def test_a_stage_whose_journey_is_gone_stays_gone(by: Actor, leader: Client) -> None:
    journey = outline.add_journey(by=by, name="Renewal")
    undo = post(leader, "stage", outline.add_stage(by=by, journey=journey, name="Talk"), "removal/")
    outline.remove(by=by, part=journey)

    page = leader.post(undo, follow=True).content.decode()

    assert "The journey where “Talk” was is gone." in page


def test_taking_back_twice_is_refused(by: Actor, leader: Client) -> None:
    stage = outline.add_stage(by=by, journey=Journey.rows().get(), name="Care")
    undo = post(leader, "stage", stage, "removal/")
    leader.post(undo)

    assert "“Care” is on the map." in leader.post(undo, follow=True).content.decode()
