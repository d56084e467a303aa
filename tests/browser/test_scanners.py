"""Scanners of mail with a real browser: whatever they open, run, hover over or ask for ahead, nothing changes."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from playwright.sync_api import Page

from presence.customers.models import EmailAddress
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.rows import OrganizationRow
from tests.conftest import Cast
from tests.journeys import publishing
from tests.sends import staging
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import links as reach
from touchpoints.suppression import links as suppression
from touchpoints.suppression.models import Kind

OpenPage = Callable[..., Page]
MANY = 5
DIGEST = "SELECT md5(coalesce(string_agg(one::text, '' ORDER BY one::text), '')) FROM {} AS one"
AT_ONCE = """async ([paths, times]) => {
    const ahead = {"Sec-Purpose": "prefetch", "Purpose": "prefetch"};
    const ways = [{method: "GET"}, {method: "HEAD"}, {method: "GET", headers: ahead}];
    const asked = paths.flatMap(path => Array.from({length: times}, () => ways.map(way => fetch(path, way))).flat());
    return [...new Set((await Promise.all(asked)).map(answer => answer.status))];
}"""


@pytest.fixture
def paths(cast: Cast) -> list[str]:
    """What stands in one automated mail: the way to a person, the way out, and the address that mail programs post to."""
    with scope.acting_for(cast.organization), transaction.atomic():
        publishing.publish_mode(Actor.of(cast.leader), "status-update", "automate")
        customer = staging.customer(cast)
        address = EmailAddress.rows().get(customer=customer).address
        touchpoint = Touchpoint.rows().get(key="status-update")
        written = [
            reach.address_of(customer_id=customer.pk, touchpoint_id=touchpoint.pk),
            suppression.address_of(cast.organization.pk, address, Kind.SERVICE),
            suppression.one_click_of(cast.organization.pk, address, Kind.SERVICE),
        ]
    return [urlsplit(one).path for one in written]


def everything(cast: Cast) -> dict[str, str]:
    """A digest of each table of the organization."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, OrganizationRow)]
    digests = {}
    with scope.acting_for(cast.organization), transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(DIGEST.format(f'"{table}"'))
            (digests[table],) = cursor.fetchone()
    return digests


def test_a_storm_of_scanners_changes_nothing(open_page: OpenPage, cast: Cast, paths: list[str]) -> None:
    before = everything(cast)
    page = open_page()

    page.goto(paths[0])
    assert page.evaluate(AT_ONCE, [paths, MANY]) == [200]

    assert everything(cast) == before


def test_a_scanner_that_runs_pages_changes_nothing(open_page: OpenPage, cast: Cast, paths: list[str]) -> None:
    """It waits until all is quiet, moves over everything, types into boxes and leaves, without pressing a button."""
    before = everything(cast)
    page = open_page()
    for path in paths:
        page.goto(path, wait_until="networkidle")
        for target in page.locator("main a, main button, main label, main input, main textarea").all():
            place = target.bounding_box() or {"x": 0, "y": 0}
            page.mouse.move(place["x"] + 1, place["y"] + 1)
        for box in page.locator("main textarea").all():
            box.fill("http://scanner.example/")
            box.blur()

    assert everything(cast) == before


def test_the_digest_sees_a_change(cast: Cast, paths: list[str]) -> None:
    before = everything(cast)
    with scope.acting_for(cast.organization), transaction.atomic():
        staging.customer(cast, 2)

    changed = {table for table, digest in everything(cast).items() if digest != before[table]}

    assert {"presence_customer", "presence_contact", "presence_emailaddress"} <= changed
