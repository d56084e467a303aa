"""Writing, amending and settling promises: the rows, and the fact each change leaves behind."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.customers.models import Customer
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.record import actions, chain, reading, rules
from promises.record.models import Promise, Revision
from promises.record.rules import TermInput
from tests.conftest import Cast
from tests.promises import agreed
from tests.promises.conftest import DUE, NOW, TERMS


def write(cast: Cast, customer: Customer, **fields: Any) -> Promise:
    whole = {"title": "Care plan", "source": "quote", "terms": TERMS, "first_truth": "Weekends double the price"}
    return actions.write(by=Actor.of(cast.agent), now=NOW, customer=customer, **whole | fields)


def amend(cast: Cast, promise: Promise, expected_number: int = 1, **fields: Any) -> Revision:
    whole = {"title": "Care plan", "source": "quote", "first_truth": "Weekends double the price", "reason": "They asked"}
    current = reading.current([promise.pk])[promise.pk]
    kept = [TermInput(t.kind, t.text or "", t.flexibility, t.due_at, t.amount, t.key) for t in current.terms]
    given = whole | {"terms": kept} | fields
    return actions.amend(by=Actor.of(cast.leader), now=NOW, promise=promise, expected_number=expected_number, **given)


def test_it_writes_a_draft_with_its_first_revision(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor, external_ref="SO-1")

    stored = Promise.rows().get()
    assert (stored.state, stored.current_number, stored.made_by, stored.next_due_at) == ("draft", 1, acting.agent, None)
    current = reading.current([promise.pk])[promise.pk]
    assert (current.title, current.first_truth, current.previous_hash) == ("Care plan", "Weekends double the price", "")
    assert [(term.kind, term.text) for term in current.terms] == [(term.kind, term.text) for term in TERMS]
    assert Entry.rows().get(verb="promise.written").subject_id == promise.pk


def test_it_amends_by_appending(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor)

    revision = amend(acting, promise, title="Care plan, Gold", customer_told_at=NOW)

    first, second = reading.history(promise.pk)
    assert (revision.number, second.title, second.reason) == (2, "Care plan, Gold", "They asked")
    assert (second.previous_hash, first.title) == (first.hash, "Care plan")
    assert [term.key for term in second.terms] == [term.key for term in first.terms]
    assert chain.verify([first, second], current_number=2) == []
    assert Entry.rows().get(verb="promise.amended").detail == {"number": 2}


def test_a_dropped_commitment_is_no_longer_due(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor)
    agreed.agree(promise=promise, now=NOW)
    assert Promise.rows().get().next_due_at == DUE

    amend(acting, promise, terms=[TERMS[2]])

    assert Promise.rows().get().next_due_at is None


def test_a_stale_amendment_is_refused_with_the_newest_revision(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor)
    amend(acting, promise, title="Care plan, Gold")

    with pytest.raises(actions.StaleRevision, match="revision 2") as refusal:
        amend(acting, promise, expected_number=1, title="Care plan, Silver")

    assert refusal.value.current.title == "Care plan, Gold"
    assert Revision.rows().count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_amendment_needs_a_reason(acting: Cast, harbor: Customer, reason: str) -> None:
    promise = write(acting, harbor)

    with pytest.raises(rules.InvalidPromise) as refusal:
        amend(acting, promise, title="Other", reason=reason)

    assert refusal.value.pointer == "reason"


def test_an_amendment_that_changes_nothing_is_refused(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor)

    with pytest.raises(actions.NothingChanged):
        amend(acting, promise)
    with pytest.raises(actions.NothingChanged):
        amend(acting, promise, terms=TERMS)


def test_a_dropped_term_may_come_back_and_a_foreign_one_may_not(acting: Cast, harbor: Customer) -> None:
    promise, other = write(acting, harbor), write(acting, harbor)
    dropped = reading.current([promise.pk])[promise.pk].terms[0]
    amend(acting, promise, terms=[TERMS[2]])

    amend(acting, promise, expected_number=2, terms=[TermInput(dropped.kind, dropped.text or "", key=dropped.key), TERMS[2]])

    assert reading.current([promise.pk])[promise.pk].terms[0].key == dropped.key
    for foreign in (reading.current([other.pk])[other.pk].terms[0].key, uuid4()):
        with pytest.raises(rules.InvalidPromise, match="not one of this promise"):
            amend(acting, promise, expected_number=3, terms=[TermInput("exclusion", "x", key=foreign)])


def test_an_agreed_promise_keeps_saying_what_we_will_not_do(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor)
    agreed.agree(promise=promise, now=NOW)

    with pytest.raises(actions.NothingExcluded):
        amend(acting, promise, terms=TERMS[:2])


@pytest.mark.parametrize("verb", ["fulfill", "end"])
def test_only_an_agreed_promise_is_fulfilled_or_ended(acting: Cast, harbor: Customer, verb: str) -> None:
    promise = write(acting, harbor)
    close = getattr(actions, verb)

    with pytest.raises(actions.NotAgreedYet):
        close(by=Actor.of(acting.leader), now=NOW, promise=promise)
    agreed.agree(promise=promise, now=NOW)
    close(by=Actor.of(acting.leader), now=NOW, promise=promise)

    assert Promise.rows().get().state == {"fulfill": "fulfilled", "end": "ended"}[verb]
    with pytest.raises(actions.PromiseClosed):
        amend(acting, promise, title="Too late")


def test_a_void_promise_says_why(acting: Cast, harbor: Customer) -> None:
    promise = write(acting, harbor)

    actions.void(by=Actor.of(acting.leader), now=NOW + timedelta(days=1), promise=promise, reason="Entered twice")

    assert Promise.rows().get().state == "void"
    assert Entry.rows().get(verb="promise.void").detail == {"reason": "Entered twice"}


def test_two_promises_cannot_share_an_order_number(acting: Cast, harbor: Customer) -> None:
    write(acting, harbor, external_ref="SO-1")

    with pytest.raises(actions.ReferenceTaken, match="SO-1"):
        write(acting, harbor, external_ref="SO-1")


def test_a_customer_with_promises_cannot_be_removed(acting: Cast, harbor: Customer) -> None:
    write(acting, harbor)

    with pytest.raises(customers.CustomerHasHistory, match="Harbor"):
        customers.remove(by=Actor.of(acting.agent), customer=harbor)

    assert Customer.rows().exists()


def test_nothing_of_another_organization_is_read(acting: Cast, harbor: Customer, elsewhere: Cast) -> None:
    promise = write(acting, harbor)

    with scope.acting_for(elsewhere.organization):
        assert reading.current([promise.pk]) == {}
        assert reading.history(promise.pk) == []
