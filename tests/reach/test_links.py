"""Tokens that say themselves what they stand for, and that nobody else can make."""

from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.core import signing

from tests.conftest import Cast
from touchpoints.reach import links
from touchpoints.reach.links import Door

CUSTOMER, TOUCHPOINT, CONTACT = uuid4(), uuid4(), uuid4()


def token_of(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


@pytest.mark.parametrize(
    ("customer_id", "touchpoint_id", "contact_id"),
    [(CUSTOMER, TOUCHPOINT, CONTACT), (CUSTOMER, TOUCHPOINT, None), (CUSTOMER, None, None), (None, TOUCHPOINT, None)],
)
def test_a_token_is_read_as_it_was_written(
    acting: Cast, customer_id: UUID | None, touchpoint_id: UUID | None, contact_id: UUID | None
) -> None:
    url = links.address_of(customer_id=customer_id, touchpoint_id=touchpoint_id, contact_id=contact_id)

    assert links.read(token_of(url)) == Door(acting.organization.pk, customer_id, touchpoint_id, contact_id)
    assert len(token_of(url)) < links.LONGEST


def test_an_address_costs_no_statement(acting: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        for _ in range(100):
            links.address_of(customer_id=CUSTOMER, touchpoint_id=TOUCHPOINT)


def test_what_a_former_key_signed_still_opens(acting: Cast, settings: LazySettings) -> None:
    settings.SECRET_KEY = "a former key that was long in use, and is replaced today"
    former = signing.Signer(sep=".", salt="presence.reach")
    spelled = token_of(links.address_of(customer_id=CUSTOMER, touchpoint_id=TOUCHPOINT)).rpartition(".")[0]
    token = former.sign(spelled)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the key that replaces it, from today on"
    door = links.read(token)

    assert door is not None
    assert door.customer_id == CUSTOMER
    settings.SECRET_KEY_FALLBACKS = []
    assert links.read(token) is None


@pytest.mark.parametrize(
    "damage", ["cut", "longer", "other sign", "other organization", "other purpose", "empty", "huge", "umlaut"]
)
def test_what_was_not_signed_opens_nothing(acting: Cast, damage: str) -> None:
    token = token_of(links.address_of(customer_id=CUSTOMER, touchpoint_id=TOUCHPOINT))
    spelled, _, signature = token.rpartition(".")
    other = token_of(links.address_of(customer_id=uuid4(), touchpoint_id=TOUCHPOINT)).rpartition(".")[0]
    damaged = {
        "cut": token[:-1],
        "longer": f"{token}A",
        "other sign": f"{'B' if token[0] == 'A' else 'A'}{token[1:]}",
        "other organization": f"{other}.{signature}",
        "other purpose": signing.Signer(sep=".", salt="presence.pulse").sign(spelled),
        "empty": "",
        "huge": "A" * 10_000,
        "umlaut": f"ä{token}",
    }[damage]

    assert links.read(damaged) is None
