"""Links to the customer's page: shown once, stored as a hash, withdrawn, mailed."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from presence.customers import actions as customers
from presence.customers.models import Customer, EmailAddress
from presence.customers.rules import ContactInput
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.answers import answering, links, rules
from promises.answers.models import CustomerAnswer, PromiseLink
from promises.record.models import Promise, Revision
from tests.answers.conftest import LATER, NOW, Door, Write, after, path_of
from tests.conftest import Cast

MOUNT = "/o/fieldstone"


@pytest.fixture
def ana(cast: Cast, harbor: Customer) -> EmailAddress:
    with scope.acting_for(cast.organization):
        people = [ContactInput(name="Ana Peeters", emails=["ana@harbor.example"])]
        customers.change(by=Actor.of(cast.agent), customer=harbor, contacts=people)
        return EmailAddress.objects.get()


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_agent_makes_a_link_that_is_shown_once(cast: Cast, promise: Promise, sign_in: Any) -> None:
    agent = sign_in(cast.agent)

    made = agent.post(f"{MOUNT}/promises/{promise.pk}/links/new/", {"recipient": ""}).content.decode()

    address = made.partition('value="http://')[2].partition('"')[0]
    token = address.rpartition("/")[2]
    assert rules.JOINT in token
    assert token not in agent.get(f"{MOUNT}/promises/{promise.pk}/").content.decode()
    with scope.acting_for(cast.organization), transaction.atomic():
        assert PromiseLink.objects.get().token_hash not in token


def test_it_goes_by_letter_to_a_contact_and_not_to_anothers(
    cast: Cast, promise: Promise, ana: EmailAddress, sign_in: Any
) -> None:
    address = f"{MOUNT}/promises/{promise.pk}/links/new/"
    sign_in(cast.agent).post(address, {"recipient": str(ana.pk)})

    with scope.acting_for(cast.organization), transaction.atomic():
        letter = Letter.objects.get()
        assert letter.to == "ana@harbor.example"
        assert "/promise/" in letter.text
        assert PromiseLink.objects.get().contact.name == "Ana Peeters"
        other = customers.add(by=Actor.of(cast.agent), name="Another")
        Promise.rows().filter(pk=promise.pk).update(customer=other)
        with pytest.raises(links.AnothersAddress):
            links.make(by=Actor.of(cast.agent), promise=Promise.objects.get(), recipient=ana)


def test_withdrawing_closes_it_and_stops_its_letter(cast: Cast, promise: Promise, ana: EmailAddress, sign_in: Any) -> None:
    with scope.acting_for(cast.organization):
        made = links.make(by=Actor.of(cast.agent), promise=promise, recipient=ana)

    sign_in(cast.agent).post(f"{MOUNT}/promises/{promise.pk}/links/{made.link.pk}/revocation/")

    assert links.find(path_of(made).rpartition("/")[2]) is None
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Letter.objects.get().state == "canceled"


def test_a_contact_may_go_and_the_link_stays(cast: Cast, harbor: Customer, promise: Promise, ana: EmailAddress) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        links.make(by=Actor.of(cast.agent), promise=promise, recipient=ana)
        customers.change(by=Actor.of(cast.agent), customer=harbor, contacts=[])

        assert PromiseLink.objects.get().contact is None


def test_an_answer_may_be_changed_for_a_week(cast: Cast, door: Door) -> None:
    link = door().link
    with scope.acting_for(cast.organization):
        answering.answer(now=NOW, link=link, number=1, verdict="confirmed")
        answering.answer(now=after(NOW, days=6), link=link, number=1, verdict="disputed", words="No Saturdays")
        with pytest.raises(answering.TooLate):
            answering.answer(now=after(NOW, days=7), link=link, number=1, verdict="confirmed")


def test_a_dispute_is_settled_once(cast: Cast, door: Door) -> None:
    with scope.acting_for(cast.organization):
        answering.answer(now=NOW, link=door().link, number=1, verdict="disputed", words="No Saturdays")
        answer = CustomerAnswer.objects.get()
        answering.resolve(by=Actor.of(cast.agent), now=LATER, answer=answer, words="Added.")
        with pytest.raises(answering.AlreadyResolved):
            answering.resolve(by=Actor.of(cast.agent), now=LATER, answer=answer, words="Added again.")


@pytest.mark.parametrize("table", ["promises_customeranswer", "promises_disputeresolution"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET words = words", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_said_is_neither_changed_nor_removed(cast: Cast, door: Door, table: str, statement: str) -> None:
    door()
    with scope.acting_for(cast.organization), pytest.raises(DatabaseError, match="permission denied"):
        run(statement.format(table))


INSERT = """
INSERT INTO promises_customeranswer
  (id, organization_id, promise_id, link_id, revision_id, verdict, ranking, words, answered_at)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, now())
"""


@pytest.mark.parametrize(
    ("verdict", "ranking", "words"), [("disputed", "", ""), ("maybe", "", "x"), ("confirmed", "time,time,cost", "")]
)
def test_the_database_refuses_half_an_answer(cast: Cast, door: Door, verdict: str, ranking: str, words: str) -> None:
    link = door().link
    with scope.acting_for(cast.organization), transaction.atomic():
        revision = Revision.objects.get()
        with pytest.raises(IntegrityError, match="answer_"):
            run(INSERT, cast.organization.pk, link.promise_id, link.pk, revision.pk, verdict, ranking, words)


def test_the_database_refuses_an_answer_through_another_or_a_revoked_link(cast: Cast, door: Door, write: Write) -> None:
    link, other = door().link, write(title="Another")
    with scope.acting_for(cast.organization), transaction.atomic():
        foreign = Revision.rows().get(promise=other)
        own = Revision.rows().get(promise=link.promise_id)
        with pytest.raises(IntegrityError, match="does not fit"):
            run(INSERT, cast.organization.pk, link.promise_id, link.pk, foreign.pk, "confirmed", "", "")
        PromiseLink.rows().update(revoked_at=NOW)
        with pytest.raises(IntegrityError, match="does not fit"):
            run(INSERT, cast.organization.pk, link.promise_id, link.pk, own.pk, "confirmed", "", "")
