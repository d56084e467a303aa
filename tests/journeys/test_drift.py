"""Declared beside observed: what counts as drift, on the card and on its page."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.journeys import actions, publishing
from touchpoints.journeys.models import Touchpoint
from touchpoints.map import drift

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SignIn = Callable[[Any], Client]


@pytest.mark.parametrize(
    ("mode", "handled", "words"),
    [
        ("human_only", {"human": 20, "assisted": 4}, None),
        ("human_only", {"human": 23, "automation": 1}, "1 of 24 by automation"),
        ("human_only", {"human": 1, "automation": 2, "none": 1}, "2 of 4 by automation, 1 by nobody"),
        ("augment", {"assisted": 30, "human": 29}, None),
        ("augment", {"assisted": 10, "human": 10}, "10 of 20 without the draft"),
        ("augment", {"human": 9}, None),
        ("augment", {"assisted": 999, "automation": 1}, "1 of 1,000 without a person"),
        ("automate", {"automation": 81, "human": 19}, None),
        ("automate", {"automation": 80, "human": 20}, "20 of 100 by a person"),
        ("automate", {"human": 9}, None),
        ("automate", {"none": 5}, None),
        ("no such mode", {"automation": 1}, "1 of 1 by automation"),
        ("automate", {}, None),
    ],
)
def test_what_a_mode_does_not_mean_is_drift(mode: str, handled: dict[str, int], words: str | None) -> None:
    found = drift.find(mode, handled)

    assert (found.words if found else None) == words


def record(cast: Cast, *handled: str, key: str = "scope-change", at: str = "2026-11-10T09:00:00Z") -> None:
    rows = [row(touchpoint_key=key, handled_by=how, occurred_at=at) for how in handled]
    report = ingest.ingest(rows, by=Actor.of(cast.leader), now=NOW, create_customers=True)
    assert not report.rejected, report.rejected


def publish(cast: Cast, touchpoint: Touchpoint, mode: str) -> None:
    by = Actor.of(cast.leader)
    actions.change_touchpoint(by=by, touchpoint=touchpoint, mode=mode)
    publishing.publish(by=by, now=NOW, note="Another mode")


@time_machine.travel(NOW, tick=False)
def test_a_draft_is_no_declaration(acting: Cast, sign_in: SignIn) -> None:
    record(acting, "automation", key="status-update")
    drawn = Touchpoint.rows().get(key="status-update")
    actions.change_touchpoint(by=Actor.of(acting.leader), touchpoint=drawn, mode="automate")

    page = sign_in(acting.viewer).get("/o/fieldstone/map/drift/").content.decode()

    assert "by automation" in page, "what is published holds: human-only"


@time_machine.travel(NOW, tick=False)
def test_a_card_says_how_it_differs_and_leads_to_the_page(acting: Cast, sign_in: SignIn) -> None:
    record(acting, "human", "human", "automation")

    page = sign_in(acting.viewer).get("/o/fieldstone/map/").content.decode()

    card = page[page.index('id="card-scope-change"') :].split("</article>")[0]
    assert '<a href="/o/fieldstone/map/drift/#scope-change">1 of 3 by automation</a>' in card
    assert page.count("map-drift") == 1


@time_machine.travel(NOW, tick=False)
def test_the_page_leads_to_exactly_the_rows_behind_each_number(acting: Cast, sign_in: SignIn) -> None:
    record(acting, "human", "automation", "automation")
    record(acting, "automation", at="2026-10-23T09:00:00Z")
    client = sign_in(acting.viewer)

    page = client.get("/o/fieldstone/map/drift/").content.decode()

    where = (
        "/o/fieldstone/interactions/?touchpoint=scope-change&amp;handled_by=automation&amp;from=2026-10-24&amp;to=2026-11-20"
    )
    assert f'<a href="{where}">2 of 3</a> by automation' in page
    assert client.get(where.replace("&amp;", "&")).content.decode().count("data-row>") == 2
    assert "1 of 1 touchpoint met in these days differs." in page


@time_machine.travel(NOW, tick=False)
def test_it_says_what_happened_before_the_mode_was_chosen(acting: Cast, sign_in: SignIn) -> None:
    found = Touchpoint.rows().get(key="status-update")
    publish(acting, found, "augment")
    record(acting, "automation", key="status-update")
    publish(acting, found, "human_only")
    record(acting, "automation", key="status-update")

    page = sign_in(acting.viewer).get("/o/fieldstone/map/drift/").content.decode()

    assert "1 of them under this mode, the others before it was chosen" in page


@time_machine.travel(NOW, tick=False)
def test_without_drift_and_without_data_the_page_says_so(acting: Cast, sign_in: SignIn) -> None:
    client = sign_in(acting.agent)
    assert "Nothing to compare yet" in client.get("/o/fieldstone/map/drift/").content.decode()

    record(acting, "human")
    assert "The map is what happens" in client.get("/o/fieldstone/map/drift/").content.decode()
