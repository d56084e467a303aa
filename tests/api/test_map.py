"""The whole map over REST: what was read is put back, changed by who read it last, and never unprotected."""

import copy
from typing import Any

import pytest
from django.db import transaction

from presence.audit.models import Entry
from presence.tenancy import scope
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.conftest import Cast
from touchpoints.exchange.models import BroughtMap
from touchpoints.journeys.models import Touchpoint

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@pytest.fixture
def read(api: ApiClient) -> tuple[Json, str]:
    """The starter map and its ETag."""
    answer = api.send("GET", "/map/")
    assert answer.status_code == 200
    return answer.json(), answer.headers["ETag"]


def moment(whole: Json, key: str) -> Json:
    found: Json = next(
        one for journey in whole["journeys"] for stage in journey["stages"] for one in stage["touchpoints"] if one["key"] == key
    )
    return found


def test_what_was_read_can_be_put_back_and_changes_nothing(api: ApiClient, read: tuple[Json, str], cast: Cast) -> None:
    whole, tag = read

    answer = api.send("PUT", "/map/", whole, If_Match=tag)

    assert (answer.status_code, answer.json(), answer.headers["ETag"]) == (200, whole, tag)
    with scope.acting_for(cast.organization), transaction.atomic():
        assert not BroughtMap.rows().exists()


def test_a_map_is_written_whole(api: ApiClient, read: tuple[Json, str], cast: Cast) -> None:
    whole, tag = copy.deepcopy(read[0]), read[1]
    moment(whole, "status-update").update(mode="augment", owner="agent@fieldstone.example", mode_reason="Drafts help")
    whole["journeys"][0]["stages"].pop(0)
    whole["journeys"].append(
        {"name": "More", "stages": [{"name": "Start", "touchpoints": [{"key": "hello", "name": "Hello"}]}]}
    )

    answer = api.send("PUT", "/map/", whole, If_Match=tag)

    assert answer.status_code == 200, answer.content
    assert moment(answer.json(), "status-update")["owner"] == "agent@fieldstone.example"
    assert moment(answer.json(), "hello")["mode"] == "human_only"
    assert api.send("GET", "/map/").headers["ETag"] == answer.headers["ETag"] != tag
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Touchpoint.rows().get(key="first-response").archived_at is not None
        assert BroughtMap.rows().get().source == "api"


def test_only_who_read_it_last_writes(api: ApiClient, read: tuple[Json, str]) -> None:
    whole, tag = read
    changed = copy.deepcopy(whole)
    moment(changed, "status-update")["intent"] = "To know where things stand"

    check_problem(api.send("PUT", "/map/", changed), 428, "if-match")
    assert api.send("PUT", "/map/", changed, If_Match=tag).status_code == 200
    check_problem(api.send("PUT", "/map/", whole, If_Match=tag), 412, "stale")


@pytest.mark.parametrize("mode", ["automate", "human_only"])
def test_no_protection_is_taken_away(api: ApiClient, read: tuple[Json, str], mode: str) -> None:
    whole, tag = copy.deepcopy(read[0]), read[1]
    moment(whole, "scope-change").update(mode=mode, protected=[])

    answer = api.send("PUT", "/map/", whole, If_Match=tag)

    check_problem(answer, 422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/journeys/0/stages/1/touchpoints/1/protected"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"mode": "automate", "protected": ["pricing"]}, "mode"),
        ({"owner": "owner@elsewhere.example"}, "owner"),
        ({"key": "scope-change"}, "key"),
        ({"mode": "robot"}, "mode"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_wrong_values_are_named_by_pointer(api: ApiClient, read: tuple[Json, str], fields: Json, name: str) -> None:
    whole, tag = copy.deepcopy(read[0]), read[1]
    whole["journeys"].append({"name": "More", "stages": [{"name": "S", "touchpoints": [{"key": "k", "name": "K"} | fields]}]})

    answer = api.send("PUT", "/map/", whole, If_Match=tag)

    check_problem(answer, 422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == f"/journeys/1/stages/0/touchpoints/0/{name}"
    assert api.send("GET", "/map/").headers["ETag"] == tag


def test_the_whole_map_is_one_document_with_an_etag(api: ApiClient) -> None:
    answer = api.send("GET", "/map/")

    assert answer.status_code == 200
    [journey] = answer.json()["journeys"]
    assert [stage["name"] for stage in journey["stages"]][:2] == ["First contact", "Delivery"]
    assert journey["stages"][0]["touchpoints"][0]["owner"] == "owner@fieldstone.example"
    assert api.send("GET", "/map/", If_None_Match=answer.headers["ETag"]).status_code == 304


def test_of_two_who_read_the_same_map_one_writes(api: ApiClient, read: tuple[Json, str], cast: Cast) -> None:
    whole, tag = copy.deepcopy(read[0]), read[1]
    page = api.send("PATCH", _path(api), {"intent": "To decide"}, If_Match=_tag(api))
    assert page.status_code == 200
    moment(whole, "status-update")["name"] = "Written over"

    check_problem(api.send("PUT", "/map/", whole, If_Match=tag), 412, "stale")

    with scope.acting_for(cast.organization), transaction.atomic():
        assert not Touchpoint.rows().filter(name="Written over").exists()
        assert not Entry.rows().filter(verb="map.written").exists()


def test_a_write_leaves_one_fact_that_says_what_changed(api: ApiClient, read: tuple[Json, str], cast: Cast) -> None:
    whole, tag = copy.deepcopy(read[0]), read[1]
    moment(whole, "status-update")["mode"] = "augment"

    api.send("PUT", "/map/", whole, If_Match=tag)

    with scope.acting_for(cast.organization), transaction.atomic():
        [entry] = Entry.rows().filter(verb="map.written")
        assert entry.detail["said"] == ["Status update: human-only → augment"]


def test_an_empty_map_and_a_name_twice_are_refused(api: ApiClient, read: tuple[Json, str]) -> None:
    whole, tag = copy.deepcopy(read[0]), read[1]
    whole["journeys"] *= 2

    for body, pointer in (({"journeys": []}, "/journeys"), (whole, "/journeys/1/name")):
        refused = api.send("PUT", "/map/", body, If_Match=tag)
        check_problem(refused, 422, "invalid")
        assert refused.json()["errors"][0]["pointer"] == pointer


def _path(api: ApiClient) -> str:
    return f"/touchpoints/{api.send('GET', '/touchpoints/?key=status-update').json()['results'][0]['id']}/"


def _tag(api: ApiClient) -> str:
    return str(api.send("GET", _path(api)).headers["ETag"])
