"""The pages that merge and erase, and the same over REST."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.kit.ids import new_id
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers.models import CustomerAnswer, PromiseLink
from tests.api.conftest import ApiClient, api, make_key
from tests.conftest import Cast
from tests.privacy.conftest import ANA, NAME, Pair, person_of

__all__ = ["api"]

MOUNT = "/o/fieldstone"


@pytest.fixture
def leader(pair: Pair, sign_in: Any) -> Client:
    return sign_in(pair.cast.leader)


@pytest.fixture
def owner(pair: Pair, sign_in: Any) -> Client:
    return sign_in(pair.cast.owner)


@pytest.fixture
def admin(pair: Pair) -> ApiClient:
    return ApiClient(make_key(pair.cast.owner, ["admin"], "admin"))


def test_a_leader_merges_two_records_and_old_addresses_lead_on(pair: Pair, leader: Client) -> None:
    address = f"{MOUNT}/c/{pair.stays.pk}/merge/"
    assert NAME in leader.get(address, {"q": "canary"}).content.decode()
    chosen = f"{address}?former={pair.former.pk}"
    page = leader.get(chosen).content.decode()
    for words in ("1 promise", "2 interactions", "1 contact", "Reference in use", "undone for 24 hours"):
        assert words in page

    refused = leader.post(chosen, {"name": "Canary", "take_name": "stays", "take_external_ref": "stays"})
    merged = leader.post(chosen, {"name": NAME, "take_name": "goes", "take_external_ref": "stays"})

    assert "say that you mean it" in refused.content.decode()
    assert merged.headers["Location"] == f"{MOUNT}/c/{pair.stays.pk}/"
    assert Customer.objects.get().name == NAME
    moved = leader.get(f"{MOUNT}/c/{pair.former.pk}/")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"{MOUNT}/c/{pair.stays.pk}/")
    assert leader.get(f"{MOUNT}/pop?ref=ref-canary").headers["Location"].startswith(f"{MOUNT}/c/{pair.stays.pk}/")


def test_an_owner_erases_a_contact_and_then_the_customer(pair: Pair, owner: Client) -> None:
    edit = owner.get(f"{MOUNT}/c/{pair.former.pk}/edit/").content.decode()
    contact = f"{MOUNT}/c/{pair.former.pk}/contacts/{person_of(pair.former).pk}/erasure/"
    whole = f"{MOUNT}/c/{pair.former.pk}/erasure/"
    assert contact in edit
    assert whole in edit

    assert "say that you mean it" in owner.post(contact, {"name": "Ana"}).content.decode()
    assert owner.post(contact, {"name": ANA}).status_code == 302
    assert "2 interactions, counted as before" in owner.get(whole).content.decode()
    assert owner.post(whole, {"name": NAME}).headers["Location"] == f"{MOUNT}/c/"

    for page in (f"/c/{pair.former.pk}/", f"/promises/{pair.promise.pk}/", "/promises/?state=all", "/c/", "/interactions/"):
        shown = owner.get(MOUNT + page)
        assert shown.status_code == 200, page
        assert "canar" not in shown.content.decode().lower(), page
    assert "Verified" in owner.get(f"{MOUNT}/promises/{pair.promise.pk}/").content.decode()
    assert owner.get(whole).status_code == 404


def test_exports_hold_nothing_of_it(pair: Pair, owner: Client) -> None:
    owner.post(f"{MOUNT}/c/{pair.former.pk}/erasure/", {"name": NAME})

    for page in ("/c/customers.csv", "/promises/promises.csv?state=all", "/audit/file.csv"):
        text = b"".join(owner.get(MOUNT + page).streaming_content).decode().lower()
        assert "canar" not in text, page


def test_over_rest_the_former_id_and_reference_answer_for_the_merged_one(pair: Pair, admin: ApiClient) -> None:
    merged = admin.send("POST", f"/customers/{pair.stays.pk}/merge/", {"former": str(pair.former.pk), "take": ["name"]})

    assert (merged.status_code, merged.json()["name"]) == (200, NAME)
    assert admin.send("GET", f"/customers/{pair.former.pk}/").json() == merged.json()
    assert [one["id"] for one in admin.send("GET", "/customers/?external_ref=ref-canary").json()["results"]] == [
        str(pair.stays.pk)
    ]
    again = admin.send("POST", f"/customers/{pair.stays.pk}/merge/", {"former": str(pair.former.pk)})
    assert again.status_code == 422


def test_over_rest_erasing_needs_the_present_name_and_the_scope(pair: Pair, admin: ApiClient, api: ApiClient) -> None:
    path = f"/customers/{pair.former.pk}/erasure/"
    assert api.send("POST", path, {"name": NAME}).status_code == 403
    assert admin.send("POST", path, {"name": "Canary"}).json()["errors"][0]["pointer"] == "/name"
    person = person_of(pair.former).pk

    assert admin.send("POST", f"/contacts/{person}/erasure/", {"name": ANA}).status_code == 204
    assert admin.send("POST", path, {"name": NAME}).status_code == 204
    assert admin.send("POST", path, {"name": "Erased"}).status_code == 409
    assert admin.send("PATCH", f"/customers/{pair.former.pk}/", {"name": "Back"}).status_code == 409
    assert admin.send("GET", f"/promises/{pair.promise.pk}/").json()["title"] in (None, "")


def test_over_rest_links_are_made_listed_and_withdrawn(pair: Pair, api: ApiClient) -> None:
    made = api.send("POST", f"/promises/{pair.promise.pk}/links/", {"send_to": "ANA@canarella.example"}).json()
    listed = api.send("GET", f"/promises/{pair.promise.pk}/links/").json()["results"]

    assert "/promise/" in made["url"]
    assert made["id"] in [link["id"] for link in listed]
    assert "url" not in listed[0]
    assert api.send("POST", f"/promises/{pair.promise.pk}/links/", {"send_to": "bo@canarella.example"}).status_code == 422
    assert api.send("DELETE", f"/promise-links/{made['id']}/").status_code == 204
    with transaction.atomic():
        assert PromiseLink.objects.get(pk=made["id"]).revoked_at is not None


def test_over_rest_answers_are_read_and_disputes_settled_once(pair: Pair, api: ApiClient) -> None:
    [answer] = api.send("GET", f"/promises/{pair.promise.pk}/answers/").json()["results"]

    assert (answer["verdict"], answer["words"], answer["number"]) == ("disputed", "answer-canary", 2)
    assert answer["resolution"]["words"] == "settled-canary"
    path = f"/customer-answers/{CustomerAnswer.objects.get().pk}/resolution/"
    assert api.send("POST", path, {"words": "Again"}).status_code == 409


def test_another_organizations_record_is_no_record(pair: Pair, elsewhere: Cast, leader: Client) -> None:
    with scope.acting_for(elsewhere.organization):
        foreign = customers.add(by=Actor.of(elsewhere.agent), name="Elsewhere Dental")

    for former in (foreign.pk, new_id(), pair.stays.pk):
        assert leader.get(f"{MOUNT}/c/{pair.stays.pk}/merge/?former={former}").status_code == 404


def test_the_customers_page_leads_there_by_role(pair: Pair, owner: Client, leader: Client, sign_in: Any) -> None:
    here = f"{MOUNT}/c/{pair.former.pk}/"
    pages = {who: client.get(here).content.decode() for who, client in
             {"owner": owner, "leader": leader, "agent": sign_in(pair.cast.agent)}.items()}  # fmt: skip

    assert {who: (f"{here}merge/" in page, f"{here}erasure/" in page) for who, page in pages.items()} == {
        "owner": (True, True), "leader": (True, False), "agent": (False, False),
    }  # fmt: skip
    owner.post(f"{here}erasure/", {"name": NAME})
    assert f"{here}merge/" not in owner.get(here).content.decode()


def test_the_choice_says_values_as_pages_do(pair: Pair, leader: Client) -> None:
    with scope.acting_for(pair.cast.organization):
        customers.change(by=pair.by, customer=pair.stays, annual_value=31250, renewal_date=date(2027, 10, 28))
        customers.change(by=pair.by, customer=pair.former, renewal_date=date(2027, 11, 9))

    page = leader.get(f"{MOUNT}/c/{pair.stays.pk}/merge/?former={pair.former.pk}").content.decode()

    assert "31,250" in page
    assert "28 Oct 2027" in page
