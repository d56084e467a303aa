"""Search as you type: whatever somebody has finds the customer, the best match first."""

import unicodedata
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from presence.customers import actions, search
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]


@pytest.fixture
def harbor(acting: Cast) -> Customer:
    ana = ContactInput(name="Ana Ruiz", emails=["Ana.Ruiz@harbor.example"], phones=["02 123 45 67"])
    return actions.add(by=Actor.of(acting.agent), name="Harbor Dental Group", external_ref="CRM-1042", contacts=[ana])


@pytest.mark.parametrize(
    ("query", "rank", "matched"),
    [
        ("CRM-1042", 1, "reference"),
        ("crm-1042", 1, "reference"),
        ("ana.ruiz@harbor.example", 1, "email"),
        ("+32 2 123 45 67", 1, "phone"),
        ("0032 2/123.45.67", 1, "phone"),
        ("02 123 45 67", 1, "phone"),
        (" 32 2 123 45 67", 1, "phone"),
        ("har", 2, "name"),
        ("HARBOR  dental", 2, "name"),
        ("ana r", 3, "contact"),
        ("CRM-1", 4, "reference"),
        ("ANA.RUIZ@", 4, "email"),
        ("02 123", 4, "phone"),
        ("+32 2 1", 4, "phone"),
        ("4567", 4, "phone"),
        ("45 67", 4, "phone"),
        ("dental", 5, "name"),
        ("ruiz", 5, "contact"),
        ("group harbor", 6, "name"),
        ("arbor", 6, "name"),
        ("habor", 7, "name"),
        ("harbot", 7, "name"),
        ("hrabor", 7, "name"),
        ("harrbor", 7, "name"),
        ("harbor detnal", 7, "name"),
    ],
)
def test_it_finds_by_anything_and_ranks_as_stated(acting: Cast, harbor: Customer, query: str, rank: int, matched: str) -> None:
    [found] = search.find(query)

    assert (found.customer_id, found.rank, found.matched) == (harbor.pk, rank, matched)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "h",
        "%",
        "_",
        "%%%",
        "h%r",
        "h__bor",
        "\\",
        "'",
        "' OR 1=1 --",
        "\x00",
        "\u0301",
        "👩‍🚒",
        "1=1",
        "..",
        "zzzzz",
    ],
)
def test_what_is_typed_is_only_ever_text(acting: Cast, harbor: Customer, query: str) -> None:
    assert search.find(query) == []


def test_accents_and_their_spelling_do_not_matter(acting: Cast) -> None:
    customer = actions.add(by=Actor.of(acting.agent), name="Müller & Søn – Zahnärzte")

    for typed in ("müller", "muller", "MÜLLER", unicodedata.normalize("NFD", "Müller"), "zahnarzte", "søn", "mu\u00adller"):
        assert [found.customer_id for found in search.find(typed)] == [customer.pk], typed


def test_a_customer_is_listed_once_by_its_best_match(acting: Cast, harbor: Customer) -> None:
    ana = actions.add(
        by=Actor.of(acting.agent), name="Ana Bakery", contacts=[ContactInput(name="Ana Bakker"), ContactInput(name="Ana B")]
    )

    found = search.find("ana")

    assert [(match.customer_id, match.matched) for match in found] == [(ana.pk, "name"), (harbor.pk, "contact")]


def test_it_answers_at_most_what_was_asked(acting: Cast) -> None:
    for number in range(12):
        actions.add(by=Actor.of(acting.agent), name=f"Harbor {number:02}")

    assert [match.name for match in search.find("harbor", limit=3)] == ["Harbor 00", "Harbor 01", "Harbor 02"]


@pytest.mark.parametrize("query", ["harbor", "dental", "habor", "4567", "CRM-1042", "ana"])
def test_nothing_of_another_organization_is_found(acting: Cast, harbor: Customer, elsewhere: Cast, query: str) -> None:
    with scope.acting_for(elsewhere.organization):
        assert search.find(query) == []


@given(st.text(max_size=120))
def test_no_text_breaks_it(query: str) -> None:
    assert len(search.typos(query)) <= 8 * len(query)


def test_the_list_for_the_field_and_the_page(cast: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(cast.organization):
        actions.add(
            by=Actor.of(cast.agent), name="Harbor <Dental>", contacts=[ContactInput(name="Ana", phones=["02 123 45 67"])]
        )
    client = sign_in(cast.viewer)

    options = client.get("/o/fieldstone/search/?q=4567", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/o/fieldstone/search/?q=4567").content.decode()
    nobody = client.get("/o/fieldstone/search/?q=zzzz").content.decode()

    assert 'role="option"' in options
    assert "Harbor &lt;Dental&gt;" in options
    assert "+32 2 123 45 67" in options
    assert "<html" not in options
    assert "Harbor &lt;Dental&gt;" in page
    assert "Nobody fits these words" in nobody
