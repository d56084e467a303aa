"""What is done with several customers of the list at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.customers import actions, erasing
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast

PATH = "/o/fieldstone/c/"
Add = Callable[..., Customer]


@pytest.fixture
def add(cast: Cast) -> Add:
    def make(name: str, **fields: Any) -> Customer:
        with scope.acting_for(cast.organization):
            return actions.add(by=Actor.of(cast.agent), name=name, **fields)

    return make


@pytest.fixture
def agent(cast: Cast, sign_in: Any) -> Client:
    return sign_in(cast.agent)


def stored(cast: Cast) -> dict[str, tuple[Any, str]]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return {name: (owner, segment) for name, owner, segment in Customer.rows().values_list("name", "owner", "segment")}


def test_the_chosen_get_another_owner_after_a_question(cast: Cast, elsewhere: Cast, agent: Client, add: Add) -> None:
    chosen = {"verb": "owner", "chosen": [str(add("Harbor").pk), str(add("Linden").pk)]}
    add("Westend")

    assert "Change the owner: 2 customers?" in agent.post(f"{PATH}bulk/", chosen).content.decode()
    for stranger in ("", "x", str(elsewhere.agent.pk)):
        refused = agent.post(f"{PATH}bulk/", chosen | {"confirmed": "on", "owner": stranger}).content.decode()
        assert "Change the owner: 2 customers?" in refused
        assert "Choose " in refused
    told = agent.post(f"{PATH}bulk/", chosen | {"confirmed": "on", "owner": str(cast.leader.pk)}).content.decode()

    assert "Changed: 2 of 2 customers" in told
    assert stored(cast) == {"Harbor": (cast.leader.pk, ""), "Linden": (cast.leader.pk, ""), "Westend": (None, "")}
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Entry.rows().filter(verb="customer.changed").count() == 2


def test_all_that_match_the_view_get_a_segment_and_an_erased_one_refuses(cast: Cast, agent: Client, add: Add) -> None:
    gone = add("Gone", segment="gold")
    add("Harbor", segment="gold")
    add("Linden")
    with scope.acting_for(cast.organization):
        erasing.erase_customer(by=Actor.of(cast.owner), now=timezone.now(), customer=gone, typed="Gone")
    asked = {"verb": "segment", "all": "on", "query": "segment=gold"}
    page = agent.post(f"{PATH}bulk/", asked).content.decode()
    assert "Linden" not in page

    ids = [line.split('"')[0] for line in page.split('name="chosen" value="')[1:]]
    told = agent.post(f"{PATH}bulk/", {"verb": "segment", "chosen": ids, "confirmed": "on", "segment": "silver"})

    assert "Changed: 1 of 2 customers" in told.content.decode()
    assert "was erased and can no longer be changed" in told.content.decode()
    assert {name: segment for name, (_, segment) in stored(cast).items()} == {
        "Erased": "gold",
        "Harbor": "silver",
        "Linden": "",
    }


def test_the_chosen_come_as_csv_and_a_view_whole(agent: Client, add: Add) -> None:
    chosen = add("=Harbor", segment="gold")
    add("Linden", segment="gold")

    one = agent.post(f"{PATH}bulk/", {"verb": "csv", "chosen": [str(chosen.pk)]})
    every = agent.post(f"{PATH}bulk/", {"verb": "csv", "all": "on", "query": "segment=gold"})

    lines = b"".join(one.streaming_content).decode().splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["'=Harbor"]
    assert b"".join(every.streaming_content).decode().count("gold") == 2


def test_a_viewer_downloads_and_changes_nothing(cast: Cast, sign_in: Any, add: Add) -> None:
    chosen, viewer = {"chosen": [str(add("Harbor").pk)]}, sign_in(cast.viewer)

    assert viewer.post(f"{PATH}bulk/", chosen | {"verb": "owner"}).status_code == 403
    assert b"Harbor" in b"".join(viewer.post(f"{PATH}bulk/", chosen | {"verb": "csv"}).streaming_content)
    assert "Change the owner" not in viewer.get(PATH).content.decode()


@pytest.mark.parametrize("sent", [{}, {"verb": "owner"}, {"verb": "fly", "all": "on"}, {"verb": "csv", "chosen": ["\x00"]}])
def test_half_a_wish_says_what_is_missing(agent: Client, add: Add, sent: dict[str, Any]) -> None:
    add("Harbor")

    assert "Choose" in agent.post(f"{PATH}bulk/", sent, follow=True).content.decode()
