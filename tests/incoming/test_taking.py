"""What follows from what came back: once, in whatever order, and never an answer by a machine."""

from itertools import permutations
from uuid import uuid4

import pytest
from django.core import mail as outbox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presence.customers import actions as customers
from presence.customers import erasing
from presence.customers.rules import ContactInput
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.incoming.conftest import NOW, Sent
from tests.incoming.mails import ANA, complaint, mail, returned
from touchpoints.handoffs.models import Handoff
from touchpoints.incoming import letters, taking
from touchpoints.incoming.models import IncomingMail, What
from touchpoints.incoming.taking import Report
from touchpoints.interactions.models import Interaction
from touchpoints.suppression import reading
from touchpoints.suppression.models import Kind, Suppression


def take(sent: Sent, raw: bytes) -> IncomingMail | None:
    with scope.acting_for(sent.cast.organization):
        return taking.letter(now=NOW, letter=letters.read(raw, now=NOW), source=None)


def is_stopped(sent: Sent) -> bool:
    with scope.acting_for(sent.cast.organization):
        return bool(reading.reasons([(ANA, Kind.SERVICE)]))


def test_a_reply_is_a_contact_and_a_persons_task(sent: Sent) -> None:
    row = take(sent, mail(In_Reply_To=f"<{sent.message.pk}@ours.example>"))

    assert row is not None
    assert (row.what, row.customer, row.message) == (What.REPLY, sent.customer, sent.message)
    with scope.acting_for(sent.cast.organization):
        interaction = Interaction.rows().get(pk=row.interaction_id)
        assert (interaction.channel, interaction.handled_by) == ("email", "none")
        assert interaction.note == "Re: Tomorrow at nine\nPlease call me."
        handoff = Handoff.rows().get(pk=row.handoff_id)
        assert (handoff.reason, handoff.customer, handoff.touchpoint_id) == ("reply", sent.customer, sent.message.touchpoint_id)
        assert "Please call me." in (handoff.words or "")


def test_the_same_mail_again_changes_nothing(sent: Sent) -> None:
    raw = mail(In_Reply_To=f"<{sent.message.pk}@ours.example>")

    assert take(sent, raw)
    assert take(sent, raw) is None
    with scope.acting_for(sent.cast.organization):
        assert (IncomingMail.rows().count(), Handoff.rows().count(), Interaction.rows().count()) == (1, 1, 1)


def test_a_customer_who_writes_anew_reaches_a_person(sent: Sent) -> None:
    row = take(sent, mail())

    assert row is not None
    assert (row.what, row.customer, row.interaction) == (What.REPLY, sent.customer, None)
    assert row.handoff is not None


def test_nobody_known_is_listed_for_a_person(sent: Sent) -> None:
    row = take(sent, mail(From="Bo <bo@quay.example>"))

    assert row is not None
    assert (row.what, row.customer, row.settled_at) == (What.STRANGER, None, None)
    assert row.handoff is not None
    assert "bo@quay.example" in row.handoff.caller


def test_a_message_of_another_organization_is_nothing_here(sent: Sent, elsewhere: object) -> None:
    with scope.acting_for(elsewhere.organization):  # type: ignore[attr-defined]
        raw = mail(In_Reply_To=f"<{sent.message.pk}@ours.example>")
        row = taking.letter(now=NOW, letter=letters.read(raw, now=NOW), source=None)

    assert row is not None
    assert (row.what, row.message, row.customer) == (What.STRANGER, None, None)


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Return_Path": "<>"}, {"Precedence": "bulk"}])
def test_a_machines_answer_asks_nothing_of_anybody(sent: Sent, headers: dict[str, str]) -> None:
    row = take(sent, mail(In_Reply_To=f"<{sent.message.pk}@ours.example>", **headers))

    assert row is not None
    assert (row.what, row.handoff, row.interaction) == (What.AUTOMATIC, None, None)
    assert row.settled_at
    assert not outbox.outbox


def test_our_own_mail_that_comes_back_ends_there(sent: Sent) -> None:
    row = take(sent, mail(Message_ID=f"<{sent.message.pk}@ours.example>"))

    assert row is not None
    assert (row.what, row.handoff) == (What.LOOP, None)


def test_an_address_that_does_not_exist_gets_no_more(sent: Sent) -> None:
    take(sent, returned("5.1.1", message=sent.message.pk))

    assert is_stopped(sent)


def test_a_full_mailbox_is_counted_first(sent: Sent) -> None:
    for number in range(taking.MOST_DELAYS):
        assert not is_stopped(sent)
        take(sent, returned("4.2.2", message=sent.message.pk).replace(b"<dsn-", f"<{number}-".encode()))
    assert is_stopped(sent)


def test_a_complaint_ends_mail(sent: Sent) -> None:
    take(sent, complaint(sent.message.pk))

    assert is_stopped(sent)


@pytest.mark.parametrize("raw", [returned("5.1.1"), returned("5.1.1", message=uuid4()), complaint(None)])
def test_a_report_about_no_message_of_ours_waits_for_a_person(sent: Sent, raw: bytes) -> None:
    row = take(sent, raw)

    assert row is not None
    assert row.settled_at is None
    assert not is_stopped(sent)


def test_a_report_about_somebody_else_ends_nothing(sent: Sent) -> None:
    row = take(sent, returned("5.1.1", message=sent.message.pk, about="bo@quay.example"))

    assert row is not None
    assert row.settled_at is None
    with scope.acting_for(sent.cast.organization):
        assert not Suppression.rows().exists()


EVENTS = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", "4", "5", "6"]), st.sampled_from(["bounce", "delay", "complaint", "delivered"])),
    min_size=1,
    max_size=4,
    unique_by=lambda event: event[0],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(events=EVENTS)
def test_reports_end_the_same_in_every_order_and_twice(sent: Sent, events: list[tuple[str, str]]) -> None:
    ends = set()
    with scope.acting_for(sent.cast.organization):
        for order in permutations([*events, events[0]]):
            IncomingMail.rows().delete()
            Suppression.rows().delete()
            for key, what in order:
                taking.report(now=NOW, report=Report(key, What(what), ANA, NOW, "", ()), source=None)
            kept = tuple(sorted(IncomingMail.rows().values_list("key", "what")))
            ends.add((kept, tuple(Suppression.rows().values_list("why", "kind"))))

    assert len(ends) == 1


def test_an_erasure_takes_the_words_and_a_merge_the_mail(sent: Sent) -> None:
    row = take(sent, mail(In_Reply_To=f"<{sent.message.pk}@ours.example>"))
    assert row is not None
    with scope.acting_for(sent.cast.organization):
        owner = Actor.of(sent.cast.owner)
        erasing.erase_customer(by=owner, now=NOW, customer=sent.customer, typed="Harbor Dental")
        row.refresh_from_db()

    assert (row.address, row.sender_name, row.subject, row.text) == ("", "", "", "")
    assert row.what == What.REPLY


def test_two_customers_with_one_address_are_told_apart_by_the_message(sent: Sent) -> None:
    with scope.acting_for(sent.cast.organization):
        customers.add(by=Actor.of(sent.cast.agent), name="Quay", contacts=[ContactInput("Ana", emails=[ANA])])

    unclear, clear = take(sent, mail()), take(sent, mail(Message_ID="<2@x>", In_Reply_To=f"<{sent.message.pk}@ours.example>"))
    assert unclear is not None
    assert clear is not None
    assert (unclear.what, unclear.customer) == (What.STRANGER, None)
    assert clear.customer == sent.customer
