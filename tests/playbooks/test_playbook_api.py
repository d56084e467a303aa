"""Playbooks over REST: written, read, changed with the version that was read, and their versions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.playbooks.conftest import EARLIER, FULL, touchpoint
from touchpoints.playbooks.api import EXAMPLE
from touchpoints.playbooks.models import Playbook

SignIn = Callable[[Membership], Client]
AT = "/o/fieldstone/api/v1/playbooks/"


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def send(client: Client, method: str, path: str, body: Any, **headers: str) -> Any:
    return client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)


def test_one_is_written_and_read(leader: Client) -> None:
    made = send(leader, "POST", AT, EXAMPLE)

    assert made.status_code == 201
    read = leader.get(made["Location"])
    assert read.json()["gifts"] == EXAMPLE["gifts"]
    assert (read.json()["version"], read.json()["is_stale"]) == (1, False)
    assert read["ETag"] == made["ETag"]


def test_a_change_needs_what_was_read(leader: Client, playbook: Playbook) -> None:
    address = f"{AT}{playbook.pk}/"
    tag = leader.get(address)["ETag"]

    assert send(leader, "PATCH", address, {"options": []}).status_code == 428
    changed = send(leader, "PATCH", address, {"options": ["Never"], "why": "Shorter"}, if_match=tag)
    assert (changed.status_code, changed.json()["options"], changed.json()["talk_track"]) == (200, ["Never"], FULL.talk_track)
    assert send(leader, "PATCH", address, {"options": []}, if_match=tag).status_code == 412

    versions = leader.get(f"{address}versions/").json()["results"]
    assert [(one["version"], one["why"], one["options"]) for one in versions] == [
        (2, "Shorter", ["Never"]),
        (1, "", list(FULL.options)),
    ]


def test_the_list_is_narrowed(cast: Cast, leader: Client, playbook: Playbook) -> None:
    with scope.acting_for(cast.organization):
        here, elsewhere = touchpoint("scope-change").pk, touchpoint("status-update").pk

    def names(query: str) -> list[str]:
        return [one["name"] for one in leader.get(f"{AT}?{query}").json()["results"]]

    assert names(f"touchpoint={here}") == [FULL.name]
    assert names(f"touchpoint={elsewhere}") == names("stale=true") == []
    with scope.acting_for(cast.organization):
        Playbook.rows().update(review_date=EARLIER)
    assert names("stale=true") == [FULL.name]
    assert names("stale=false") == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "Blank"}, "/talk_track"),
        ({**EXAMPLE, "gifts": [{"kind": "bribe", "text": "A watch"}]}, "/gifts/0/kind"),
        ({**EXAMPLE, "assets": [{"url": "javascript:alert(1)"}]}, "/assets/0/url"),
        ({**EXAMPLE, "touchpoints": ["01a201ad-0000-7000-8000-000000000000"]}, "/touchpoints/0"),
        ({**EXAMPLE, "owner": "nobody@fieldstone.example"}, "/owner"),
        ({**EXAMPLE, "colour": "red"}, "/colour"),
        ({**EXAMPLE, "options": ["\x00"]}, "/options/0"),
    ],
)
def test_what_cannot_be_is_answered_with_its_place(leader: Client, body: dict[str, Any], pointer: str) -> None:
    answer = send(leader, "POST", AT, body)

    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]


def test_a_taken_name_and_an_archived_one_conflict(cast: Cast, leader: Client, playbook: Playbook) -> None:
    assert send(leader, "POST", AT, {**EXAMPLE, "name": FULL.name}).status_code == 409
    leader.post(f"/o/fieldstone/playbooks/{playbook.pk}/archive/")
    tag = leader.get(f"{AT}{playbook.pk}/")["ETag"]

    assert send(leader, "PATCH", f"{AT}{playbook.pk}/", {"options": []}, if_match=tag).status_code == 409


def test_agents_read_and_do_not_write(cast: Cast, sign_in: SignIn, playbook: Playbook) -> None:
    agent = sign_in(cast.agent)

    assert agent.get(AT).json()["results"][0]["id"] == str(playbook.pk)
    assert send(agent, "POST", AT, EXAMPLE).status_code == 403


def test_it_is_archived_and_brought_back(leader: Client, playbook: Playbook) -> None:
    at = f"{AT}{playbook.pk}/"

    gone = send(leader, "PATCH", at, {"archived": True}, if_match=leader.get(at)["ETag"])
    assert gone.json()["archived_at"]
    assert leader.get(AT).json()["results"] == []
    assert [one["id"] for one in leader.get(f"{AT}?archived=true").json()["results"]] == [str(playbook.pk)]

    changed = {"archived": False, "options": ["Now"], "why": "In use again"}
    back = send(leader, "PATCH", at, changed, if_match=leader.get(at)["ETag"]).json()
    assert (back["archived_at"], back["options"], back["version"]) == (None, ["Now"], 2)


def test_the_same_again_changes_nothing(leader: Client, playbook: Playbook) -> None:
    at = f"{AT}{playbook.pk}/"
    for archived in (True, False):
        tags = [
            send(leader, "PATCH", at, {"archived": archived}, if_match=leader.get(at)["ETag"]).headers["ETag"] for _ in range(2)
        ]
        assert tags[0] == tags[1]
