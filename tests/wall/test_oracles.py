"""Whether another organization has something cannot be found out by asking for it."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from presence.customers import search
from presence.customers.models import Customer, EmailAddress, PhoneNumber
from presence.members.models import Invitation
from presence.tenancy import scope
from tests.wall import actors
from tests.wall.canaries import Twin, fingerprint
from tests.wall.conftest import Twins
from tests.wall.shapes import differences, shape
from tests.wall.swaps import like


@pytest.fixture
def owner(a: Twin) -> Client:
    client = Client()
    client.force_login(a.people["owner"].user)
    return client


@pytest.fixture(scope="module")
def key(twins: Twins) -> Client:
    return actors.visitors(*twins)["whole key"].client


def held(b: Twin) -> list[tuple[str, str]]:
    """What B has, and the like that nobody has: phone numbers as people type them, addresses, references, names."""
    rows: Any = b.rows
    number = rows[PhoneNumber].e164
    return [
        (number, "+447700900999"),
        (f"0{number[3:7]} {number[7:]}", "07700 900999"),
        (number[-6:], "900999"),
        (rows[EmailAddress].address, "nobody@canary.example"),
        *((word, like(word)) for word in (rows[Customer].external_ref, rows[Customer].name)),
    ]


def test_search_finds_nothing_of_another_organization(a: Twin, b: Twin) -> None:
    words = [word for word in sorted(b.words) if len(word) <= search.LONGEST]
    with scope.acting_for(b.organization), transaction.atomic():
        assert any(search.find(word) for word in words)

    with scope.acting_for(a.organization), transaction.atomic():
        assert [word for word in words if any(str(found.customer_id) in b.ids() for found in search.find(word))] == []
        assert all(search.find(theirs) == search.find(nobodys) == [] for theirs, nobodys in held(b)[:5])


def test_the_search_page_says_the_same(a: Twin, b: Twin, owner: Client) -> None:
    for theirs, nobodys in held(b):
        answers = [owner.get("/o/twin-a/search/", {"q": text}) for text in (theirs, nobodys)]

        assert not differences(*answers, (theirs, nobodys))


@pytest.mark.parametrize("name", ["phone", "email", "ref", "q"])
def test_the_lookup_says_the_same(name: str, a: Twin, b: Twin, key: Client) -> None:
    for theirs, nobodys in held(b):
        answers = [key.get("/api/v1/customers/lookup/", {name: text}) for text in (theirs, nobodys)]

        assert not differences(*answers, (theirs, nobodys))


def test_the_same_values_can_be_used_here(a: Twin, b: Twin, key: Client) -> None:
    """Reference, address and number of B's customer are free in A, and the answer says nothing more."""
    rows: Any = b.rows
    before = fingerprint(b)
    bodies = [
        {
            "name": "Northwind Heating",
            "external_ref": reference,
            "contacts": [{"name": "Ana Ruiz", "emails": [address], "phones": [phone]}],
        }
        for reference, address, phone in (
            (rows[Customer].external_ref, rows[EmailAddress].address, rows[PhoneNumber].e164),
            ("nobodys", "nobody@canary.example", "+447700900999"),
        )
    ]

    answers = [key.post("/api/v1/customers/", body, content_type="application/json") for body in bodies]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert set(answers[0].json()) == set(answers[1].json())
    assert fingerprint(b) == before


def test_inviting_somebody_elses_member_is_inviting_anybody(a: Twin, b: Twin, owner: Client) -> None:
    emails = (b.people["agent"].user.email, "newcomer@canary.example")
    with scope.acting_for(a.organization):
        team = str(a.people["owner"].team_id)

    answers = [owner.post("/o/twin-a/members/new/", {"email": email, "role": "agent", "team": team}) for email in emails]

    assert shape(answers[0], emails[0])[0] == shape(answers[1], emails[1])[0]
    assert answers[0].status_code in (200, 302, 303)
    with scope.acting_for(a.organization), transaction.atomic():
        assert Invitation.rows().filter(email__in=emails).count() == 2


def test_signing_up_with_a_known_address_looks_like_any_other(b: Twin, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    known, unknown = b.people["agent"].user.email, "newcomer@canary.example"
    answers = [
        Client().post("/accounts/signup/", {"email": email, "name": "Ana", "password1": "correct horse battery"})
        for email in (known, unknown)
    ]

    assert not differences(*answers, (known, unknown))


def test_asking_for_a_new_password_says_the_same(b: Twin, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    known, unknown = b.people["agent"].user.email, "newcomer@canary.example"
    answers = [Client().post("/accounts/password/reset/", {"email": email}) for email in (known, unknown)]

    assert not differences(*answers, (known, unknown))
    assert answers[0].status_code == 302


def test_a_token_of_another_organization_is_no_invitation(a: Twin, b: Twin, owner: Client) -> None:
    """The address of an invitation carries its organization; B's id with a wrong secret is like no token at all."""
    spelled = actors.spell(b.organization.pk)

    answers = [owner.get(f"/invitations/{token}/") for token in (f"{spelled}.{'x' * 43}", "x" * 66)]

    assert not differences(*answers, (spelled, "x" * 22))
