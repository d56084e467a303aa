"""Every answer carries a request id, and says that htmx may get a part of the page."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_every_answer_names_its_request() -> None:
    answer = Client().get("/nowhere/")

    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-ID"])


def test_a_proxys_request_id_is_kept() -> None:
    answer = Client().get("/nowhere/", headers={"X-Request-ID": "edge-0123456789"})

    assert answer.headers["X-Request-ID"] == "edge-0123456789"


@pytest.mark.parametrize("given", ["short", "x" * 41, "line\nbreak-break", "<script>alert(1)</script>"])
def test_a_strange_request_id_is_replaced(given: str) -> None:
    answer = Client().get("/nowhere/", headers={"X-Request-ID": given})

    assert answer.headers["X-Request-ID"] != given


def test_caches_tell_pages_from_parts() -> None:
    assert "HX-Request" in Client().get("/nowhere/").headers["Vary"]
