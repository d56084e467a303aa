"""What opens, moves and frees handoffs when something below changes."""

from datetime import timedelta

from django.db import transaction

from presence.customers import actions as customers
from presence.customers import merging, unmerging
from presence.customers.models import Customer, Merge
from presence.members import actions as members
from presence.tenancy.actors import Actor
from promises.answers import answering, links
from promises.answers.models import CustomerAnswer
from promises.record import actions as promises
from promises.record.models import Promise
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.handoffs.conftest import LATER, NOW, Open
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff


def promise_to(cast: Cast, customer: Customer) -> Promise:
    terms = [TermInput("scope", "Two visits a year"), TermInput("exclusion", "Parts of others")]
    whole = {"title": "Care plan", "source": "quote", "first_truth": "Weekends double the price", "terms": terms}
    return promises.write(by=Actor.of(cast.agent), now=NOW, customer=customer, **whole)  # type: ignore[arg-type]


def dispute(cast: Cast, customer: Customer, *words: str) -> CustomerAnswer:
    link = links.make(by=Actor.of(cast.agent), promise=promise_to(cast, customer)).link
    for said in words:
        answering.answer(now=NOW, link=link, number=1, verdict="disputed", words=said)
    return CustomerAnswer.rows().order_by("-id")[0]


def test_what_was_not_sold_waits_for_a_person(acting: Cast, harbor: Customer) -> None:
    dispute(acting, harbor, "There were four visits.", "Four, not two.")

    [opened] = Handoff.rows()
    assert (opened.reason, opened.customer, opened.source) == ("not_what_was_sold", harbor, "customer")
    assert opened.words == "There were four visits.\n\nFour, not two."
    assert opened.promise is not None


def test_settling_the_dispute_hands_back(acting: Cast, harbor: Customer) -> None:
    answer = dispute(acting, harbor, "There were four visits.")
    answering.resolve(by=Actor.of(acting.agent), now=LATER, answer=answer, words="Four it is, in revision 2.")

    [settled] = Handoff.rows()
    assert (settled.done, settled.claimed_by) == ("Four it is, in revision 2.", acting.agent)


def test_settling_leaves_what_somebody_else_is_at(acting: Cast, harbor: Customer) -> None:
    answer = dispute(acting, harbor, "There were four visits.")
    actions.claim(by=Actor.of(acting.leader), now=LATER, handoff=Handoff.rows().get())
    answering.resolve(by=Actor.of(acting.agent), now=LATER, answer=answer, words="Four it is.")

    assert Handoff.rows().get().is_open


def test_whoever_waits_goes_with_a_merge_and_comes_back(acting: Cast, harbor: Customer, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    stays = customers.add(by=by, name="Harbor Dental")
    opened = open_one()
    merging.merge(by=by, now=NOW, customer=stays, former=harbor)
    opened.refresh_from_db()
    assert opened.customer_id == stays.pk

    unmerging.undo(by=by, now=LATER, merged=Merge.rows().get())
    opened.refresh_from_db()
    assert opened.customer_id == harbor.pk


def test_what_a_removed_member_had_is_in_the_queue_again(acting: Cast, open_one: Open) -> None:
    by = Actor.of(acting.agent)
    opened = actions.reach(by=by, now=LATER, handoff=actions.claim(by=by, now=LATER, handoff=open_one()))
    members.remove_member(by=Actor.of(acting.owner), now=NOW + timedelta(hours=1), member=acting.agent)

    opened.refresh_from_db()
    assert (opened.is_open, opened.claimed_by, opened.reached_at) == (True, None, None)


def test_a_dispute_that_is_rolled_back_opens_nothing(acting: Cast, harbor: Customer) -> None:
    """The handoff stands or falls with the answer: both are one transaction."""
    link = links.make(by=Actor.of(acting.agent), promise=promise_to(acting, harbor)).link
    with transaction.atomic():
        answering.answer(now=NOW, link=link, number=1, verdict="disputed", words="No.")
        transaction.set_rollback(True)

    assert not Handoff.rows().exists()
