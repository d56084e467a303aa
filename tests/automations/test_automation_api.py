"""Automations and events over REST: written off, changed with what was read, paused and resumed, never approved."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.automations.conftest import AT, NOW, customer
from tests.conftest import Cast
from tests.journeys import publishing
from touchpoints.automations import approving, switching
from touchpoints.automations.models import Automation, Event, State
from touchpoints.journeys.models import Touchpoint

SignIn = Callable[[Membership], Client]
HERE = "/o/fieldstone/api/v1/automations/"
EVENTS = "/o/fieldstone/api/v1/events/"


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


@pytest.fixture
def place(cast: Cast) -> Touchpoint:
    with scope.acting_for(cast.organization):
        publishing.publish_mode(Actor.of(cast.leader), AT, "automate")
        found: Touchpoint = Touchpoint.rows().get(key=AT)
    return found


def body(place: Touchpoint, **more: Any) -> dict[str, Any]:
    words = [{"subject": "Your renewal", "text": "Hello {{ contact.first_name | there }}."}]
    return {
        "name": "Renewal note",
        "touchpoint": str(place.pk),
        "date": {"date": "renewal", "days": -7},
        "words": words,
        **more,
    }


def send(client: Client, method: str, path: str, given: Any, **headers: str) -> Any:
    return client.generic(method, path, json.dumps(given), content_type="application/json", headers=headers)


def test_one_is_written_off_and_read(leader: Client, place: Touchpoint) -> None:
    made = send(leader, "POST", HERE, body(place))

    assert made.status_code == 201
    read = leader.get(made["Location"]).json()
    assert (read["state"], read["approved_words"], read["words_number"]) == ("off", None, 1)
    assert read["sentence"] == "7 days before the renewal at 09:00 of their day, send “Your renewal”."
    assert [one["id"] for one in leader.get(HERE).json()["results"]] == [read["id"]]


def test_a_change_needs_what_was_read(leader: Client, place: Touchpoint) -> None:
    made = send(leader, "POST", HERE, body(place))

    assert send(leader, "PATCH", made["Location"], {"ramp": 100}).status_code == 428
    changed = send(leader, "PATCH", made["Location"], {"ramp": None}, if_match=made["ETag"])
    assert (changed.status_code, changed.json()["ramp"]) == (200, None)
    assert send(leader, "PATCH", made["Location"], {"ramp": 100}, if_match=made["ETag"]).status_code == 412


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"date": None}, "/event"),
        ({"schedule": {"weekdays": [1]}}, "/schedule"),
        ({"date": {"date": "renewal", "at": "9 o'clock"}}, "/date/at"),
        ({"touchpoint": "0190a6f0-0000-7000-8000-000000000000"}, "/touchpoint"),
        ({"words": []}, "/words"),
        ({"name": " "}, "/name"),
    ],
)
def test_what_cannot_be_is_answered_with_its_place(
    leader: Client, place: Touchpoint, wrong: dict[str, Any], pointer: str
) -> None:
    answer = send(leader, "POST", HERE, body(place, **wrong))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("text", ["{{ customer.__class__ }}", "{% load x %}", "{{ contact.name }}"])
def test_words_with_something_else_than_placeholders_are_refused(leader: Client, place: Touchpoint, text: str) -> None:
    assert send(leader, "POST", HERE, body(place, words=[{"subject": "A", "text": text}])).status_code == 422


def test_it_is_paused_and_resumed_and_never_first_switched_on(cast: Cast, leader: Client, place: Touchpoint) -> None:
    made = send(leader, "POST", HERE, body(place))
    assert send(leader, "POST", f"{made['Location']}resumption/", {}).status_code == 409

    with scope.acting_for(cast.organization):
        row = Automation.rows().get()
        approving.approve(by=Actor.of(cast.owner), now=NOW, automation=row, seen_version=1, number=1)
        switching.activate(by=Actor.of(cast.owner), now=NOW, automation=row)
    paused = send(leader, "POST", f"{made['Location']}pause/", {"why": "Prices change"}).json()
    resumed = send(leader, "POST", f"{made['Location']}resumption/", {}).json()

    assert (paused["state"], paused["state_why"], resumed["state"]) == (State.PAUSED, "Prices change", State.ACTIVE)


def test_agents_read_and_do_not_write(cast: Cast, sign_in: SignIn, place: Touchpoint) -> None:
    agent = sign_in(cast.agent)

    assert agent.get(HERE).status_code == 200
    assert send(agent, "POST", HERE, body(place)).status_code == 403


def test_the_same_event_is_one(cast: Cast, leader: Client) -> None:
    with scope.acting_for(cast.organization):
        buyer = customer(cast)
    given = {"key": "visit-booked", "external_ref": "V-1", "customer": str(buyer.pk), "occurred_at": "2026-11-21T09:30:00Z"}
    given |= {"appointment": {"starts_at": "2026-12-01T14:00:00+01:00", "place": "12 Quay Street"}}  # type: ignore[dict-item]

    first = send(leader, "POST", EVENTS, given)
    second = send(leader, "POST", EVENTS, given | {"text": "Again"})

    assert (first.status_code, second.status_code, first.json()["id"]) == (201, 200, second.json()["id"])
    with scope.acting_for(cast.organization):
        assert Event.objects.get().facts["appointment.starts_at"] == "2026-12-01T13:00:00+00:00"


def test_an_appointment_ends_after_it_begins(cast: Cast, leader: Client) -> None:
    with scope.acting_for(cast.organization):
        buyer = customer(cast)
    appointment = {"starts_at": "2026-12-01T14:00:00+01:00", "ends_at": "2026-12-01T13:00:00Z"}
    given = {"key": "visit-booked", "external_ref": "V-1", "customer": str(buyer.pk), "occurred_at": "2026-11-21T09:30:00Z"}

    answer = send(leader, "POST", EVENTS, given | {"appointment": appointment})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/appointment/ends_at")
    with scope.acting_for(cast.organization):
        assert not Event.objects.exists()
