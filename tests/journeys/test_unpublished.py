"""How many changes wait to be published, beside the map's name: the same number that “Check your map” lists."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.journeys.publishing import NOW, WORDS
from touchpoints.journeys import actions, differences, outline, publishing, versions, ways
from touchpoints.journeys.models import Journey, Stage, Touchpoint

HOME = "/o/fieldstone/map/"
Change = Callable[[Actor, Touchpoint], object]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: Callable[[Any], Client]) -> Client:
    return sign_in(acting.leader)


def told(client: Client) -> str:
    found = re.search(r'<p id="map-draft">(.*?)</p>', client.get(HOME).content.decode())
    assert found
    return found[1]


def hatch(by: Actor, touchpoint: Touchpoint) -> None:
    member = Membership.objects.get(pk=by.member_id)
    ways.set_hatch(by=by, touchpoint=touchpoint, member=member, reply_minutes=60)


CHANGES: dict[str, Change] = {
    "mode": lambda by, one: actions.change_touchpoint(by=by, touchpoint=one, mode="augment"),
    "intent": lambda by, one: actions.change_touchpoint(by=by, touchpoint=one, intent="To know"),
    "channel": lambda by, one: actions.change_touchpoint(by=by, touchpoint=one, channel="call"),
    "target": lambda by, one: actions.change_touchpoint(by=by, touchpoint=one, response_target_minutes=30),
    "stakes": lambda by, one: actions.change_touchpoint(by=by, touchpoint=one, stakes=["value"]),
    "hatch": hatch,
    "message": lambda by, one: ways.set_message(by=by, touchpoint=one, message=WORDS),
    "order": lambda by, one: actions.move_touchpoint(by=by, touchpoint=one, step="last"),
    "stage": lambda by, one: actions.move_touchpoint(by=by, touchpoint=one, stage=Stage.rows().first()),
    "archive": lambda by, one: actions.archive_touchpoint(by=by, now=NOW, touchpoint=one),
    "new": lambda by, one: actions.add_touchpoint(by=by, name="Hello", stage=one.stage),
    "stage renamed": lambda by, one: outline.rename(by=by, part=one.stage, name="Doing"),
    "journey added": lambda by, one: outline.add_journey(by=by, name="Another"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_kind_of_change_counts(by: Actor, leader: Client, what: str) -> None:
    assert told(leader) == "As published"
    CHANGES[what](by, Touchpoint.rows().select_related("stage").get(key="status-update"))

    published, drawn = versions.published(), versions.drawn()
    amount = len(differences.changes(published, drawn)) + len(differences.outline(published, drawn))
    assert told(leader) == f"Draft, {amount} change{'s' if amount > 1 else ''} not published"

    publishing.publish(by=by, now=NOW)
    assert told(leader) == "As published"


def test_a_card_that_says_otherwise_than_published_says_so(by: Actor, leader: Client) -> None:
    hatch(by, Touchpoint.rows().get(key="status-update"))

    page = leader.get(HOME).content.decode()

    assert page.count("Changed, not published") == 1
    assert Journey.rows().count() == 1
