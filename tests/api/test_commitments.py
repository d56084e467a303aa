"""Commitments and what was said, over REST."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from presence.tenancy import scope
from tests.api.conftest import ApiClient
from tests.api.test_problems import check_problem
from tests.commitments.conftest import Agree, agreed
from tests.conftest import Cast
from tests.promises.conftest import DUE, NOW, harbor, write
from touchpoints.interactions.shapes import EXAMPLE
from touchpoints.said import actions as looking
from touchpoints.said.api import EXAMPLE as DISMISSAL

__all__ = ["agreed", "harbor", "write"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def due(agreed: Agree) -> str:
    """The address of a commitment that is due in six days."""
    return f"/commitments/{agreed().pk}"


def test_it_is_listed_done_and_opened_again(api: ApiClient, due: str) -> None:
    [listed] = api.send("GET", "/commitments/?state=open").json()["results"]
    assert (listed["text"], listed["due_at"], listed["state"]) == ("New compressor installed", "2026-11-27T16:00:00Z", "open")

    done = api.send("POST", f"{due}/completion/", {"done_at": "2026-11-21T08:00:00Z"})

    assert (done.status_code, done.json()["state"], done.json()["done_at"]) == (200, "kept", "2026-11-21T08:00:00Z")
    assert api.send("GET", "/commitments/?state=open").json()["results"] == []
    assert len(api.send("GET", "/commitments/?state=done").json()["results"]) == 1
    check_problem(api.send("POST", f"{due}/completion/", {}), 409, "conflict")
    assert api.send("DELETE", f"{due}/completion/").json()["state"] == "open"
    check_problem(api.send("DELETE", f"{due}/completion/"), 409, "conflict")


def test_late_is_broken_and_counted_beside_the_rate(api: ApiClient, due: str) -> None:
    with time_machine.travel(DUE.replace(hour=20), tick=False):
        assert api.send("GET", "/commitments/?state=overdue").json()["results"][0]["state"] == "overdue"
        assert api.send("POST", f"{due}/completion/", {}).json()["state"] == "broken"
        rate = api.send("GET", "/metrics/promise-kept-rate/?window=2026-11").json()
    assert rate["commitments"] == {
        "kept": 0,
        "broken_late": 1,
        "broken_overdue": 0,
        "broken_judged": 0,
        "renegotiated": 0,
        "open": 0,
    }
    assert (rate["value"], rate["total"]) == (None, 0)


def test_another_time_is_an_amendment(api: ApiClient, due: str) -> None:
    time = {"due_at": "2026-12-04T16:00:00Z", "customer_told_at": "2026-11-21T09:00:00Z", "reason": "The part is late."}

    answer = api.send("POST", f"{due}/renegotiation/", time)

    assert (answer.status_code, answer.json()["due_at"]) == (200, "2026-12-04T16:00:00Z")
    promise = api.send("GET", f"/promises/{answer.json()['promise']}/").json()
    assert promise["number"] == 2
    check_problem(api.send("POST", f"{due}/renegotiation/", time | {"due_at": "2026-11-01T16:00:00Z"}), 422, "invalid")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_nobodys_commitment_is_absent(api: ApiClient, foreign_api: ApiClient, due: str, method: str) -> None:
    for client, path in ((foreign_api, due), (api, f"/commitments/{uuid4()}")):
        check_problem(client.send(method, f"{path}/completion/", {} if method == "POST" else None), 404, "not-found")


def test_a_reading_key_changes_nothing(reading_api: ApiClient, due: str) -> None:
    assert reading_api.send("GET", "/commitments/").status_code == 200
    check_problem(reading_api.send("POST", f"{due}/completion/", {}), 403, "forbidden")


def test_what_was_said_is_listed_and_dismissed(api: ApiClient, cast: Cast) -> None:
    key = api.send("GET", "/touchpoints/").json()["results"][0]["key"]
    note = "We will send it on Friday."
    told = EXAMPLE | {"touchpoint_key": key, "note": note, "occurred_at": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}", "checks": []}
    assert api.send("POST", "/interactions/?create_customers=true", told).status_code == 201
    with scope.acting_for(cast.organization):
        looking.look_through()

    [said] = api.send("GET", "/said/").json()["results"]

    assert [(note[mark["start"] : mark["end"]], mark["reason"]) for mark in said["marks"]] == [
        ("We will", "promise"),
        ("on Friday", "time"),
    ]
    path = f"/said/{said['id']}/dismissal/"
    check_problem(api.send("POST", path, {"reason": " "}), 422, "invalid")
    assert api.send("POST", path, DISMISSAL).status_code == 204
    check_problem(api.send("POST", path, DISMISSAL), 409, "conflict")
    assert api.send("GET", "/said/").json()["results"] == []
