"""The code alone keeps organizations apart: here the pages run as the owner of the tables, whom row-level security shows all.

tests/wall/test_database.py tries the other half, the database without the code. Each half must hold by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from presence.customers import search
from presence.tenancy import catalog, scope
from tests.wall import actors, canaries, routes
from tests.wall.canaries import Twin
from tests.wall.conftest import Twins
from tests.wall.routes import Route
from tests.wall.shapes import differences, text_of
from tests.wall.test_api_fields import test_no_field_of_a_body_reaches_another_organization
from tests.wall.test_cells import test_no_cell_reaches_another_organization
from tests.wall.test_tasks import started, test_work_for_one_leaves_the_other_alone
from tests.wall.test_walk import METHODS, MOUNT_A, asked, foreign_addresses

# The same questions again, with the wall lifted by the fixture below.
__all__ = [
    "started",
    "test_no_cell_reaches_another_organization",
    "test_no_field_of_a_body_reaches_another_organization",
    "test_work_for_one_leaves_the_other_alone",
]

ROUTES = [route for route in routes.every_route() if route.is_ours and route.access in ("member", "api")]
WITH_IDS = [route for route in ROUTES if any(parameter.is_id for parameter in route.parameters)]
Crowd = dict[str, actors.Visitor]


def _pattern(route: Route) -> str:
    return route.pattern or "(root)"


@contextmanager
def lifted() -> Iterator[None]:
    """Row-level security shows everything to whoever signs in as the owner."""
    usual = dict(connection.settings_dict)
    owner = connections["owner"].settings_dict
    connection.close()
    connection.settings_dict.update({name: owner[name] for name in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update({name: usual[name] for name in ("USER", "PASSWORD")})


@pytest.fixture(scope="module")
def twins(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Twins]:
    with django_db_blocker.unblock(), lifted(), transaction.atomic():
        yield canaries.make_twin("A"), canaries.make_twin("B")
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crowd(twins: Twins) -> Crowd:
    return actors.visitors(*twins)


@pytest.fixture(scope="module")
def other_crowd(twins: Twins, crowd: Crowd) -> Crowd:
    """B's people, made after A's."""
    return actors.visitors(twins[1], twins[0])


@pytest.fixture(scope="module")
def key(crowd: Crowd) -> Any:
    """A's key that may do everything."""
    return crowd["whole key"].client


@pytest.fixture(autouse=True)
def _unlimited(settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


def visitor_of(route: Route, crowd: Crowd) -> actors.Visitor:
    return crowd["whole key" if route.access == "api" else "owner"]


def test_the_wall_is_lifted_here(a: Twin, b: Twin) -> None:
    """Otherwise the tests of this file would prove nothing."""
    with scope.acting_for(a.organization), connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT organization_id) FROM presence_customer")
        assert cursor.fetchone() == (2,)


@pytest.mark.parametrize("route", ROUTES, ids=_pattern)
def test_a_page_is_the_same_without_the_neighbor(route: Route, a: Twin, b: Twin, crowd: Crowd, other_crowd: Crowd) -> None:
    """No word, number or order on it comes from the other organization's rows: it stays as it is when they are gone.

    From both sides, because A's words stand before B's in every order.
    """
    for own, neighbor, people in ((a, b, crowd), (b, a, other_crowd)):
        check_alone(visitor_of(route, people), own, neighbor, route.fill(routes.own(own)))


@pytest.mark.parametrize("path", ["follow-ups/follow-ups.csv?who=all", "follow-ups/follow-ups.csv?who=all&when=done"])
def test_everybodys_list_is_that_of_one_organization(path: str, a: Twin, b: Twin, crowd: Crowd, other_crowd: Crowd) -> None:
    """Without these words the address shows the reader's own alone."""
    for own, neighbor, people in ((a, b, crowd), (b, a, other_crowd)):
        check_alone(people["owner"], own, neighbor, path)


def check_alone(visitor: actors.Visitor, own: Twin, neighbor: Twin, path: str) -> None:
    mount = f"/o/{own.organization.slug}/"
    beside = asked(visitor, "GET", mount, path)
    with transaction.atomic():
        remove(neighbor)
        alone = asked(visitor, "GET", mount, path)
        transaction.set_rollback(True)

    assert not differences(beside, alone)
    assert not neighbor.seen_in(text_of(beside))


def remove(twin: Twin) -> None:
    """Every row of an organization, as only the owner can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in catalog.tenant_models():
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE organization_id = %s", [twin.organization.pk])
        cursor.execute(f"DELETE FROM {catalog.ORGANIZATIONS} WHERE id = %s", [twin.organization.pk])


@pytest.mark.parametrize("route", WITH_IDS, ids=_pattern)
def test_a_foreign_id_looks_like_an_absent_one(route: Route, a: Twin, b: Twin, crowd: Crowd) -> None:
    absent = route.fill(routes.random(a))
    visitor = visitor_of(route, crowd)
    for foreign in foreign_addresses(route, a, b):
        for method in METHODS:
            before = canaries.fingerprint(b)
            with transaction.atomic():
                theirs = visitor.ask(method, MOUNT_A, foreign)
                assert canaries.fingerprint(b) == before, f"{method} {foreign}"
                transaction.set_rollback(True)

            assert not differences(theirs, asked(visitor, method, MOUNT_A, absent)), f"{method} {foreign}"
            assert not b.seen_in(text_of(theirs))


@pytest.mark.parametrize("name", ["expired key", "revoked key", "orphaned key", "mangled key", "crossed key"])
def test_a_key_that_is_none_opens_nothing(name: str, crowd: Crowd) -> None:
    assert asked(crowd[name], "GET", MOUNT_A, "api/v1/customers/").status_code == 401


def test_every_table_shows_one_organization(a: Twin, b: Twin) -> None:
    for model in catalog.tenant_models():
        with scope.acting_for(a.organization):
            assert set(model.objects.values_list("organization_id", flat=True)) <= {a.organization.pk}
            assert not model.objects.filter(pk=b.rows[model].pk).exists()


def test_search_finds_nothing_of_another_organization(a: Twin, b: Twin) -> None:
    theirs = {str(row.pk) for row in b.rows.values()}
    words = [word for word in sorted(b.words) if len(word) <= search.LONGEST]
    with scope.acting_for(b.organization):
        assert any(search.find(word) for word in words)

    with scope.acting_for(a.organization):
        assert not theirs & {str(match.customer_id) for word in words for match in search.find(word)}
