"""The description of the API: valid, complete, and readable by people."""

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from presence.kit.api import problems
from presence.reference import document, outline
from presence.tenancy.models import Membership
from tests.api import routes
from tests.conftest import Cast


def parts(value: Any, name: str) -> list[Any]:
    """Everything under this name, at any depth."""
    if isinstance(value, list):
        return [found for inner in value for found in parts(inner, name)]
    if not isinstance(value, dict):
        return []
    here = [value[name]] if name in value else []
    return here + [found for inner in value.values() for found in parts(inner, name)]


def test_it_is_openapi_3_1_without_a_warning() -> None:
    document.read.cache_clear()
    told = document.read()

    validate_schema(told)
    assert told["openapi"] == "3.1.0"
    assert not GENERATOR_STATS


def test_every_operation_is_described_once() -> None:
    names = [operation["operationId"] for methods in document.read()["paths"].values() for operation in methods.values()]

    assert Counter(names) == Counter(operation.name for _, _, operation in routes.operations())


def test_every_reference_leads_somewhere() -> None:
    references = set(parts(document.read(), "$ref"))

    assert len(references) > 50
    assert [reference for reference in references if not _place(reference)] == []


def _place(reference: str) -> Any:
    """What a reference leads to; nothing when a step is missing."""
    place: Any = document.read()
    for step in reference.removeprefix("#/").split("/"):
        place = place.get(step, {})
    return place


def test_every_operation_says_what_it_refuses() -> None:
    for methods in document.read()["paths"].values():
        for operation in methods.values():
            assert {"401", "403", "406", "422", "429", "503"} <= set(operation["responses"])
            assert operation["summary"]
            assert operation["security"] == [{"key": []}]


def test_every_example_of_a_body_has_only_known_fields() -> None:
    told = document.read()
    for methods in told["paths"].values():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if isinstance(content.get("example"), dict):
                shape = told["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
                assert content["example"].keys() <= shape["properties"].keys()
                assert shape["additionalProperties"] is False


@pytest.mark.django_db
class TestAddresses:
    def test_the_document_is_served_with_a_tag(self) -> None:
        answer = Client().get("/api/v1/openapi.json")
        again = Client().get("/api/v1/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})

        assert json.loads(answer.content) == document.read()
        assert (answer.headers["Content-Type"], again.status_code) == ("application/json", 304)

    def test_anybody_may_read_the_page(self, cast: Cast, sign_in: Callable[[Membership], Client]) -> None:
        for answer in (Client().get("/api/v1/docs/"), sign_in(cast.viewer).get("/o/fieldstone/api/v1/docs/")):
            assert answer.status_code == 200

    def test_the_page_holds_every_operation_and_every_kind_of_problem(self) -> None:
        page = Client().get("/api/v1/docs/").content.decode()
        anchors = re.findall(r'id="([^"]+)"', page)

        assert {operation.name for _, _, operation in routes.operations()} <= set(anchors)
        assert {problems.TYPES.partition("#")[2] + kind.code for kind in outline._kinds(problems.Problem)} <= set(anchors)
        assert len(anchors) == len(set(anchors))

    def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(self) -> None:
        page = Client().get("/api/v1/docs/").content.decode()

        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "<script>" not in page
        assert "style=" not in page


def test_fields_are_said_in_words() -> None:
    [create] = [each for resource in outline.resources() for each in resource.operations if each.anchor == "create_promise"]

    said = {field.name: (field.kind, field.needed) for field in create.body}
    assert said["customer"] == ("an id", True)
    assert said["terms[].kind"] == (
        "one of scope, constraint, service_level, pricing_assumption, exclusion, commitment",
        True,
    )
    assert said["terms[].due_at"] == ("a time, or null", False)
    assert said["title"] == ("text, up to 200 characters", True)
    assert create.scope == "promises:write"
