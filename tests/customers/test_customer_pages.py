"""The pages of the customers room: who may open them, what they keep, what they say."""

import csv as csv_module
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.test import Client

from presence.customers import actions
from presence.customers.models import Contact, Customer
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast

SignIn = Callable[[Membership], Client]
LIST, NEW = "/o/fieldstone/c/", "/o/fieldstone/c/new/"
ANA = {
    "contacts-0-name": "Ana Ruiz",
    "contacts-0-phones": "02 123 45 67\n0470 12 34 56 ",
    "contacts-0-emails": "ana@harbor.example",
}
WHOLE = {"name": "Harbor Dental Group", "segment": "Gold", "annual_value": "48000", "renewal_date": "2027-01-01", **ANA}


def add(cast: Cast, name: str = "Harbor Dental Group", **fields: object) -> Customer:
    with scope.acting_for(cast.organization):
        return actions.add(by=Actor.of(cast.agent), name=name, **fields)  # type: ignore[arg-type]


def page(customer: Customer, rest: str = "") -> str:
    return f"/o/fieldstone/c/{customer.pk}/{rest}"


def stored(cast: Cast) -> Customer:
    with scope.acting_for(cast.organization):
        return Customer.rows().get()


def test_it_adds_a_customer_with_its_people(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    response = client.post(NEW, WHOLE | {"id": str(uuid4())}, follow=True)

    customer = stored(cast)
    assert response.redirect_chain == [(page(customer), 302)]
    assert "+32 2 123 45 67" in response.content.decode()
    assert "Harbor Dental Group added." in response.content.decode()


def test_sending_the_form_twice_adds_one(cast: Cast, sign_in: SignIn) -> None:
    client, twice = sign_in(cast.agent), WHOLE | {"id": str(uuid4())}

    first, second = client.post(NEW, twice), client.post(NEW, twice)

    assert first["Location"] == second["Location"] == page(stored(cast))


def test_a_bad_number_is_said_in_words_and_everything_typed_stays(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.agent).post(NEW, WHOLE | {"contacts-0-phones": "02 12 <b>"})

    words = response.content.decode()
    assert "“02 12 &lt;b&gt;” is not a phone number" in words
    assert 'href="#id_contacts-0-phones"' in words
    assert ">02 12 &lt;b&gt;</textarea>" in words.replace("\n", "")
    assert 'value="Harbor Dental Group"' in words
    assert "<title>Error: " in words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Enter name."),
        ("annual_value", "a lot", "“a lot” is not an amount"),
        ("renewal_date", "tomorrow", "Enter a date, such as 2027-01-31."),
        ("time_zone", "Mars/Base", "“Mars/Base” is not a time zone"),
        ("owner", "nobody", "Choose somebody from the list."),
        ("contacts-0-emails", "ana@", "“ana@” is not an e-mail address"),
        ("contacts-0-name", "", "Enter the contact’s name."),
        ("name", "x\x00", "Null characters are not allowed."),
    ],
)
def test_each_wrong_field_says_what_to_do(cast: Cast, sign_in: SignIn, field: str, value: str, words: str) -> None:
    response = sign_in(cast.agent).post(NEW, WHOLE | {field: value})

    assert response.status_code == 200
    assert words in response.content.decode()
    with scope.acting_for(cast.organization):
        assert not Customer.rows().exists()


def test_buttons_add_move_and_remove_contacts_without_script(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    two = WHOLE | {"contacts-1-name": "Tom Maes"}

    added = client.post(NEW, two | {"contacts-add": "1"}).content.decode()
    moved = client.post(NEW, two | {"contacts-1-up": "1"}).content.decode()
    removed = client.post(NEW, two | {"contacts-0-remove": "1"}).content.decode()

    assert "Contact 3" in added
    assert 'value="Harbor Dental Group"' in added
    assert moved.index("Tom Maes") < moved.index("Ana Ruiz")
    assert "Ana Ruiz" not in removed


def test_htmx_gets_the_contacts_alone(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.agent).post(NEW, WHOLE | {"contacts-add": "1"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<fieldset class="fieldset" id="contacts">')


def test_it_changes_a_customer(cast: Cast, sign_in: SignIn) -> None:
    customer = add(cast, contacts=[ContactInput(name="Ana Ruiz", phones=["02 123 45 67"])])
    with scope.acting_for(cast.organization):
        ana = Contact.rows().get()
    client = sign_in(cast.agent)

    shown = client.get(page(customer, "edit/")).content.decode()
    response = client.post(page(customer, "edit/"), WHOLE | {"version": "1", "name": "Harbor", "contacts-0-id": str(ana.pk)})

    assert 'name="version" value="1"' in shown
    assert "+32 2 123 45 67" in shown
    assert response["Location"] == page(customer)
    assert (stored(cast).name, stored(cast).version) == ("Harbor", 2)


def test_two_people_at_once_see_both_versions(cast: Cast, sign_in: SignIn) -> None:
    customer = add(cast, segment="Bronze")
    client = sign_in(cast.agent)
    with scope.acting_for(cast.organization):
        actions.change(by=Actor.of(cast.leader), customer=customer, segment="Silver", contacts=[ContactInput(name="Eva Stone")])

    stale = client.post(page(customer, "edit/"), WHOLE | {"version": "1"})
    words = stale.content.decode()
    taken = client.post(page(customer, "edit/"), WHOLE | {"version": "2", "take": "segment"}).content.decode()
    saved = client.post(page(customer, "edit/"), WHOLE | {"version": "2"})

    assert stale.status_code == 409
    assert "Silver" in words
    assert "Eva Stone" in words
    assert 'name="segment" value="Gold"' in words
    assert 'name="version" value="2"' in words
    assert 'name="segment" value="Silver"' in taken
    assert 'value="Harbor Dental Group"' in taken
    assert saved.status_code == 302
    assert stored(cast).segment == "Gold"


def test_deleting_says_why_not(cast: Cast, sign_in: SignIn) -> None:
    customer = add(cast)

    response = sign_in(cast.agent).post(page(customer, "removal/"), follow=True)

    assert "Harbor Dental Group deleted." in response.content.decode()
    with scope.acting_for(cast.organization):
        assert not Customer.rows().exists()


def test_the_list_pages_through_everybody_once(cast: Cast, sign_in: SignIn) -> None:
    names = [f"Customer {number:02}" for number in range(60)]
    for place, name in enumerate(names):
        add(cast, name, renewal_date=date(2027, 1, 1) + timedelta(days=place % 7) if place % 3 else None)
    client = sign_in(cast.viewer)

    for sort in ("name", "renewal", "value", "newest"):
        seen, query = [], f"?sort={sort}"
        while query:
            shown = client.get(LIST + query).context
            seen += [row["name"] for row in shown["listed"].rows]
            query = shown["next_url"]
        assert sorted(seen) == names, sort


@pytest.mark.parametrize(
    "query", ["?after=nonsense", "?after=W10", "?sort=color", "?owner=x", "?renewal=soon", "?q=%00", "?after=WyIxIiwgIjIiXQ"]
)
def test_an_odd_address_still_opens(cast: Cast, sign_in: SignIn, query: str) -> None:
    add(cast)

    assert "Harbor Dental Group" in sign_in(cast.viewer).get(LIST + query).content.decode()


def test_filters_narrow_the_list(cast: Cast, sign_in: SignIn) -> None:
    today = datetime.now(UTC).date()
    add(cast, "Soon", segment="Gold", renewal_date=today + timedelta(days=20), owner=cast.agent)
    add(cast, "Later", segment="Silver", renewal_date=today + timedelta(days=80))
    add(cast, "Gone", renewal_date=today - timedelta(days=1))
    client = sign_in(cast.viewer)

    def names(query: str) -> list[str]:
        return [row["name"] for row in client.get(LIST + query).context["listed"].rows]

    assert names("?segment=Gold") == ["Soon"]
    assert names(f"?owner={cast.agent.pk}") == ["Soon"]
    assert names("?renewal=30") == ["Soon"]
    assert names("?renewal=90&sort=renewal") == ["Soon", "Later"]
    assert names("?renewal=past") == ["Gone"]
    assert names("?q=lat") == ["Later"]


def test_csv_is_safe_in_a_spreadsheet(cast: Cast, sign_in: SignIn) -> None:
    add(cast, "=HYPERLINK(0)", annual_value=10, contacts=[ContactInput(name="@Ana", phones=["02 123 45 67"])])

    response = sign_in(cast.viewer).get("/o/fieldstone/c/customers.csv")

    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = csv_module.DictReader(StringIO(text))
    assert row["name"] == "'=HYPERLINK(0)"
    assert row["annual_value"] == "10.00"
    assert (row["contact_name"], row["contact_phone"]) == ("'@Ana", "'+3221234567")


def test_an_empty_list_says_what_will_be_here(cast: Cast, sign_in: SignIn) -> None:
    agent, viewer = sign_in(cast.agent).get(LIST).content.decode(), sign_in(cast.viewer).get(LIST).content.decode()

    assert "Add the first customer" in agent
    assert "No customers yet" in viewer
    assert "/c/new/" not in viewer


def test_a_viewer_reads_and_does_not_write(cast: Cast, sign_in: SignIn) -> None:
    customer = add(cast)
    client = sign_in(cast.viewer)

    assert client.get(page(customer)).status_code == 200
    assert client.get(page(customer, "edit/")).status_code == 403
    assert client.post(NEW, WHOLE).status_code == 403
    assert client.post(page(customer, "removal/")).status_code == 403


def test_a_stranger_and_a_foreign_id_get_nothing(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    customer = add(cast)
    stranger = sign_in(elsewhere.owner)

    for rest in ("", "edit/"):
        assert stranger.get(page(customer, rest)).status_code == 404
        assert stranger.get(f"/o/elsewhere/c/{customer.pk}/{rest}").status_code == 404
    assert "Harbor" not in stranger.get("/o/elsewhere/c/").content.decode()
    assert "Harbor" not in stranger.get("/o/elsewhere/search/?q=harbor").content.decode()


def test_another_organizations_member_cannot_be_the_owner(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.agent).post(NEW, WHOLE | {"owner": str(elsewhere.agent.pk)})

    assert "Choose somebody from the list." in response.content.decode()


@pytest.mark.parametrize("amount", [1, 25])
def test_the_list_asks_the_same_few_statements_whatever_its_length(
    cast: Cast, sign_in: SignIn, amount: int, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(amount):
        add(cast, f"Customer {number}", owner=cast.agent)
    client = sign_in(cast.viewer)
    client.get(LIST)

    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(LIST)
