"""The list of who gets no automated mail, as members use it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.customers import actions as customers
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM, Actor
from tests.conftest import Cast
from touchpoints.suppression import actions, reading
from touchpoints.suppression.models import Kind, Suppression, Why

PAGE = "/o/fieldstone/suppressions/"
ANA = "ana@harbor.example"
SignIn = Callable[[Any], Client]


@pytest.fixture
def agent(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.agent)


def enter(cast: Cast, why: str = Why.COMPLAINED, address: str = ANA) -> Suppression:
    with scope.acting_for(cast.organization):
        return actions.suppress(by=SYSTEM, address=address, why=why, days_between=7 if why == Why.LESS_OFTEN else None)


def stopped(cast: Cast) -> bool:
    with scope.acting_for(cast.organization):
        return bool(reading.reasons([(ANA, Kind.SERVICE)]))


def test_an_agent_ends_mail_and_sees_whose_it_is(cast: Cast, agent: Client) -> None:
    with scope.acting_for(cast.organization):
        contacts = [ContactInput("Ana", emails=[ANA])]
        customers.add(by=Actor.of(cast.agent), name="Harbor Dental", contacts=contacts)

    page = agent.post(f"{PAGE}new/", {"address": ANA, "kind": "all", "words": "Asked on the phone"}, follow=True)

    assert stopped(cast)
    shown = page.content.decode()
    assert all(words in shown for words in (ANA, "Harbor Dental", "Asked on the phone", "Entered by a member"))


@pytest.mark.parametrize("given", [{"address": "x", "kind": "all"}, {"address": ANA, "kind": "x"}, {"kind": "all"}])
def test_what_cannot_be_is_asked_again(cast: Cast, agent: Client, given: dict[str, str]) -> None:
    assert "Error: " in agent.post(f"{PAGE}new/", given).content.decode()
    assert not stopped(cast)


def test_only_a_leader_lifts_and_only_with_a_reason(cast: Cast, agent: Client, sign_in: SignIn) -> None:
    lifting = f"{PAGE}{enter(cast).pk}/lifting/"
    leader = sign_in(cast.leader)
    assert agent.post(lifting, {"reason": "She asked"}).status_code == 403

    leader.post(lifting, {"reason": " "})
    assert stopped(cast)
    leader.post(lifting, {"reason": "She asked"})
    assert not stopped(cast)
    assert leader.post(lifting, {"reason": "She asked"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"), [("why=bounced", False), ("why=complained", True), ("q=HARBOR", True), ("q=%00", True)]
)
def test_the_list_is_narrowed(cast: Cast, agent: Client, query: str, found: bool) -> None:
    enter(cast)

    assert (ANA in agent.get(f"{PAGE}?{query}").content.decode()) == found


def test_the_file_holds_what_the_list_shows(cast: Cast, sign_in: SignIn) -> None:
    enter(cast)
    enter(cast, Why.LESS_OFTEN, "bo@quay.example")

    file = b"".join(sign_in(cast.leader).get(f"{PAGE}suppressions.csv?why=less_often").streaming_content)  # type: ignore[arg-type]
    assert b"bo@quay.example" in file
    assert ANA.encode() not in file


def test_a_viewer_sees_no_addresses(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.viewer).get(PAGE).status_code == 403
