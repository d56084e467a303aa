"""Versions of the map over REST."""

from typing import Any

import pytest

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.conftest import Cast
from tests.journeys.publishing import WORDS, draw
from touchpoints.journeys import publishing, versions
from touchpoints.journeys.models import Touchpoint

pytestmark = pytest.mark.django_db


def _touchpoint(api: ApiClient, key: str) -> dict[str, Any]:
    found: dict[str, Any] = api.send("GET", f"/touchpoints/?key={key}").json()["results"][0]
    return found


def _change(api: ApiClient, key: str, fields: dict[str, Any]) -> Any:
    path = f"/touchpoints/{_touchpoint(api, key)['id']}/"
    return api.send("PATCH", path, fields, If_Match=api.send("GET", path).headers["ETag"])


def test_what_is_drawn_is_published_and_read_back(api: ApiClient) -> None:
    _change(api, "status-update", {"mode": "augment"})
    assert (_touchpoint(api, "status-update")["published_mode"], _touchpoint(api, "status-update")["published_version"]) == (
        "human_only",
        1,
    )

    made = api.send("POST", "/map/versions/", {"note": "Drafts save minutes."})

    assert (made.status_code, made.json()["number"], made.json()["changes"]) == (
        201,
        2,
        ["Status update: human-only → augment"],
    )
    assert _touchpoint(api, "status-update")["published_mode"] == "augment"
    listed = api.send("GET", "/map/versions/").json()["results"]
    assert [one["number"] for one in listed] == [2, 1]
    assert api.send("GET", f"/map/versions/{listed[0]['id']}/").json() == made.json()


def test_a_version_is_brought_back(api: ApiClient) -> None:
    first = api.send("GET", "/map/versions/").json()["results"][0]["id"]
    _change(api, "status-update", {"mode": "augment"})
    api.send("POST", "/map/versions/", {})

    back = api.send("POST", f"/map/versions/{first}/reversion/", {})

    assert (back.status_code, back.json()["number"], back.json()["reverted_from"]) == (201, 3, 1)
    assert _touchpoint(api, "status-update")["mode"] == "human_only"


def test_the_way_to_a_person_and_the_message_are_written_and_taken_away(api: ApiClient, cast: Cast) -> None:
    hatch = {"member": cast.agent.user.email, "calendar": None, "reply_minutes": 60}
    message = {"language": "en", "subject": "Where things stand", "text": "On its way."}

    changed = _change(api, "status-update", {"hatch": hatch, "message": message})
    assert (changed.json()["hatch"], changed.json()["message"]) == (hatch, message)
    emptied = _change(api, "status-update", {"hatch": None, "message": None})
    assert (emptied.json()["hatch"], emptied.json()["message"]) == (None, None)

    check_problem(_change(api, "status-update", {"hatch": hatch | {"member": "nobody@example.org"}}), 422, "invalid")


def test_a_protected_touchpoint_is_not_automated_by_the_api(api: ApiClient) -> None:
    check_problem(_change(api, "scope-change", {"mode": "automate"}), 422, "invalid")


def test_a_key_cannot_approve_a_message_or_loosen_what_is_protected(api: ApiClient, cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        draw(Actor.of(cast.leader), "status-update", mode="automate")
    refused = check_problem(api.send("POST", "/map/versions/", {}), 422, "invalid")
    assert "A person approves a new message" in refused["detail"]

    with scope.acting_for(cast.organization):
        publishing.publish(by=Actor.of(cast.leader), now=versions.newest().created_at)  # type: ignore[union-attr]
        assert Touchpoint.rows().get(key="status-update").messages.get().approved_sha256 == WORDS.sha256
    _change(api, "scope-change", {"protected": []})
    refused = check_problem(api.send("POST", "/map/versions/", {}), 422, "invalid")
    assert "A second person must agree" in refused["detail"]


def test_nothing_to_publish_and_a_touchpoint_that_is_not_there_are_told(api: ApiClient, foreign_api: ApiClient) -> None:
    check_problem(api.send("POST", "/map/versions/", {}), 409, "conflict")
    theirs = _touchpoint(foreign_api, "status-update")["id"]
    check_problem(api.send("POST", "/map/versions/", {"only": [theirs]}), 422, "invalid")
    version = foreign_api.send("GET", "/map/versions/").json()["results"][0]["id"]
    check_problem(api.send("GET", f"/map/versions/{version}/"), 404, "not-found")


def test_only_what_was_read_is_published(api: ApiClient) -> None:
    _change(api, "status-update", {"mode": "augment"})
    tag = api.send("GET", "/map/").headers["ETag"]
    _change(api, "first-response", {"intent": "To be heard"})

    check_problem(api.send("POST", "/map/versions/", {}, If_Match=tag), 412, "stale")
    fresh = api.send("GET", "/map/").headers["ETag"]
    assert api.send("POST", "/map/versions/", {}, If_Match=fresh).status_code == 201


def test_a_version_comes_back_only_over_what_was_read(api: ApiClient) -> None:
    first = api.send("GET", "/map/versions/").json()["results"][0]["id"]
    tag = api.send("GET", "/map/").headers["ETag"]
    _change(api, "status-update", {"mode": "augment"})
    api.send("POST", "/map/versions/", {})

    check_problem(api.send("POST", f"/map/versions/{first}/reversion/", {}, If_Match=tag), 412, "stale")
    fresh = api.send("GET", "/map/").headers["ETag"]
    assert api.send("POST", f"/map/versions/{first}/reversion/", {}, If_Match=fresh).status_code == 201
