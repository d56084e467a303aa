"""Touchpoints over REST: changed only by who read them, protected ones never automated."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from presence.audit.models import Entry
from presence.tenancy import scope
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.conftest import Cast
from touchpoints.journeys.models import Journey, Stage, Touchpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def touchpoint(api: ApiClient) -> dict[str, Any]:
    """A touchpoint as answered, with its ETag beside it."""
    answer = api.send("POST", "/touchpoints/", {"key": "quote-call", "name": "Quote call"})
    assert answer.status_code == 201, answer.content
    return dict(answer.json()) | {"etag": answer.headers["ETag"]}


def change(api: ApiClient, touchpoint: dict[str, Any], body: Any, etag: str = "*") -> Any:
    return api.send("PATCH", f"/touchpoints/{touchpoint['id']}/", body, If_Match=etag)


def test_key_and_name_suffice(touchpoint: dict[str, Any], cast: Cast) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        first = Stage.rows().select_related("journey").order_by("journey__position", "position")[0]

    assert (touchpoint["stage"], touchpoint["journey"]) == (str(first.pk), str(first.journey_id))
    assert (touchpoint["stage_name"], touchpoint["journey_name"]) == (first.name, first.journey.name)
    assert (touchpoint["mode"], touchpoint["protected"], touchpoint["channel"]) == ("human_only", [], None)


def test_everything_can_be_written(api: ApiClient) -> None:
    body = {
        "key": "pricing",
        "name": "Pricing talk",
        "intent": "A price I can trust",
        "mode": "augment",
        "mode_reason": "Prepared by a machine, said by a person",
        "owner": "leader@fieldstone.example",
        "protected": ["pricing"],
        "stakes": ["value", "emotion"],
        "channel": "call",
        "response_target_minutes": 60,
        "key_moment": True,
        "top_five": True,
        "first_truth_due": True,
        "position": 0,
    }

    made = api.send("POST", "/touchpoints/", body).json()

    assert {name: made[name] for name in body} == body | {"stakes": ["emotion", "value"]}


def test_new_organizations_list_their_five_moments(api: ApiClient) -> None:
    page = api.send("GET", "/touchpoints/?count=exact").json()

    assert page["count"] == len(page["results"]) == 5


def test_a_change_needs_the_version_that_was_read(api: ApiClient, touchpoint: dict[str, Any]) -> None:
    path = f"/touchpoints/{touchpoint['id']}/"

    check_problem(api.send("PATCH", path, {"name": "A"}), 428, "if-match")
    changed = change(api, touchpoint, {"name": "A"}, touchpoint["etag"])
    assert (changed.status_code, changed.json()["name"]) == (200, "A")
    check_problem(change(api, touchpoint, {"name": "B"}, touchpoint["etag"]), 412, "stale")
    assert change(api, touchpoint, {"name": "B"}, changed.headers["ETag"]).json()["name"] == "B"


def test_a_change_is_recorded(api: ApiClient, cast: Cast, touchpoint: dict[str, Any]) -> None:
    change(api, touchpoint, {"mode": "augment", "mode_reason": "Faster"})

    with scope.acting_for(cast.organization), transaction.atomic():
        entry = Entry.rows().get(verb="touchpoint.changed")
    assert entry.detail["changes"]["mode"] == ["human_only", "augment"]


def test_a_protected_moment_is_never_automated(api: ApiClient, touchpoint: dict[str, Any]) -> None:
    both = {"mode": "automate", "protected": ["bad_news"]}
    refused = [
        api.send("POST", "/touchpoints/", {"key": "news", "name": "News", **both}),
        change(api, touchpoint, both),
    ]

    for answer in refused:
        assert check_problem(answer, 422, "invalid")["errors"][0]["pointer"] == "/mode"


def test_protection_given_later_does_not_meet_automation(api: ApiClient, touchpoint: dict[str, Any]) -> None:
    assert change(api, touchpoint, {"mode": "automate"}).status_code == 200

    check_problem(change(api, touchpoint, {"protected": ["apology"]}), 422, "invalid")


def test_it_moves_to_another_stage_and_place(api: ApiClient, cast: Cast, touchpoint: dict[str, Any]) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        target = Stage.rows().order_by("-journey__position", "-position")[0]

    moved = change(api, touchpoint, {"stage": str(target.pk), "position": 0}).json()

    assert (moved["stage"], moved["position"]) == (str(target.pk), 0)
    with scope.acting_for(cast.organization), transaction.atomic():
        places = Touchpoint.rows().filter(stage=target).order_by("position").values_list("position", flat=True)
        assert list(places) == list(range(len(places)))


def test_a_journey_means_its_first_stage(api: ApiClient, cast: Cast) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        journey = Journey.rows().create(name="Renewal", position=9)
        stage = Stage.rows().create(journey=journey, name="Before", position=0)
        empty = Journey.rows().create(name="Empty", position=10)

    made = api.send("POST", "/touchpoints/", {"key": "renew", "name": "Renew", "journey": str(journey.pk)}).json()

    assert made["stage"] == str(stage.pk)
    for wrong in ({"journey": str(empty.pk)}, {"journey": str(empty.pk), "stage": str(stage.pk)}, {"stage": str(uuid4())}):
        check_problem(api.send("POST", "/touchpoints/", {"key": "x", "name": "X", **wrong}), 422, "invalid")


def test_a_key_is_taken_once(api: ApiClient, touchpoint: dict[str, Any], foreign_api: ApiClient) -> None:
    refused = api.send("POST", "/touchpoints/", {"key": "quote-call", "name": "Again"})

    assert check_problem(refused, 409, "conflict")["errors"][0]["pointer"] == "/key"
    assert foreign_api.send("POST", "/touchpoints/", {"key": "quote-call", "name": "Theirs"}).status_code == 201


def test_filters_choose(api: ApiClient, touchpoint: dict[str, Any]) -> None:
    for query in (
        "key=quote-call",
        f"key=quote-call&stage={touchpoint['stage']}",
        f"key=quote-call&journey={touchpoint['journey']}&mode=human_only",
    ):
        assert [row["id"] for row in api.send("GET", f"/touchpoints/?{query}").json()["results"]] == [touchpoint["id"]]
    assert api.send("GET", "/touchpoints/?mode=automate&key=quote-call").json()["results"] == []


def test_an_archived_touchpoint_is_read_and_not_changed(api: ApiClient, cast: Cast, touchpoint: dict[str, Any]) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        Touchpoint.rows().filter(pk=touchpoint["id"]).update(archived_at="2026-11-20T00:00:00Z")

    assert api.send("GET", f"/touchpoints/{touchpoint['id']}/").json()["archived_at"] == "2026-11-20T00:00:00Z"
    check_problem(change(api, touchpoint, {"name": "A"}), 409, "conflict")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "not a slug"},
        {"key": "line\n"},
        {"key": ""},
        {"name": " "},
        {"mode": "auto"},
        {"protected": ["secret"]},
        {"protected": "pricing"},
        {"response_target_minutes": -1},
        {"response_target_minutes": 1.5},
        {"response_target_minutes": "60"},
        {"response_target_minutes": 10**12},
        {"key_moment": 1},
        {"owner": "stranger@elsewhere.example"},
        {"version": 9},
        {"archived_at": None},
    ],
)
def test_wrong_values_are_refused(api: ApiClient, touchpoint: dict[str, Any], wrong: Any) -> None:
    check_problem(api.send("POST", "/touchpoints/", {"key": "k", "name": "K", **wrong}), 422, "invalid")
    check_problem(change(api, touchpoint, wrong), 422, "invalid")


def test_an_agents_key_reads_and_does_not_change(cast: Cast, key_with: Any) -> None:
    agent = key_with("touchpoints:read", member=cast.agent)

    assert agent.send("GET", "/touchpoints/").status_code == 200
    check_problem(agent.send("POST", "/touchpoints/", {"key": "k", "name": "K"}), 403, "forbidden")
