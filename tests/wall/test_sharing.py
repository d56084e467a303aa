"""What is kept between requests (caches, tags, answers) belongs to one organization."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.wall import actors, routes
from tests.wall.canaries import Twin
from tests.wall.conftest import Twins
from tests.wall.routes import Route
from tests.wall.shapes import text_of

PAGES = [route for route in routes.every_route() if route.is_ours and route.access in ("member", "api")]
per_page = pytest.mark.parametrize("route", PAGES, ids=lambda route: route.pattern or "(root)")
Crowds = tuple[dict[str, actors.Visitor], dict[str, actors.Visitor]]


@pytest.fixture(scope="module")
def crowds(twins: Twins) -> Crowds:
    """A's people and B's people."""
    a, b = twins
    return actors.visitors(a, b), actors.visitors(b, a)


@pytest.fixture(autouse=True)
def _one_cache_for_all(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": settings.CACHES["default"]["LOCATION"],
        }
    }
    cache.clear()


def get(crowd: dict[str, actors.Visitor], route: Route, twin: Twin, of: Twin, **headers: str) -> Any:
    """The page below the twin's own mount, or with its key."""
    visitor = crowd["whole key" if route.access == "api" else "owner"]
    with transaction.atomic():
        answer = visitor.ask("GET", f"/o/twin-{twin.letter.lower()}/", route.fill(routes.own(of)), headers=headers)
        transaction.set_rollback(True)
    return answer


@per_page
def test_what_one_organization_has_opened_is_not_shown_to_the_next(route: Route, crowds: Crowds, a: Twin, b: Twin) -> None:
    get(crowds[1], route, b, b)

    for of in (a, b):
        answer = get(crowds[0], route, a, of)
        assert not b.seen_in(text_of(answer))


@per_page
def test_a_tag_of_another_organization_is_no_reason_for_304(route: Route, crowds: Crowds, a: Twin, b: Twin) -> None:
    theirs = get(crowds[1], route, b, b)
    ours = get(crowds[0], route, a, a)
    tag = theirs.headers.get("ETag", "")

    answer = get(crowds[0], route, a, a, **({"If-None-Match": tag} if tag else {}))

    assert answer.status_code != 304 or theirs.content == ours.content
    assert not b.seen_in(text_of(answer, tag))


def test_a_tag_of_another_organizations_table_is_no_reason_for_304(crowds: Crowds) -> None:
    """The same address for both, and numbers that name different touchpoints."""
    address = "/api/v1/metrics/promise-kept-rate.csv?group_by=touchpoint&window=all"
    theirs = crowds[1]["whole key"].client.get(address)

    answer = crowds[0]["whole key"].client.get(address, headers={"If-None-Match": theirs.headers["ETag"]})

    assert answer.status_code == 200
    assert answer.content != theirs.content


@per_page
def test_no_shared_cache_may_keep_it(route: Route, crowds: Crowds, a: Twin) -> None:
    answer = get(crowds[0], route, a, a)

    assert "public" not in answer.headers.get("Cache-Control", "")
    assert "s-maxage" not in answer.headers.get("Cache-Control", "")
    if answer.status_code == 200:
        assert {"cookie", "authorization"} & {word.strip().lower() for word in answer.headers["Vary"].split(",")}


def test_a_kept_answer_is_kept_for_one_organization(crowds: Crowds, a: Twin, b: Twin) -> None:
    """The same Idempotency-Key, path and body from two organizations are two requests."""
    body = json.dumps({"name": "Northwind Heating"})
    answers = [
        crowd["whole key"].client.post(
            "/api/v1/customers/", body, content_type="application/json", headers={"Idempotency-Key": "once-and-for-all"}
        )
        for crowd in (crowds[1], crowds[0], crowds[0])
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, None, "true"]
    assert answers[0].json()["id"] != answers[1].json()["id"] == answers[2].json()["id"]


def test_two_keys_of_one_organization_do_not_share_kept_answers(crowds: Crowds, a: Twin) -> None:
    body = json.dumps({"name": "Northwind Heating"})
    seen = [
        client.post(address, body, content_type="application/json", headers={"Idempotency-Key": "mine"}).headers.get(
            "Idempotent-Replayed"
        )
        for client, address in (
            (crowds[0]["whole key"].client, "/api/v1/customers/"),
            (crowds[0]["owner"].client, "/o/twin-a/api/v1/customers/"),
        )
    ]

    assert seen == [None, None]
