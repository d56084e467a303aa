"""What leaders say to customers, the permanent address and its replacement."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.reach.conftest import Door
from touchpoints.journeys.models import Touchpoint
from touchpoints.reach import links

SignIn = Callable[[Membership], Client]
SETTINGS = "/o/fieldstone/reach/"


def test_customers_read_what_a_leader_wrote(cast: Cast, sign_in: SignIn, client: Client, door: Door) -> None:
    saved = sign_in(cast.leader).post(
        SETTINGS, {"phone": "02 123 45 67", "words": "In an  emergency please call."}, follow=True
    )
    page = client.get(door()).content.decode()

    assert "Saved. Customers read it from now on." in saved.content.decode()
    assert 'href="tel:+3221234567"' in page
    assert "Call +32 2 123 45 67" in page
    assert "In an emergency please call." in page


def test_a_number_that_cannot_be_is_refused_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.leader).post(SETTINGS, {"phone": "call me", "words": ""}).content.decode()

    assert "Error: " in page
    assert 'value="call me"' in page


def test_nothing_changed_is_nothing_recorded(cast: Cast, sign_in: SignIn) -> None:
    leader = sign_in(cast.leader)
    for _ in range(2):
        leader.post(SETTINGS, {"phone": "", "words": "Hello"})

    with scope.acting_for(cast.organization), transaction.atomic():
        assert Entry.rows().filter(verb="reach_page.written").count() == 1


def test_a_replaced_address_opens_nothing_and_links_in_messages_do(
    cast: Cast, sign_in: SignIn, client: Client, door: Door, page_of_all: str
) -> None:
    assert client.get(page_of_all).status_code == 200
    sign_in(cast.owner).post(f"{SETTINGS}address/")

    assert client.get(page_of_all).status_code == 404
    assert client.get(door()).status_code == 200
    with scope.acting_for(cast.organization):
        assert client.get(urlsplit(links.address_of_organization(generation=2)).path).status_code == 200


@pytest.mark.parametrize(
    ("role", "path", "status"), [("agent", "", 403), ("leader", "address/", 403), ("agent", "probe/", 403)]
)
def test_who_may(cast: Cast, sign_in: SignIn, role: str, path: str, status: int) -> None:
    assert sign_in(getattr(cast, role)).post(f"{SETTINGS}{path}").status_code == status


def test_the_page_shows_how_every_way_stands(cast: Cast, sign_in: SignIn, status: Touchpoint) -> None:
    page = sign_in(cast.leader).get(SETTINGS).content.decode()

    assert "Status update" in page
    assert "Not yet" in page
    assert "/r/" in page
