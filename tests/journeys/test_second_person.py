"""On the card and on the touchpoint's page: what takes two people says so, and the second one is asked there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys.publishing import NOW, draw
from touchpoints.journeys import actions, approvals, publishing
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import PendingChange

HOME = "/o/fieldstone/map/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/o/fieldstone/map/"}
WORDS = "A second person must agree."
SignIn = Callable[[Any], Client]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


@pytest.fixture
def unprotected(by: Actor) -> Touchpoint:
    """The protected moment of the starter map, drawn without its mark."""
    return draw(by, "scope-change", protected=[])


def card(client: Client, key: str) -> str:
    found = re.search(rf'<article class="map-card" id="card-{key}".*?</article>', client.get(HOME).content.decode(), re.DOTALL)
    assert found
    return found[0]


def send(client: Client, touchpoint: Touchpoint, **fields: str) -> Any:
    return client.post(f"{HOME}{touchpoint.pk}/hand/", fields, headers=HTMX)


def test_a_card_that_lost_its_protection_asks_for_a_second_person(leader: Client, unprotected: Touchpoint) -> None:
    assert "Ask a second person" in card(leader, "scope-change")
    assert "Ask a second person" not in card(leader, "status-update")

    opened = leader.get(f"{HOME}{unprotected.pk}/hand/", headers=HTMX).content.decode()

    assert WORDS in opened
    assert 'name="ask"' in opened


def test_asking_on_the_card_says_why_and_then_waits(leader: Client, unprotected: Touchpoint) -> None:
    answer = send(leader, unprotected, ask="yes", reason="Both teams decide this now.")

    assert "Somebody else must agree to Scope change now." in answer.content.decode()
    assert PendingChange.rows().get(outcome="").reason == "Both teams decide this now."
    assert Entry.rows().filter(verb="approval.asked").count() == 1
    assert "Waits for a second person" in card(leader, "scope-change")
    opened = leader.get(f"{HOME}{unprotected.pk}/hand/", headers=HTMX).content.decode()
    assert "“Both teams decide this now.”" in opened
    assert 'name="ask"' not in opened


def test_without_a_reason_nobody_is_asked(leader: Client, unprotected: Touchpoint) -> None:
    answer = send(leader, unprotected, ask="yes", reason=" ")

    assert answer.status_code == 422
    assert "Say why, so that the second person can decide." in answer.content.decode()
    assert not PendingChange.rows().exists()


def test_the_mode_and_the_question_go_together(by: Actor, leader: Client) -> None:
    touchpoint = draw(by, "status-update", stakes=["value"])

    send(leader, touchpoint, mode="augment", reason="A draft saves a day.")

    assert Touchpoint.rows().get(key="status-update").mode == "augment"
    assert PendingChange.rows().get(outcome="").wanted == {"mode": "augment", "protected": []}


def test_once_agreed_the_card_asks_no_more(acting: Cast, leader: Client, unprotected: Touchpoint) -> None:
    change = approvals.ask(by=Actor.of(acting.leader), now=NOW, touchpoint=unprotected, reason="Both decide.")
    approvals.approve(by=Actor.of(acting.owner), now=NOW, change=change)

    assert "second person" not in card(leader, "scope-change")


def test_without_script_the_touchpoints_page_asks(leader: Client, unprotected: Touchpoint) -> None:
    assert WORDS in leader.get(f"{HOME}{unprotected.pk}/edit/").content.decode()

    answer = leader.post(f"{HOME}{unprotected.pk}/ask/", {"reason": "Both decide.", "next": "map"})

    assert answer.headers["Location"] == HOME
    assert PendingChange.rows().get(outcome="").reason == "Both decide."


def test_who_only_reads_sees_that_it_waits_and_asks_nobody(acting: Cast, sign_in: SignIn, unprotected: Touchpoint) -> None:
    shown = card(sign_in(acting.agent), "scope-change")

    assert "Ask a second person</p>" in shown
    assert "data-hand-open" not in shown


def test_what_left_the_map_guarded_comes_back_guarded(by: Actor, leader: Client) -> None:
    touchpoint = Touchpoint.rows().get(key="scope-change")
    actions.archive_touchpoint(by=by, now=NOW, touchpoint=touchpoint)
    publishing.publish(by=by, now=NOW)
    actions.restore_touchpoint(by=by, touchpoint=touchpoint)
    draw(by, "scope-change", protected=[], mode="augment")

    assert "Ask a second person" in card(leader, "scope-change")
