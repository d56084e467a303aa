"""Links to the map for people outside: what they show, what they never show, and that they end."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.journeys import actions
from touchpoints.journeys.models import Touchpoint
from touchpoints.pictures import links
from touchpoints.pictures.models import MapLink

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOME = "/o/fieldstone/map/links/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def door(cast: Cast, **choices: bool) -> str:
    """The address of a new link."""
    with scope.acting_for(cast.organization):
        made = links.make(by=Actor.of(cast.leader), label="Pia", **{"with_figures": False, "with_owners": False} | choices)
    return urlsplit(made.url).path


def read(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_leader_makes_a_link_that_opens_without_signing_in(cast: Cast, leader: Client) -> None:
    page = leader.post(HOME, {"label": "Our advisor"}).content.decode()

    address = page.split("http://localhost:8000")[1].split('"')[0].split("<")[0]
    shown = read(address)
    assert "How Fieldstone Care meets its customers" in shown
    assert "Scope change" in shown
    assert "Protected: scope trade-off" in shown
    assert "Version 1, in force since" in shown
    with scope.acting_for(cast.organization):
        assert Entry.rows().filter(verb="map_link.made", detail__label="Our advisor").exists()
        assert MapLink.rows().get().token_hash not in address


def test_it_shows_what_is_published_and_not_what_is_drawn(cast: Cast) -> None:
    address = door(cast)
    with scope.acting_for(cast.organization):
        actions.add_touchpoint(by=Actor.of(cast.leader), name="Secret plan")
        first = Touchpoint.rows().get(key="first-response")
        actions.change_touchpoint(by=Actor.of(cast.leader), touchpoint=first, mode="augment", mode_reason="We lack people")

    shown = read(address)

    assert "Secret plan" not in shown
    assert "We lack people" not in shown
    assert 'mode-augment"' not in shown.split("From first contact")[1]


def test_owners_and_figures_are_shown_only_when_chosen(cast: Cast) -> None:
    with scope.acting_for(cast.organization):
        now = datetime.now(UTC)
        rows = [row("r1", occurred_at=f"{now.year - 1}-01-05T09:00:00Z")]
        ingest.ingest(rows, by=Actor.of(cast.leader), now=now, create_customers=True)

    plain, chosen = read(door(cast)), read(door(cast, with_owners=True, with_figures=True))

    assert "Olga of Fieldstone Care" not in plain
    assert "in 28 days" not in plain
    assert "Olga of Fieldstone Care" in chosen
    assert "Not met in 28 days" in chosen
    assert "Harbor" not in chosen, "no customer is ever named"


def test_a_withdrawn_link_shows_nothing_at_once(cast: Cast, leader: Client) -> None:
    address = door(cast)
    with scope.acting_for(cast.organization):
        link = MapLink.rows().get()

    leader.post(f"{HOME}{link.pk}/revocation/")
    leader.post(f"{HOME}{link.pk}/revocation/")

    answer = Client().get(address)
    assert answer.status_code == 404
    assert "Scope change" not in answer.content.decode()
    with scope.acting_for(cast.organization):
        assert Entry.rows().filter(verb="map_link.revoked").count() == 1


@pytest.mark.parametrize("end", ["", "x", "é", "%00"])
def test_a_mistyped_address_is_not_found(cast: Cast, end: str) -> None:
    address = door(cast)

    assert Client().get(f"{address[:-1]}{end}").status_code == 404


def test_a_link_carries_its_organization_and_opens_no_other(cast: Cast, elsewhere: Cast) -> None:
    ours, theirs = door(cast).removeprefix("/map-view/"), door(elsewhere).removeprefix("/map-view/")

    assert "Elsewhere" in read(f"/map-view/{theirs}")
    assert Client().get(f"/map-view/{ours.split('.')[0]}.{theirs.split('.')[1]}").status_code == 404


def test_the_page_is_discreet_and_needs_no_script(cast: Cast) -> None:
    answer = Client().get(door(cast))

    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-cache" in answer["Cache-Control"]
    assert "csrftoken" not in answer.cookies
    assert "/o/fieldstone" not in answer.content.decode()


def test_only_leaders_make_links(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.agent).get(HOME).status_code == 403
    assert sign_in(cast.agent).post(HOME, {"label": "Pia"}).status_code == 403


def test_a_link_says_for_whom_it_is(cast: Cast, leader: Client) -> None:
    page = leader.post(HOME, {"label": " "}).content.decode()

    assert "Error: " in page
    with scope.acting_for(cast.organization):
        assert not MapLink.rows().exists()
