"""Delivery and support sign off before a promise is agreed: the verbs, the rows, and what the database refuses."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from presence.accounts.models import User
from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team
from promises.agreement import actions, reading, rules, sending
from promises.agreement.models import SignOff, SignOffWording
from promises.marks.models import ReadingMark
from promises.record import actions as record
from promises.record.models import Promise
from promises.record.rules import InvalidPromise
from tests.conftest import Cast
from tests.promises import agreed
from tests.promises.conftest import NOW, TERMS, Write


@pytest.fixture
def mei(acting: Cast) -> Membership:
    """An agent of the team delivery."""
    return hire("mei", Role.AGENT, "delivery")


def hire(name: str, role: Role, team: str) -> Membership:
    user = User.objects.create_user(email=f"{name}@fieldstone.example", name=name.title())
    return Membership.objects.create(user=user, role=role, team=Team.rows().get(key=team))


def by(member: Membership) -> Actor:
    return Actor.of(member)


def stored(promise: Promise) -> Promise:
    return Promise.rows().get(pk=promise.pk)


def amend(cast: Cast, promise: Promise, **fields: Any) -> None:
    number = stored(promise).current_number
    whole = {"title": f"Care plan {number + 1}", "source": "quote", "terms": TERMS, "reason": "They asked"}
    record.amend(by=by(cast.leader), now=NOW, promise=promise, expected_number=number, **whole | fields)


def test_it_is_agreed_after_both_signed(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()

    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    actions.sign(by=by(mei), now=NOW, promise=promise, side="delivery", comment="The crew is free that week.")
    actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")
    actions.agree(by=by(acting.agent), now=NOW, promise=promise, expected_number=1)

    assert stored(promise).state == "agreed"
    assert stored(promise).next_due_at is not None
    assert [(s.side, s.verdict, s.member, s.label) for s in SignOff.rows()] == [
        ("delivery", "signed", mei, "Mei"),
        ("support", "signed", acting.agent, "Agent of Fieldstone Care"),
    ]
    assert SignOffWording.rows().get().comment == "The crew is free that week."
    verbs = list(Entry.rows().filter(subject_id=promise.pk).order_by("at", "id").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb != "promise.read"] == [
        "promise.written",
        "promise.in_review",
        "promise.signed_off",
        "promise.signed_off",
        "promise.agreed",
    ]


def test_who_signs_has_read(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)

    actions.sign(by=by(mei), now=NOW, promise=promise, side="delivery")

    assert ReadingMark.rows().get().member == mei


def test_one_missing_word_is_named(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")

    with pytest.raises(actions.NotSigned, match="Delivery must sign off"):
        actions.agree(by=by(acting.leader), now=NOW, promise=promise)

    assert stored(promise).state == "in_review"


def test_a_refusal_returns_it_to_draft_with_its_reasons(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")

    actions.refuse(by=by(mei), now=NOW, promise=promise, side="delivery", reason="No crew in November")

    assert stored(promise).state == "draft"
    delivery, support = reading.stands(stored(promise))
    assert delivery.last is not None
    assert (delivery.standing, delivery.last.comment, support.standing) == ("refused", "No crew in November", "signed")
    assert Entry.rows().get(verb="promise.refused").detail == {"side": "delivery", "number": 1}
    with pytest.raises(actions.NothingToSign):
        actions.sign(by=by(mei), now=NOW, promise=promise, side="delivery")
    with pytest.raises(InvalidPromise, match="Say why"):
        actions.refuse(by=by(mei), now=NOW, promise=promise, side="delivery", reason=" ")


def test_after_talking_the_same_words_can_be_signed(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    for verb, more in ((actions.refuse, {"reason": "No crew"}), (actions.sign, {})):
        actions.ask(by=by(acting.agent), now=NOW, promise=promise)
        verb(by=by(mei), now=NOW, promise=promise, side="delivery", **more)  # type: ignore[operator]
    actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")

    actions.agree(by=by(acting.agent), now=NOW, promise=promise)

    assert stored(promise).state == "agreed"


def test_signing_twice_signs_once(acting: Cast, write: Write) -> None:
    promise = write()
    for _ in range(2):
        actions.ask(by=by(acting.agent), now=NOW, promise=promise)
        actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")

    assert SignOff.rows().count() == 1
    assert Entry.rows().filter(verb__in=["promise.in_review", "promise.signed_off"]).count() == 2


def test_a_word_is_about_the_revision_that_was_read(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    actions.sign(by=by(mei), now=NOW, promise=promise, side="delivery", expected_number=1)
    amend(acting, promise)

    with pytest.raises(record.StaleRevision):
        actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support", expected_number=1)
    assert [stand.standing for stand in reading.stands(stored(promise))] == ["pending", "pending"]


def test_an_amended_agreement_stays_agreed_and_waits_for_words(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    agreed.agree(promise=promise, now=NOW)

    amend(acting, promise)

    assert stored(promise).state == "agreed"
    assert [stand.standing for stand in reading.stands(stored(promise))] == ["pending", "pending"]
    assert list(reading.waiting_for(mei)) == [promise]
    actions.refuse(by=by(mei), now=NOW, promise=promise, side="delivery", reason="Not with one crew")
    assert stored(promise).state == "agreed"
    actions.sign(by=by(mei), now=NOW, promise=promise, side="delivery")
    assert list(reading.waiting_for(mei)) == []


def test_an_empty_team_is_written_down(acting: Cast, write: Write) -> None:
    promise = write()
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")

    actions.agree(by=by(acting.agent), now=NOW, promise=promise)

    assert SignOff.rows().get(side="delivery").verdict == "no_such_team"
    assert [stand.standing for stand in reading.stands(stored(promise))] == ["no_such_team", "signed"]


def test_one_person_alone_can_agree(acting: Cast, write: Write) -> None:
    promise = write()
    Membership.rows().exclude(pk=acting.owner.pk).update(removed_at=NOW)

    actions.agree(by=by(acting.owner), now=NOW, promise=promise)

    assert set(SignOff.rows().values_list("verdict", flat=True)) == {"no_such_team"}


@pytest.mark.parametrize(
    ("role", "team", "may"),
    [
        ("owner", "other", True),
        ("leader", "support", True),
        ("agent", "delivery", True),
        ("agent", "support", False),
        ("viewer", "delivery", False),
    ],
)
def test_members_sign_for_their_team_and_leaders_for_any(role: str, team: str, may: bool) -> None:
    assert rules.may_sign(role=role, team=team, side="delivery") is may


def test_another_team_and_a_key_are_refused(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)

    with pytest.raises(actions.NotYours, match="Delivery"):
        actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="delivery")
    key = Actor("key", "Robot", member_id=acting.owner.pk, key_id=uuid4())
    for verb, more in ((actions.sign, {"side": "support"}), (actions.agree, {})):
        with pytest.raises(record.KeysMayNotAgree):
            verb(by=key, now=NOW, promise=promise, **more)  # type: ignore[operator]


def test_without_a_boundary_nothing_is_asked_or_agreed(acting: Cast, write: Write) -> None:
    promise = write(terms=TERMS[:2])

    for verb in (actions.ask, actions.agree):
        with pytest.raises(record.NothingExcluded):
            verb(by=by(acting.leader), now=NOW, promise=promise)


def test_a_quote_is_sent_with_its_first_truth(acting: Cast, write: Write) -> None:
    quote, call = write(first_truth=""), write(first_truth="", source="contract")

    with pytest.raises(sending.NoFirstTruth, match="This quote cannot be marked as sent"):
        sending.send(by=by(acting.agent), now=NOW, promise=quote)
    sending.send(by=by(acting.agent), now=NOW, promise=call)
    amend(acting, quote, first_truth="Weekends double the price")
    for _ in range(2):
        sending.send(by=by(acting.agent), now=NOW, promise=quote, expected_number=2)

    assert (stored(quote).sent_at, stored(quote).sent_number, stored(call).sent_number) == (NOW, 2, 1)
    assert Entry.rows().filter(verb="promise.sent", subject_id=quote.pk).count() == 1


def run(statement: str, **values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("state", ["agreed", "fulfilled", "ended"])
def test_the_database_agrees_nothing_unsigned(acting: Cast, write: Write, state: str) -> None:
    promise = write()

    with pytest.raises(IntegrityError):
        run("UPDATE promises_promise SET state = %(state)s WHERE id = %(id)s", state=state, id=promise.pk)


def test_the_database_agrees_nothing_half_signed_or_refused(acting: Cast, mei: Membership, write: Write) -> None:
    promise = write()
    agree = "UPDATE promises_promise SET state = 'agreed' WHERE id = %(id)s"
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    actions.sign(by=by(acting.agent), now=NOW, promise=promise, side="support")
    with pytest.raises(IntegrityError, match="delivery and support signed off revision 1"):
        run(agree, id=promise.pk)
    actions.sign(by=by(mei), now=NOW, promise=promise, side="delivery")
    actions.ask(by=by(acting.agent), now=NOW, promise=promise)
    amend(acting, promise)
    with pytest.raises(IntegrityError, match="revision 2"):
        run(agree, id=promise.pk)


def test_the_database_keeps_the_boundary_of_an_agreement(acting: Cast, write: Write) -> None:
    promise, bare = write(), write(terms=TERMS[:1])
    agreed.agree(promise=promise, now=NOW)

    with pytest.raises(IntegrityError, match="what we will not do"):
        run("UPDATE promises_promise SET state = 'agreed' WHERE id = %(id)s", id=bare.pk)
    with pytest.raises(IntegrityError, match="that is agreed does not become draft"):
        run("UPDATE promises_promise SET state = 'draft' WHERE id = %(id)s", id=promise.pk)


@pytest.mark.parametrize(("state", "sent"), [("agreed", "NULL, NULL"), ("void", "NULL, NULL"), ("draft", "now(), 1")])
def test_the_database_begins_with_a_draft(acting: Cast, write: Write, state: str, sent: str) -> None:
    promise = write()

    with pytest.raises(IntegrityError, match="begins as a draft"):
        run(
            "INSERT INTO promises_promise (id, organization_id, customer_id, external_ref, current_number, state, sent_at, "
            f"sent_number) SELECT gen_random_uuid(), organization_id, customer_id, '', 1, %(state)s, {sent} "
            "FROM promises_promise WHERE id = %(id)s",
            state=state,
            id=promise.pk,
        )


def test_the_database_sends_no_quote_without_its_first_truth(acting: Cast, write: Write) -> None:
    promise = write(first_truth="")

    for number in ("1", "NULL", "2"):
        with pytest.raises(IntegrityError):
            run(f"UPDATE promises_promise SET sent_at = now(), sent_number = {number} WHERE id = %(id)s", id=promise.pk)


def test_the_database_takes_no_empty_team_that_is_not_empty(acting: Cast, mei: Membership, write: Write) -> None:
    write()

    with pytest.raises(IntegrityError, match="has members who can sign"):
        run(
            "INSERT INTO promises_signoff (id, organization_id, revision_id, side, verdict, member_id, label, at) "
            "SELECT gen_random_uuid(), organization_id, id, 'delivery', 'no_such_team', %(member)s, 'x', now() "
            "FROM promises_revision",
            member=mei.pk,
        )


@pytest.mark.parametrize("table", ["promises_signoff", "promises_signoffwording", "promises_readingmark", "promises_reminder"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET organization_id = organization_id"])
def test_what_was_said_is_neither_changed_nor_removed(acting: Cast, table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(statement.format(table))
