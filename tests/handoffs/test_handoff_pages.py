"""The queue and the page of one handoff, for everybody who opens or presses them."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.customers.rules import ContactInput
from presence.kit import attention
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.handoffs.conftest import LATER, NOW, Open
from touchpoints.handoffs import actions, navigation
from touchpoints.handoffs.models import Handoff

SignIn = Callable[[Membership], Client]
QUEUE = "/o/fieldstone/handoffs/"


def page_of(handoff: Handoff) -> str:
    return f"{QUEUE}{handoff.pk}/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_queue_is_what_presses_most_first(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    open_one(words="The second one.", now=NOW + timedelta(minutes=5))
    open_one(words="The first one.")
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        page = text_of(sign_in(acting.viewer).get(QUEUE))

    assert page.index("The first one.") < page.index("The second one.")
    assert page.count("Late") == 2
    assert "Claim<" not in page  # a viewer only looks


@pytest.mark.parametrize(
    ("which", "shown"), [("unclaimed", {"Free"}), ("mine", {"Held"}), ("all", {"Free", "Held"}), ("closed", {"Gone"})]
)
def test_tabs(acting: Cast, sign_in: SignIn, open_one: Open, which: str, shown: set[str]) -> None:
    by = Actor.of(acting.agent)
    open_one(words="Free")
    actions.claim(by=by, now=LATER, handoff=open_one(words="Held"))
    actions.hand_back(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=open_one(words="Gone")), done="Called.")

    page = text_of(sign_in(acting.agent).get(QUEUE, {"which": which}))

    assert {word for word in ("Free", "Held", "Gone") if f"<p>{word}</p>" in page} == shown


def test_an_empty_queue_says_what_will_stand_there(acting: Cast, sign_in: SignIn) -> None:
    agent = sign_in(acting.agent)

    assert "Nobody waits" in text_of(agent.get(QUEUE))
    assert "None of these" in text_of(agent.get(QUEUE, {"which": "mine"}))
    assert agent.get(QUEUE, {"which": "nonsense", "after": "nonsense"}).status_code == 200


def test_the_whole_way_through_the_pages(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    agent, handoff = sign_in(acting.agent), open_one()
    page = page_of(handoff)

    assert "Claim" in text_of(agent.get(page))
    assert "It is yours." in text_of(agent.post(f"{page}claim/", follow=True))
    assert "Reached. Hand it back" in text_of(agent.post(f"{page}reached/", follow=True))
    refused = agent.post(f"{page}hand-back/", {"done": " "})
    assert "Say what was done for the customer." in text_of(refused)
    done = text_of(agent.post(f"{page}hand-back/", {"done": "Sent the invoice."}, follow=True))
    assert "Handed back." in done
    assert "Sent the invoice." in text_of(agent.get(page))
    assert "It is open again." in text_of(agent.post(f"{page}reopening/", follow=True))
    handoff.refresh_from_db()
    assert handoff.is_open


def test_words_of_a_second_hand_back_are_not_lost(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    handoff = open_one()
    actions.claim(by=Actor.of(acting.agent), now=LATER, handoff=handoff)
    agent, page = sign_in(acting.agent), page_of(handoff)
    agent.post(f"{page}hand-back/", {"done": "Sent the invoice."})

    again = text_of(agent.post(f"{page}hand-back/", {"done": "Called twice."}))

    assert "This is handed back already." in again
    assert "What you typed was not kept" in again
    assert "Called twice." in again
    assert "Sent the invoice." in again


def test_a_claim_that_came_second_says_who_was_faster(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    handoff = open_one()
    actions.claim(by=Actor.of(acting.leader), now=LATER, handoff=handoff)

    page = text_of(sign_in(acting.agent).post(f"{page_of(handoff)}claim/", follow=True))

    assert "Leader of Fieldstone Care has this." in page


@pytest.mark.parametrize("verb", ["claim", "release", "reached", "not-reached", "hand-back", "reopening"])
def test_viewers_only_look(acting: Cast, sign_in: SignIn, open_one: Open, verb: str) -> None:
    assert sign_in(acting.viewer).post(f"{page_of(open_one())}{verb}/").status_code == 403


def test_the_page_says_how_the_promised_time_was_counted(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    page = text_of(sign_in(acting.viewer).get(page_of(open_one())))

    assert "4 h of the usual business hours" in page
    assert "240 min open" in page


def test_who_wrote_is_guessed_by_address_and_number(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    mailed = customers.add(by=by, name="By mail", contacts=[ContactInput("Ana", emails=["ana@a.example"])])
    called = customers.add(by=by, name="By phone", contacts=[ContactInput("Bo", phones=["+32 470 12 34 56"])])
    customers.add(by=by, name="Somebody else", contacts=[ContactInput("Cy", emails=["cy@a.example"])])
    handoff = open_one(customer=None, caller="Ana, ANA@a.example or 0470 12 34 56")
    agent = sign_in(acting.agent)

    page = text_of(agent.get(page_of(handoff)))
    assert "It is By mail" in page
    assert "It is By phone" in page
    assert "Somebody else" not in page
    agent.post(f"{page_of(handoff)}customer/{called.pk}/")
    handoff.refresh_from_db()
    assert handoff.customer_id == called.pk != mailed.pk


def test_a_member_asks_a_colleague(acting: Cast, sign_in: SignIn, harbor: Customer) -> None:
    agent = sign_in(acting.agent)
    address = f"/o/fieldstone/c/{harbor.pk}/handoff/"

    assert "Ask a colleague to take over" in text_of(agent.get(address))
    agent.post(address, {"reason": "complaint", "words": "The visit was late."})

    opened = Handoff.rows().get()
    assert (opened.raised_by, opened.reason, opened.source) == (acting.agent, "complaint", "member")
    assert "Choose one" in text_of(agent.post(address, {"words": "x"}))


def test_the_list_goes_out_as_csv(acting: Cast, sign_in: SignIn, open_one: Open) -> None:
    open_one(words="=1+1")
    text = b"".join(sign_in(acting.viewer).get(f"{QUEUE}handoffs.csv")).decode("utf-8-sig")  # type: ignore[call-overload]
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [(row["customer"], row["words"]) for row in rows] == [("Harbor Dental Group", "'=1+1")]


def test_the_first_page_says_who_waits(acting: Cast, open_one: Open) -> None:
    assert navigation.needs_a_person(acting.agent) is None
    open_one()
    with time_machine.travel(LATER, tick=False):
        found = navigation.needs_a_person(acting.agent)

    assert found is not None
    assert isinstance(found, attention.Attention)
    assert [(one.word, one.who, one.said) for one in found.matters] == [
        ("Asked for a person: unclaimed", "Harbor Dental Group", "Please call me.")
    ]


def test_a_promise_in_doubt_comes_first(acting: Cast, open_one: Open) -> None:
    for _ in range(navigation.MOST_SHOWN + 1):
        open_one(customer=None, caller="Somebody")
    open_one(reason="not_what_was_sold", now=LATER)
    with time_machine.travel(LATER, tick=False):
        found = navigation.needs_a_person(acting.agent)

    assert found is not None
    assert [one.word for one in found.matters][:2] == ["Not what they were sold: unclaimed", "Asked for a person: unclaimed"]


def test_what_somebody_has_stands_there_again_once_it_is_late(acting: Cast, open_one: Open) -> None:
    actions.claim(by=Actor.of(acting.leader), now=LATER, handoff=open_one())
    with time_machine.travel(LATER, tick=False):
        assert navigation.needs_a_person(acting.agent) is None
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        found = navigation.needs_a_person(acting.agent)

    assert found is not None
    assert found.matters[0].word == "Asked for a person: late, Leader of Fieldstone Care has it"


def test_the_call_brief_says_who_waits(acting: Cast, sign_in: SignIn, harbor: Customer, open_one: Open) -> None:
    agent, brief = sign_in(acting.agent), f"/o/fieldstone/c/{harbor.pk}/"
    assert "Open handoffs" not in text_of(agent.get(brief))
    actions.claim(by=Actor.of(acting.leader), now=LATER, handoff=open_one())

    page = text_of(agent.get(brief))

    assert "Open handoffs" in page
    assert "Leader of Fieldstone Care has it" in page
    assert "Please call me." in page


def test_the_badge_counts_mine_and_nobodys(acting: Cast, open_one: Open) -> None:
    open_one()
    actions.claim(by=Actor.of(acting.leader), now=LATER, handoff=open_one())

    assert (navigation.waiting_for(acting.agent), navigation.waiting_for(acting.leader)) == (1, 2)
