"""schemathesis asks every operation good and bad questions and compares the answers with the published description.

Each question runs in the test's own transaction. Half of the ids it invents are replaced by ids of rows that exist, so that
answers of every kind come up. The expectations that differ from its defaults stand in schemathesis.toml, with the reason.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from presence.wsgi import application
from promises.api import NEW_PROMISE
from tests.api.conftest import READING, ApiClient, make_key
from tests.conftest import Cast
from touchpoints.interactions.shapes import EXAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.schema]

# Why a request that fits the description may still be refused. Anything else would mean that the description is wrong.
MEANING = {
    "not_found",
    "invalid",
    "reused",
    "unlikely_time",
    "out_of_range",
    "either_or",
    "required",
    "other_customer",
    "duplicate",
    "too_precise",
    "character",
    "empty",
    "taken",
}


def in_process(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The application on the test's own connection, which a real request would close when it ends."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    try:
        return application(environ, start_response)
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)


def bounded(examples: int) -> Any:
    return hypothesis_settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


thorough = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", in_process)
light = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", in_process)
light.config.phases.coverage.enabled = False


@pytest.fixture(autouse=True)
def no_limit(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 10**9


@pytest.fixture
def known(api: ApiClient) -> dict[str, str]:
    """An id for each address that takes one."""
    customer = api.send("POST", "/customers/", {"name": "Northwind", "external_ref": "C-1001"}).json()["id"]
    touchpoint = api.send("GET", "/touchpoints/?limit=1").json()["results"][0]
    interaction = api.send("POST", "/interactions/", EXAMPLE | {"touchpoint_key": touchpoint["key"]}).json()["id"]
    promise = api.send("POST", "/promises/", NEW_PROMISE | {"customer": customer}).json()["id"]
    return {"customers": customer, "touchpoints": touchpoint["id"], "interactions": interaction, "promises": promise}


@pytest.fixture
def reading_key(cast: Cast) -> str:
    return make_key(cast.owner, READING, "reading only")


@thorough.parametrize()
@bounded(12)
def test_a_key_with_every_scope_sees_what_is_described(case: Any, api: ApiClient, known: dict[str, str]) -> None:
    ask(case, api.key, known)


@light.parametrize()
@bounded(6)
def test_a_key_that_reads_sees_what_is_described(case: Any, reading_key: str, known: dict[str, str]) -> None:
    response = ask(case, reading_key, known)

    if case.method in ("POST", "PUT", "PATCH", "DELETE"):
        assert response.status_code >= 400


def ask(case: Any, key: str, known: dict[str, str]) -> Any:
    _name_what_exists(case, known)
    response = case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
    if response.status_code == 422 and case.meta and not case.meta.generation.mode.is_negative:
        codes = {error["code"] for error in json.loads(response.content)["errors"]}
        assert codes <= MEANING, response.content
    return response


def _name_what_exists(case: Any, known: dict[str, str]) -> None:
    """Every other invented id becomes one that exists; which, is decided by the id itself."""
    given = (case.path_parameters or {}).get("id")
    try:
        invented = UUID(str(given))
    except ValueError:
        return
    if invented.int % 2:
        case.path_parameters["id"] = known.get(case.path.split("/")[3], given)
