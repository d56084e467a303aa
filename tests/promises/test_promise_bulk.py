"""The list's views, and what is done with several promises at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from presence.audit.models import Entry
from presence.customers.models import Customer
from presence.tenancy import bulk, scope
from presence.tenancy.actors import Actor
from promises.agreement import actions as agreement
from promises.marks.models import ReadingMark
from promises.record.models import Promise, Term
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.promises.conftest import NOW, Write
from touchpoints.interactions import ingest
from touchpoints.interactions.models import Check

PATH = "/o/fieldstone/promises/"


@pytest.fixture
def agreed(cast: Cast, write: Write) -> Callable[..., Promise]:
    """An agreed promise."""

    def make(title: str, now: datetime = NOW) -> Promise:
        promise = write(title=title, now=now)
        by = Actor.of(cast.owner)
        with scope.acting_for(cast.organization):
            agreement.ask(by=by, now=now, promise=promise)
            for side in ("delivery", "support"):
                agreement.sign(by=by, now=now, promise=promise, side=side)
            agreement.agree(by=by, now=now, promise=promise)
        return promise

    return make


@pytest.fixture
def agent(cast: Cast, sign_in: Any) -> Client:
    return sign_in(cast.agent)


def states(cast: Cast) -> dict[str, str]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return {str(pk): state for pk, state in Promise.rows().values_list("pk", "state")}


def test_it_is_asked_first_then_done_one_by_one_and_told_row_by_row(
    cast: Cast, agent: Client, agreed: Callable[..., Promise], write: Write
) -> None:
    done, draft, other = agreed("First"), write(title="A draft"), agreed("Other")
    chosen = {"verb": "fulfill", "chosen": [str(done.pk), str(draft.pk)]}

    asked = agent.post(f"{PATH}bulk/", chosen).content.decode()
    assert "Mark as fulfilled: 2 promises?" in asked
    assert set(states(cast).values()) == {"agreed", "draft"}

    told = agent.post(f"{PATH}bulk/", chosen | {"confirmed": "on"}).content.decode()
    assert "Fulfilled: 1 of 2 promises" in told
    assert "Only an agreed promise can be fulfilled or ended" in told
    assert states(cast) == {str(done.pk): "fulfilled", str(draft.pk): "draft", str(other.pk): "agreed"}


def test_all_that_match_the_view_are_those_of_its_address(
    cast: Cast, agent: Client, agreed: Callable[..., Promise], write: Write
) -> None:
    agreed("First")
    write(title="A draft")

    page = agent.post(f"{PATH}bulk/", {"verb": "end", "all": "on", "query": "state=agreed"}).content.decode()

    assert "First" in page
    assert "A draft" not in page


def test_marking_as_read_empties_the_view_of_unread_ones(cast: Cast, sign_in: Any, agreed: Callable[..., Promise]) -> None:
    """What was written before somebody joined is not unread to them."""
    promise, leader = agreed("Fresh words", timezone.now()), sign_in(cast.leader)
    view = f"{PATH}?unread=on&state=all&sort=newest"
    assert "Fresh words" in leader.get(view).content.decode()

    leader.post(f"{PATH}bulk/", {"verb": "read", "chosen": [str(promise.pk)], "confirmed": "on"})

    assert "Fresh words" not in leader.get(view).content.decode()
    with scope.acting_for(cast.organization), transaction.atomic():
        assert ReadingMark.rows().filter(member=cast.leader).count() == 1


def test_the_chosen_come_as_csv_that_runs_no_formula(agent: Client, write: Write) -> None:
    chosen, other = write(title="=HYPERLINK(1)"), write(title="Other")

    answer = agent.post(f"{PATH}bulk/", {"verb": "csv", "chosen": [str(chosen.pk)]})

    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert "Other" not in text
    assert other.pk != chosen.pk


def test_a_viewer_marks_as_read_and_ends_nothing(cast: Cast, sign_in: Any, agreed: Callable[..., Promise]) -> None:
    promise, viewer = agreed("First"), sign_in(cast.viewer)
    chosen = {"chosen": [str(promise.pk)], "confirmed": "on"}

    assert viewer.post(f"{PATH}bulk/", chosen | {"verb": "end"}).status_code == 403
    assert viewer.post(f"{PATH}bulk/", chosen | {"verb": "read"}).status_code == 200
    assert "Mark as ended" not in viewer.get(PATH).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"verb": "fulfill"}, {"verb": "fly", "all": "on"}, {"verb": "end", "chosen": ["x", "\x00"]}]
)
def test_half_a_wish_says_what_is_missing(agent: Client, write: Write, sent: dict[str, Any]) -> None:
    write()

    assert "Choose" in agent.post(f"{PATH}bulk/", sent, follow=True).content.decode()


def test_views_show_what_is_not_kept_and_what_ends_soon(
    cast: Cast, agent: Client, agreed: Callable[..., Promise], harbor: Customer
) -> None:
    broken, whole = agreed("Broken one"), agreed("Whole one")
    with scope.acting_for(cast.organization), transaction.atomic():
        Customer.rows().filter(pk=harbor.pk).update(external_ref="acme")
        verdicts = [{"verdict": "broken", "promise": str(broken.pk)}, {"verdict": "kept", "promise": str(whole.pk)}]
        rows = [row(customer_ref="acme", checks=[verdict]) for verdict in verdicts]
        assert ingest.ingest(rows, by=Actor.of(cast.leader), now=NOW).rejected == []

    not_kept = agent.get(f"{PATH}?not_kept=on&state=all&sort=newest").content.decode()
    assert "Broken one" in not_kept
    assert "Whole one" not in not_kept
    ending = f"{PATH}?ending=on&state=agreed"
    assert "Whole one" not in agent.get(ending).content.decode()
    with scope.acting_for(cast.organization), transaction.atomic():
        Customer.rows().filter(pk=harbor.pk).update(renewal_date=timezone.localdate() + timedelta(days=30))
    assert "Whole one" in agent.get(ending).content.decode()


def test_promises_get_another_maker_who_works_here(
    cast: Cast, elsewhere: Cast, agent: Client, write: Write, agreed: Callable[..., Promise]
) -> None:
    chosen = {"verb": "maker", "chosen": [str(write().pk), str(agreed("Done").pk)]}
    asked = agent.post(f"{PATH}bulk/", chosen).content.decode()
    assert "Assign to a maker: 2 promises?" in asked
    assert str(cast.leader.pk) in asked

    for stranger in ("", "x", str(elsewhere.agent.pk)):
        again = agent.post(f"{PATH}bulk/", chosen | {"confirmed": "on", "maker": stranger}).content.decode()
        assert "Assign to a maker: 2 promises?" in again
    done = agent.post(f"{PATH}bulk/", chosen | {"confirmed": "on", "maker": str(cast.leader.pk)}).content.decode()

    assert "Assigned: 2 of 2 promises" in done
    with scope.acting_for(cast.organization), transaction.atomic():
        assert set(Promise.rows().values_list("made_by", flat=True)) == {cast.leader.pk}
        assert Entry.rows().filter(verb="promise.handed_over").count() == 2


def test_more_than_fit_are_cut_and_said_so(agent: Client, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    write(title="First written")
    write(title="Then this")
    every = {"all": "on", "query": "state=all&sort=newest"}

    page = agent.post(f"{PATH}bulk/", {"verb": "read", **every}).content.decode()

    assert "More than 1 match this view" in page
    assert "Then this" in page
    assert "First written" not in page
    file = agent.post(f"{PATH}bulk/", {"verb": "csv", **every})
    assert b"".join(file.streaming_content).decode().count("\n") == 3


def test_what_is_gone_meanwhile_is_said(agent: Client) -> None:
    answer = agent.post(f"{PATH}bulk/", {"verb": "read", "chosen": [str(uuid4())]}, follow=True)

    assert "None of these is there any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "is_listed"),
    [
        ({"rule": "broken"}, True),
        ({"rule": "broken", "person": "kept"}, False),
        ({"rule": "kept", "person": "broken"}, True),
        ({"person": "broken", "customer": "kept"}, False),
        ({"rule": "broken", "person": "kept", "customer": "broken"}, True),
        ({"person": "broken", "customer": "cannot_tell"}, False),
    ],
)
def test_the_view_of_not_kept_weighs_words_as_the_rate_does(
    cast: Cast, agent: Client, agreed: Callable[..., Promise], said: dict[str, str], is_listed: bool
) -> None:
    """In one interaction, about one promise: the customer's word before a member's before a rule's."""
    promise = agreed("Weighed")
    with scope.acting_for(cast.organization), transaction.atomic():
        Customer.rows().update(external_ref="acme")
        rows = [row("w-1", customer_ref="acme", checks=[])]
        interaction = ingest.ingest(rows, by=Actor.of(cast.leader), now=NOW).ids[0]
        for basis, verdict in said.items():
            Check.objects.create(interaction_id=interaction, promise=promise, verdict=verdict, basis=basis)

    page = agent.get(f"{PATH}?not_kept=on&state=all&sort=newest").content.decode()

    assert ("Weighed" in page) == is_listed


def test_a_members_word_on_a_due_time_counts_more_than_the_clock(
    cast: Cast, agent: Client, agreed: Callable[..., Promise]
) -> None:
    promise = agreed("Weighed")
    with scope.acting_for(cast.organization), transaction.atomic():
        term = Term.rows().get(revision__promise=promise, kind="commitment")
        about: dict[str, Any] = {"promise": promise, "term": term, "term_key": term.key}
        Check.objects.create(verdict="broken", basis="rule", promised_by=term.due_at, **about)
    view = f"{PATH}?not_kept=on&state=all&sort=newest"
    assert "Weighed" in agent.get(view).content.decode()

    with scope.acting_for(cast.organization), transaction.atomic():
        Customer.rows().update(external_ref="acme")
        interaction = ingest.ingest([row("w-1", customer_ref="acme", checks=[])], by=Actor.of(cast.leader), now=NOW).ids[0]
        Check.objects.create(interaction_id=interaction, verdict="kept", basis="person", **about)

    assert "Weighed" not in agent.get(view).content.decode()


def test_a_view_shows_what_waits_for_the_members_own_team(cast: Cast, sign_in: Any, write: Write) -> None:
    asked, by = write(title="Asked for"), Actor.of(cast.owner)
    write(title="Only a draft")
    with scope.acting_for(cast.organization):
        agreement.ask(by=by, now=NOW, promise=asked)
    agent, viewer, view = sign_in(cast.agent), sign_in(cast.viewer), f"{PATH}?waiting=on"

    page = agent.get(view).content.decode()
    assert 'aria-current="page">To sign off</a>' in page
    assert "Asked for" in page
    assert "Only a draft" not in page
    assert "Promises for my sign-off" in agent.get("/o/fieldstone/palette").content.decode()
    assert "To sign off" not in viewer.get(PATH).content.decode()
    with scope.acting_for(cast.organization):
        agreement.sign(by=Actor.of(cast.agent), now=NOW, promise=asked, side="support")
    assert "Asked for" not in agent.get(view).content.decode()
