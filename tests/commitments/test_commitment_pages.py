"""The list of what is due, and what is done with a row of it."""

import csv as csv_module
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Team
from promises.commitments import actions
from promises.record.models import Commitment
from promises.record.rules import TermInput
from tests.commitments.conftest import Agree
from tests.conftest import Cast
from tests.interactions import rows
from tests.promises.conftest import TERMS
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Check

SignIn = Callable[[Membership], Client]
LIST = "/o/fieldstone/commitments/"
NEVER = TermInput("exclusion", "Weekend work")


def due(text: str, **away: float) -> dict[str, Any]:
    """A promise whose one commitment is due so far from now."""
    return {
        "terms": [TermInput("commitment", text, due_at=timezone.now() + timedelta(**away)), NEVER],
        "title": f"About {text}",
    }


def order(page: str, *texts: str) -> list[str]:
    """Which of these are on the page, from top to bottom."""
    return sorted((text for text in texts if f">{text}</a>" in page), key=lambda text: page.index(f">{text}</a>"))


@pytest.fixture
def three(agreed: Agree) -> list[Commitment]:
    """Overdue, due soon, due later."""
    return [agreed(**due("Pump", days=-1)), agreed(**due("Filter", days=3)), agreed(**due("Boiler", days=30))]


def test_it_lists_what_is_most_at_risk_first(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    page = sign_in(cast.viewer).get(LIST).content.decode()

    assert order(page, "Boiler", "Filter", "Pump") == ["Pump", "Filter", "Boiler"]
    for words in (
        "Overdue since",
        "Due in 3 days",
        "Due in 30 days",
        "Harbor Dental Group",
        "About Pump",
        "Agent of Fieldstone",
    ):
        assert words in page
    assert "Mark ticked" not in page, "a viewer only reads"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("when=overdue", ["Pump"]),
        ("when=soon", ["Filter"]),
        ("when=later", ["Boiler"]),
        ("when=done", []),
        ("when=never&who=nobody&customer=17&after=%00", ["Pump", "Filter", "Boiler"]),
    ],
)
def test_it_narrows_by_time(cast: Cast, three: list[Commitment], sign_in: SignIn, query: str, shown: list[str]) -> None:
    page = sign_in(cast.viewer).get(f"{LIST}?{query}").content.decode()

    assert order(page, "Pump", "Filter", "Boiler") == shown


def test_it_narrows_to_mine_and_my_teams(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    agreed(**due("Pump", days=1))
    agreed(**due("Filter", days=1), by=Actor.of(cast.leader))
    with scope.acting_for(cast.organization):
        Membership.rows().filter(pk=cast.leader.pk).update(team=Team.objects.get(key="sales"))
    client = sign_in(cast.agent)

    for query, shown in (("who=mine", ["Pump"]), ("who=team", ["Pump"]), ("who=all", ["Pump", "Filter"])):
        assert order(client.get(f"{LIST}?{query}").content.decode(), "Pump", "Filter") == shown


def test_what_nobody_made_belongs_to_the_customers_owner(cast: Cast, agreed: Agree, harbor: Customer, sign_in: SignIn) -> None:
    row = agreed(**due("Pump", days=1))
    with scope.acting_for(cast.organization):
        type(row.promise).rows().update(made_by=None)
        Customer.rows().update(owner=cast.viewer)

    assert order(sign_in(cast.viewer).get(f"{LIST}?who=mine").content.decode(), "Pump") == ["Pump"]


def test_the_customers_own_time_stands_beside_ours(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    agreed()
    with scope.acting_for(cast.organization):
        Customer.rows().update(time_zone="America/New_York")

    assert "their time" in sign_in(cast.viewer).get(LIST).content.decode()


def test_one_press_marks_a_row_done_and_undo_takes_it_back(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    client = sign_in(cast.agent)
    data = {"only": str(three[1].pk), "ids": [str(three[0].pk)], "back": "when=soon"}

    answer = client.post(f"{LIST}done/", data, follow=True)

    assert answer.redirect_chain == [("/o/fieldstone/commitments/?when=soon", 302)]
    page = answer.content.decode()
    assert "Done in time: it counts as kept." in page
    assert order(page, "Filter") == []
    assert order(client.get(f"{LIST}?when=done").content.decode(), "Pump", "Filter") == ["Filter"], "only its own row"
    page = client.post(f"{LIST}return/", {"undo": str(three[1].pk)}, follow=True).content.decode()
    assert "1 commitment open again." in page
    assert "Filter" in page


def test_ticked_rows_are_done_together(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    page = client.post(f"{LIST}done/", {"ids": [str(row.pk) for row in three[:2]]}, follow=True).content.decode()

    assert "2 commitments done, 1 of them late." in page
    assert order(page, "Pump", "Filter", "Boiler") == ["Boiler"]
    with scope.acting_for(cast.organization):
        assert sorted(Check.rows().values_list("verdict", flat=True)) == ["broken", "kept"]


@pytest.mark.parametrize("data", [{}, {"ids": ["17"]}, {"only": "<b>"}])
def test_nothing_ticked_says_so(cast: Cast, sign_in: SignIn, data: dict[str, Any]) -> None:
    assert "Tick the commitments" in sign_in(cast.agent).post(f"{LIST}done/", data, follow=True).content.decode()


def test_twice_says_that_nothing_changed(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    client, data = sign_in(cast.agent), {"only": str(three[0].pk)}
    client.post(f"{LIST}done/", data)

    assert "somebody marked it before you" in client.post(f"{LIST}done/", data, follow=True).content.decode()


def test_it_was_done_earlier(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    client, page = sign_in(cast.agent), f"{LIST}{three[0].pk}/done/"
    at = timezone.localtime() - timedelta(days=2)

    assert (
        "still ahead" in client.post(page, {"done_at": f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"}).content.decode()
    )
    assert "Enter when it was done." in client.post(page, {}).content.decode()
    assert "it counts as kept" in client.post(page, {"done_at": f"{at:%Y-%m-%dT%H:%M}"}, follow=True).content.decode()
    assert "done already" in client.post(page, {"done_at": f"{at:%Y-%m-%dT%H:%M}"}).content.decode()


def test_another_time_is_agreed_by_amending_the_promise(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    client, page = sign_in(cast.agent), f"{LIST}{three[1].pk}/renegotiation/"
    assert "Agree another time" in client.get(page).content.decode()
    later, told = timezone.localtime() + timedelta(days=9), timezone.localtime() - timedelta(minutes=5)
    data = {"due_at": f"{later:%Y-%m-%dT%H:%M}", "customer_told_at": f"{told:%Y-%m-%dT%H:%M}"}

    assert "Say why the time moves." in client.post(page, data).content.decode()
    answer = client.post(page, data | {"reason": "The road is closed"}, follow=True)

    assert "New time in revision 2. The former one counts as renegotiated." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/o/fieldstone/promises/{three[1].promise_id}/"
    assert order(client.get(f"{LIST}?when=later").content.decode(), "Filter") == ["Filter"]


def test_a_customers_word_stands_above_the_clocks(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    row = agreed(**due("Pump", days=1))
    with scope.acting_for(cast.organization):
        actions.finish(by=Actor.of(cast.agent), now=timezone.now(), commitment=row)
    judge(cast, row, "broken", "customer")

    page = sign_in(cast.viewer).get(f"{LIST}?when=done").content.decode()

    assert "Not kept, says the customer" in page
    assert "By the clock: Done in time" in page


def judge(cast: Cast, row: Commitment, verdict: str, basis: str) -> None:
    with scope.acting_for(cast.organization):
        customer = str(row.promise.customer_id)
        checks = [{"term": str(row.term_key), "verdict": verdict, "basis": basis}]
        given = rows.row("said", customer=customer, customer_ref=None, checks=checks)
        report = ingest.ingest([given], by=Actor.of(cast.agent), now=timezone.now())
        assert not report.rejected, report.rejected


def test_the_file_holds_every_row_of_the_list(cast: Cast, three: list[Commitment], sign_in: SignIn) -> None:
    answer = sign_in(cast.viewer).get(f"{LIST}commitments.csv?when=open")

    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]
    lines = list(csv_module.DictReader(StringIO(text)))
    assert [row["commitment"] for row in lines] == ["Pump", "Filter", "Boiler"]
    assert lines[0]["customer"] == "Harbor Dental Group"
    assert lines[0]["state"].startswith("Overdue since")


def test_it_costs_the_same_for_one_row_and_for_many(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    client = sign_in(cast.agent)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    agreed()
    client.get(LIST)
    once = asked()
    for _ in range(5):
        agreed()
    assert asked() == once


def test_a_page_more_is_shown_once(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    for number in range(26):
        agreed(**due(f"Job {number:02}", days=1, hours=number))
    client = sign_in(cast.viewer)
    first = client.get(LIST)

    second = client.get(f"{LIST}{first.context['next_url']}").content.decode()

    texts = [f"Job {number:02}" for number in range(26)]
    assert order(first.content.decode(), *texts) == texts[:25]
    assert order(second, *texts) == texts[25:]


@pytest.mark.parametrize(("query", "words"), [("", "Nothing is due"), ("?who=mine", "No commitment fits")])
def test_an_empty_list_says_what_belongs_there(cast: Cast, sign_in: SignIn, query: str, words: str) -> None:
    assert words in sign_in(cast.viewer).get(f"{LIST}{query}").content.decode()


def test_a_viewer_changes_nothing(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    row, client = agreed(), sign_in(cast.viewer)
    for address in ("done/", "return/", f"{row.pk}/done/", f"{row.pk}/renegotiation/"):
        assert client.post(f"{LIST}{address}", {"only": str(row.pk)}).status_code == 403


def test_usual_terms_are_listed_with_their_words(cast: Cast, agreed: Agree, sign_in: SignIn) -> None:
    agreed()

    assert TERMS[1].text in sign_in(cast.viewer).get(LIST).content.decode()
