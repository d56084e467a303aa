"""Every address, asked in every method by everybody: what another organization has looks like what nobody has.

A new page is walked as soon as it has an address. A page that declares no access, or whose address cannot be filled with a row
of one's own, fails here until it can be judged.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from presence.apikeys.rules import Scope
from presence.kit.api import operations
from presence.tenancy import catalog
from presence.tenancy.models import Role
from tests.wall import actors, routes
from tests.wall.canaries import Twin, fingerprint
from tests.wall.conftest import Twins
from tests.wall.routes import Route
from tests.wall.shapes import differences, text_of

ROUTES = [route for route in routes.every_route() if route.is_ours]
WITH_IDS = [route for route in ROUTES if any(parameter.is_id for parameter in route.parameters)]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MOUNT_A, MOUNT_B, MOUNT_NOBODY = "/o/twin-a/", "/o/twin-b/", "/o/twin-z/"


def _pattern(route: Route) -> str:
    return route.pattern or "(root)"


per_route = pytest.mark.parametrize("route", ROUTES, ids=_pattern)
per_route_with_ids = pytest.mark.parametrize("route", WITH_IDS, ids=_pattern)

Crowd = dict[str, actors.Visitor]


@pytest.fixture(scope="module")
def crowd(twins: Twins) -> Crowd:
    found = actors.visitors(*twins)
    for twin in twins:
        twin.untouched = fingerprint(twin)
    return found


@pytest.fixture(autouse=True)
def _calm(settings: Any) -> None:
    """No limit on requests: the walk asks more than anybody may."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    settings.ACCOUNT_RATE_LIMITS = False


def asked(visitor: actors.Visitor, method: str, mount: str, path: str, unchanged: Twin | None = None, **options: Any) -> Any:
    """One answer; whatever the request changed is undone, after a look at the twin that must not have changed."""
    with transaction.atomic():
        answer = visitor.ask(method, mount, path, **options)
        if unchanged and answer.status_code < 400:
            assert fingerprint(unchanged) == unchanged.untouched, f"{visitor.name} {method} {path}"
        transaction.set_rollback(True)
    return answer


def methods_of(route: Route, crowd: Crowd, path: str) -> list[str]:
    """The methods the address knows, so that the others are asked once and not by everybody."""
    visitor = crowd["whole key" if route.access == "api" else "owner"]
    return [method for method in METHODS if asked(visitor, method, MOUNT_A, path).status_code != 405]


def tries(route: Route, crowd: Crowd, path: str) -> Iterator[tuple[str, str]]:
    """Each method with everybody who may try it; HEAD and OPTIONS, which run GET's code or none, with a few."""
    everybody = actors.BROWSERS + (actors.KEYS if route.access == "api" else ())
    for method in methods_of(route, crowd, path):
        for name in everybody if method not in ("HEAD", "OPTIONS") else ("owner", "stranger"):
            yield method, name


@per_route
def test_it_declares_who_may_open_it(route: Route) -> None:
    assert route.access in ("public", "signed_in", "member", "api")


@per_route
def test_it_can_be_filled_with_rows_of_ones_own(route: Route, a: Twin, crowd: Crowd) -> None:
    """Without this, "not found" for a foreign id would prove nothing."""
    path = route.fill(routes.own(a))
    if route.pattern in routes.NOWHERE:
        return
    found = {
        asked(crowd[name], method, MOUNT_A, path).status_code
        for name in (("owner", "whole key") if route.access == "api" else ("owner", "anonymous"))
        for method in METHODS
        if method != "OPTIONS"
    }

    assert found - {404, 405}, f"{route.pattern} answers {found}: give it a row in tests/wall"
    assert not {status for status in found if status >= 500}


@per_route_with_ids
def test_a_foreign_id_looks_like_an_absent_one(route: Route, a: Twin, b: Twin, crowd: Crowd) -> None:
    own = route.fill(routes.own(a))
    absent = route.fill(routes.random(a))
    for foreign in foreign_addresses(route, a, b):
        for method, name in tries(route, crowd, own):
            if name == "foreign key":  # B's own key may see B
                continue
            theirs = asked(crowd[name], method, MOUNT_A, foreign, unchanged=b)
            nobodys = asked(crowd[name], method, MOUNT_A, absent)

            assert not differences(theirs, nobodys), f"{name} {method} {foreign}"
            assert abs(len(theirs.content) - len(nobodys.content)) <= 0.05 * len(nobodys.content) + 2
            assert not b.seen_in(text_of(theirs)) or name == "stranger"
            if name in actors.ALLOWED and method != "OPTIONS":
                assert theirs.status_code in ((403, 404) if method == "GET" else range(400, 500)), f"{name} {method}"


def foreign_addresses(route: Route, a: Twin, b: Twin) -> set[str]:
    """The address with B's id in one place, and in all."""
    mine, theirs = routes.own(a), routes.own(b)
    ids = [parameter for parameter in route.parameters if parameter.is_id]
    found = {route.fill(theirs)}
    for swapped in ids:
        found.add(route.fill(lambda parameter, swapped=swapped: (theirs if parameter == swapped else mine)(parameter)))
    return found


@per_route
def test_no_answer_holds_a_canary(route: Route, a: Twin, b: Twin, crowd: Crowd) -> None:
    """With A's own rows, by everybody: neither B's people nor A's see a word of the other, and strangers see neither's."""
    path = route.fill(routes.own(a))
    for method, name in tries(route, crowd, path):
        hidden = a if name in ("stranger", "foreign key") else b
        answer = asked(crowd[name], method, MOUNT_A, path, unchanged=hidden)

        assert answer.status_code < 500
        assert not hidden.seen_in(text_of(answer)), f"{name} {method} {path}"
        if name not in actors.ALLOWED and name not in ("stranger", "foreign key"):
            assert not a.seen_in(text_of(answer)), f"{name} {method} {path}"


@pytest.mark.parametrize("route", [r for r in ROUTES if r.role and r.role != Role.VIEWER], ids=_pattern)
def test_a_lower_role_is_refused(route: Route, a: Twin, crowd: Crowd) -> None:
    path = route.fill(routes.own(a))
    for role in [role for role in Role if not role.covers(route.role)]:
        for method in methods_of(route, crowd, path):
            answer = asked(crowd[role.value], method, MOUNT_A, path, unchanged=a)

            assert answer.status_code == 403, f"{role} {method} {path}"


@pytest.mark.parametrize("route", [r for r in ROUTES if r.access == "api" and r.pattern not in routes.NOWHERE], ids=_pattern)
def test_a_key_without_the_scope_is_refused(route: Route, a: Twin, crowd: Crowd) -> None:
    """The narrow key may read metrics and nothing else."""
    path = route.fill(routes.own(a))
    for method in methods_of(route, crowd, path):
        operation = operations.declared_by(getattr(route.view, "cls", None), "get" if method == "HEAD" else method)
        if operation and operation.scope != Scope.METRICS_READ:
            assert asked(crowd["narrow key"], method, MOUNT_A, path, unchanged=a).status_code == 403


@per_route
def test_asking_changes_nothing(route: Route, a: Twin, crowd: Crowd) -> None:
    """In a browser; a key remembers when it was last used."""
    with transaction.atomic():
        statuses = [
            crowd["owner"].ask(method, MOUNT_A, route.fill(routes.own(a))).status_code for method in ("GET", "HEAD", "OPTIONS")
        ]
        left_behind = fingerprint(a)
        transaction.set_rollback(True)

    assert max(statuses) < 500
    assert left_behind == a.untouched


@per_route
def test_another_organizations_address_looks_like_nobodys(route: Route, a: Twin, b: Twin, crowd: Crowd) -> None:
    path = route.fill(routes.own(b))
    for method in ("GET", "POST", "DELETE"):
        for name in ("anonymous", "viewer", "owner", "removed member", "disabled person"):
            theirs = asked(crowd[name], method, MOUNT_B, path, unchanged=b)
            nobodys = asked(crowd[name], method, MOUNT_NOBODY, path)

            assert not differences(theirs, nobodys)
            assert not b.seen_in(text_of(theirs).replace("twin-b", ""))
            if name in ("viewer", "owner"):
                assert theirs.status_code == 404


@per_route
def test_every_question_to_the_database_names_the_organization(route: Route, a: Twin, crowd: Crowd) -> None:
    """So that one organization's page reads one shard, and an index that begins with the organization serves it."""
    visitor = crowd["whole key" if route.access == "api" else "owner"]
    tables = re.compile(r'\b(?:FROM|JOIN) "?(' + "|".join(model._meta.db_table for model in catalog.tenant_models()) + r")\b")
    with CaptureQueriesContext(connection) as captured:
        asked(visitor, "GET", MOUNT_A, route.fill(routes.own(a)))

    asked_of = [query["sql"].partition("FROM")[2] for query in captured if tables.search(query["sql"])]  # not what is selected
    assert [sources for sources in asked_of if "organization_id" not in sources] == []
