"""The screen pop: from a ringing telephone to the brief, whoever and wherever one is."""

import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.utils import timezone

from presence.customers import actions as customers
from presence.customers.models import Customer, PhoneNumber
from presence.customers.rules import ContactInput
from presence.kit import logs
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.brief.conftest import write
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
POP = "/o/fieldstone/pop"


def add(cast: Cast, name: str, *contacts: ContactInput, ref: str = "") -> Customer:
    with scope.acting_for(cast.organization):
        return customers.add(by=Actor.of(cast.agent), name=name, contacts=contacts, external_ref=ref)


@pytest.fixture
def agent(cast: Cast, harbor: Customer, sign_in: SignIn) -> Client:
    return sign_in(cast.agent)


def test_one_match_opens_the_brief_and_keeps_the_number_out_of_its_address(cast: Cast, agent: Client, harbor: Customer) -> None:
    answer = agent.get(f"{POP}?phone=+3221234567")

    with scope.acting_for(cast.organization):
        number = PhoneNumber.rows().get()
    assert answer.headers["Location"] == f"/o/fieldstone/c/{harbor.pk}/?caller={number.pk}"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Ana Ruiz is calling, +32 2 123 45 67" in agent.get(answer.headers["Location"]).content.decode()


def test_a_call_of_ones_own_says_so(agent: Client) -> None:
    answer = agent.get(f"{POP}?phone=021234567&dir=out", follow=True)

    assert "You are calling Ana Ruiz" in answer.content.decode()


@pytest.mark.parametrize("query", ["email=ANA@harbor.example", "phone=anonymous&email=ana@harbor.example", "ref=CRM-7"])
def test_an_address_or_a_reference_will_do(cast: Cast, agent: Client, harbor: Customer, query: str) -> None:
    with scope.acting_for(cast.organization):
        customers.change(by=Actor.of(cast.agent), customer=harbor, external_ref="CRM-7")

    assert agent.get(f"{POP}?{query}").headers["Location"] == f"/o/fieldstone/c/{harbor.pk}/"


def test_several_are_offered_by_number(cast: Cast, agent: Client) -> None:
    add(cast, "Aardvark Dental", ContactInput(name="Bo", phones=["02 123 45 67"]))

    words = agent.get(f"{POP}?phone=021234567").content.decode()

    assert words.index('data-key="1">Aardvark Dental') < words.index('data-key="2">Harbor Dental Group')
    assert "Ana Ruiz, ext. 3" in words


def test_the_extension_comes_first(cast: Cast, agent: Client) -> None:
    add(cast, "Aardvark Dental", ContactInput(name="Bo", phones=["02 123 45 67"]))

    words = agent.get(f"{POP}?phone=021234567%20ext%203").content.decode()

    assert words.index("Harbor Dental Group") < words.index("Aardvark Dental")


def test_an_address_narrows_a_shared_number_down(cast: Cast, agent: Client, harbor: Customer) -> None:
    add(cast, "Aardvark Dental", ContactInput(name="Bo", phones=["02 123 45 67"]))

    answer = agent.get(f"{POP}?phone=021234567&email=ana@harbor.example")

    assert urlsplit(answer.headers["Location"]).path == f"/o/fieldstone/c/{harbor.pk}/"


def test_nobody_can_be_searched_for_and_added_with_the_number(agent: Client) -> None:
    words = agent.get(f"{POP}?phone=0470123456").content.decode()

    assert "Nobody with this number" in words
    assert 'name="q"' in words
    new_url = words.split('href="/o/fieldstone/c/new/', 1)[1].split('"', 1)[0]
    assert "+32 470 12 34 56" in agent.get(f"/o/fieldstone/c/new/{new_url}").content.decode()


def test_a_viewer_can_search_and_not_add(cast: Cast, sign_in: SignIn) -> None:
    words = sign_in(cast.viewer).get(f"{POP}?phone=0470123456").content.decode()

    assert "Add a customer" not in words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("phone=anonymous", "The number is withheld"),
        ("phone=", "The number is withheld"),
        ("", "Who is calling?"),
        ("phone=204", "too few digits"),
        ("phone=reception", "is not a phone number"),
        ("phone=%CallerNumber%", "sent its placeholder"),
        ("email=nobody@example.com", "Nobody with this address or reference"),
        ("phone=%00&ref=%00", "The number is withheld"),
        ("phone=%F0%9F%93%9E", "is not a phone number"),
    ],
)
def test_what_is_no_number_leads_to_a_search(agent: Client, query: str, words: str) -> None:
    answer = agent.get(f"{POP}?{query}")

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert 'name="q"' in answer.content.decode()


def test_it_writes_nothing_and_takes_no_post(agent: Client) -> None:
    assert agent.post(POP, {"phone": "021234567"}).status_code == 405


def test_the_root_asks_the_last_organization_and_offers_the_others(
    cast: Cast, elsewhere: Cast, agent: Client, harbor: Customer
) -> None:
    with scope.acting_for(elsewhere.organization):
        Membership.objects.create(user=cast.agent.user, role="agent", team=elsewhere.agent.team)
    agent.get("/o/elsewhere/")

    first = agent.get("/pop?phone=+3221234567")
    assert first.headers["Location"] == "/o/elsewhere/pop?phone=+3221234567"
    words = agent.get(first.headers["Location"]).content.decode()

    assert 'href="/o/fieldstone/pop?phone=+3221234567"' in words
    answer = agent.get("/o/fieldstone/pop?phone=+3221234567")
    assert urlsplit(answer.headers["Location"]).path == f"/o/fieldstone/c/{harbor.pk}/"


def test_nothing_of_another_organization_is_found(cast: Cast, elsewhere: Cast, harbor: Customer, sign_in: SignIn) -> None:
    words = sign_in(elsewhere.agent).get("/o/elsewhere/pop?phone=+3221234567").content.decode()

    assert "Nobody with this number" in words
    assert "Harbor" not in words


def test_national_numbers_are_the_organizations(elsewhere: Cast, sign_in: SignIn) -> None:
    customer = add(elsewhere, "Padaria", ContactInput(name="Rita", phones=["(11) 96123-4567"]))

    answer = sign_in(elsewhere.agent).get("/o/elsewhere/pop?number=11961234567")

    assert urlsplit(answer.headers["Location"]).path == f"/o/elsewhere/c/{customer.pk}/"


def sign_in_at(client: Client, address: str, person: Any) -> Any:
    """From a pop that asks to sign in, with the password, to wherever that leads."""
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    asked = client.get(address)
    next_url = parse_qs(urlsplit(asked.headers["Location"]).query)["next"][0]
    fields = {"login": person.email, "password": "correct horse battery", "next": next_url}
    return client.post("/accounts/login/", fields)


@pytest.mark.parametrize("mount", ["/o/fieldstone", ""])
def test_signed_out_one_signs_in_and_is_there(cast: Cast, harbor: Customer, mount: str) -> None:
    client = Client()
    answer = sign_in_at(client, f"{mount}/pop?phone=+3221234567", cast.agent.user)

    assert answer.headers["Location"] == f"{mount}/pop?phone=+3221234567"
    landed = client.get(answer.headers["Location"], follow=True)
    assert "Ana Ruiz is calling" in landed.content.decode()


def test_the_second_step_leads_there_too(cast: Cast, harbor: Customer) -> None:
    secret = auth.generate_totp_secret()
    client = Client()
    auth.TOTP.activate(cast.agent.user, secret)
    asked = sign_in_at(client, f"{POP}?phone=+3221234567", cast.agent.user)
    assert "2fa" in asked.headers["Location"]

    code = f"{auth.hotp_value(secret, int(time.time()) // 30):06}"
    landed = client.post(asked.headers["Location"], {"code": code}, follow=True)

    assert "Ana Ruiz is calling" in landed.content.decode()


def test_somebody_without_an_organization_is_asked_to_make_one(db: None, cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        Membership.objects.filter(pk=cast.viewer.pk).update(removed_at=timezone.now())

    answer = sign_in(cast.viewer).get("/pop?phone=+3221234567")

    assert answer.headers["Location"] == "/organizations/new/"


def test_numbers_stay_out_of_the_log(
    cast: Cast, agent: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On every way: found, not found, signed out, to the sign-in and back, a wrong address, and an error inside."""
    caplog.set_level(logging.DEBUG)
    agent.raise_request_exception = False
    stranger = Client()
    for address in (f"{POP}?phone=+3221234567", f"{POP}/?phone=+3221234567", "/pop?phone=021234567", f"{POP}?tel=0470123456"):
        agent.get(address, follow=True)
        stranger.get(address, follow=True)
    agent.get("/o/fieldstone/pop/nowhere?phone=+3221234567")
    agent.post(f"{POP}?phone=+3221234567")
    sign_in_at(Client(), f"{POP}?phone=+3221234567", cast.agent.user)
    agent.get("/o/fieldstone/phone-system/?try=021234567")
    monkeypatch.setattr("touchpoints.brief.finding.by_phone", lambda *_: 1 / 0)
    assert agent.get(f"{POP}?phone=+3221234567").status_code == 500

    lines = [logs.Discreet().format(record) for record in caplog.records]
    assert any("ZeroDivisionError" in line for line in lines)
    assert not [line for line in lines if any(digits in line for digits in ("1234567", "470123456", "123 45 67"))]


def test_the_page_of_lines_has_one_for_every_system(cast: Cast, sign_in: SignIn) -> None:
    words = sign_in(cast.viewer).get("/o/fieldstone/phone-system/").content.decode()

    for name in ("3CX", "Wildix", "Webex", "Auerswald", "Znuny", "Any telephone system"):
        assert name in words
    assert "/pop?phone={CALLERNUM}" in words
    assert "data-copy-button" in words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0032 (0)2/123.45.67", "Harbor Dental Group"),
        ("0470 12 34 56", "Nobody has this number yet"),
        ("hello", "is not a phone number"),
        ("anonymous", "withheld"),
    ],
)
def test_a_number_can_be_tried(agent: Client, text: str, words: str) -> None:
    assert words in agent.get("/o/fieldstone/phone-system/", {"try": text}).content.decode()


def test_a_promise_number_finds_its_customer(cast: Cast, agent: Client, harbor: Customer) -> None:
    promise = write(cast, harbor)
    with scope.acting_for(cast.organization):
        type(promise).rows().filter(pk=promise.pk).update(external_ref="ORD-1")

    assert agent.get(f"{POP}?ref=ORD-1").headers["Location"] == f"/o/fieldstone/c/{harbor.pk}/"
