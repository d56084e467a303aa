"""A message reaches the mail server once or not at all, and every other end is written down."""

import email
from collections.abc import Mapping
from datetime import timedelta
from email import policy

import pytest
from django.db import OperationalError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from presence.customers import erasing
from presence.tenancy.actors import Actor
from tests import smtp
from tests.sends import staging
from tests.sends.conftest import Deliver, let_time_pass, read, written
from tests.sends.staging import Stage
from touchpoints.automations import switching
from touchpoints.automations.models import Automation, AutomationTemplate
from touchpoints.delivery import actions as delivery
from touchpoints.delivery import replies
from touchpoints.delivery.models import Delivery
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.reach import links
from touchpoints.sends import claiming, holding, states
from touchpoints.sends.models import Message, State
from touchpoints.suppression.models import Suppression

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_it_sends_once_and_keeps_exactly_what_left(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)

    assert deliver() == 1
    assert deliver() == 0

    [letter] = sink.letters
    received = email.message_from_string(letter.replace("\r\n", "\n"), policy=policy.default)
    sent = read(message)
    assert (sent.state, sent.attempts, sent.leased_until) == (State.SENT, 1, None)
    assert received["Message-ID"] == sent.message_id == f"<{message.pk}@localhost>"
    assert received["To"] == "ana1@harbor.example"
    assert received["From"].addresses[0].addr_spec == "care@fieldstone.example"
    assert received["Reply-To"] == "ask@fieldstone.example"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["X-Presence-Message"] == str(message.pk)
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert received.get_body(("plain",)).get_content().strip() == sent.text.strip()
    assert received.get_body(("html",)).get_content().strip() == sent.html.strip()
    assert sent.map_version == 2


def test_the_way_to_a_person_comes_first_in_both_parts(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)

    deliver()

    sent = read(message)
    way = links.address_of(customer_id=sent.customer_id, touchpoint_id=sent.touchpoint_id, contact_id=sent.contact_id)
    for part in (sent.text, sent.html):
        assert way in part
        assert part.index(way) < part.index("Your order is on its way.")


def test_a_batch_shares_one_connection(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    for number in range(5):
        written(outbox, number)

    assert deliver() == 5

    assert len(sink.letters) == 5
    assert sink.connections == 1


@pytest.mark.parametrize("extensions", ["250 HELP", "250-PIPELINING\r\n250 8BITMIME", "250 PIPELINING", "250 8BITMIME"])
def test_every_server_gets_what_it_understands(outbox: Stage, deliver: Deliver, sink: smtp.Sink, extensions: str) -> None:
    sink.answers = {"EHLO": f"250-sink\r\n{extensions}"}
    with transaction.atomic():
        staging.say(outbox.cast, outbox.automation, number=2, text="Grüße aus Gent.\n.\nBis bald.")
    written(outbox)

    deliver()

    [letter] = sink.letters
    received = email.message_from_string(letter, policy=policy.default)
    assert ("8BITMIME" in extensions) or letter.isascii()
    if letter.isascii():
        assert "Grüße aus Gent.\n.\nBis bald." in received.get_body(("plain",)).get_content()
    else:
        assert "Grüße aus Gent.\n..\nBis bald." in letter.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ({"RCPT": "550 5.1.1 no such mailbox"}, State.FAILED, "550 5.1.1 no such mailbox"),
        ({"RCPT": "550 5.7.1 not from you"}, State.FAILED, "550 5.7.1 not from you"),
        ({"RCPT": "450 greylisted"}, State.QUEUED, "450 greylisted"),
        ({"MAIL": "552 too much"}, State.FAILED, "552 too much"),
        ({"MAIL": "421 closing"}, State.QUEUED, "421 closing"),
        ({"MAIL": smtp.HANG_UP}, State.QUEUED, "went away"),
        ({"RCPT": smtp.HANG_UP}, State.QUEUED, "went away"),
        ({"DATA": "451 later"}, State.QUEUED, "451 later"),
        ({"DATA": smtp.HANG_UP}, State.QUEUED, "went away"),
        ({"END": "554 no thanks"}, State.FAILED, "554 no thanks"),
        ({"END": "421 closing"}, State.QUEUED, "421 closing"),
        ({"END": smtp.HANG_UP}, State.UNCERTAIN, "on its way"),
        ({"END": "garbage"}, State.UNCERTAIN, "on its way"),
    ],
)
def test_every_refusal_has_its_end(
    deliver: Deliver, outbox: Stage, sink: smtp.Sink, *, answers: dict[str, str], state: State, words: str
) -> None:
    message = written(outbox)
    sink.answers = answers

    deliver()

    assert sink.letters == []
    left = read(message)
    assert (left.state, left.leased_until) == (state, None)
    assert words in left.reason
    if state == State.QUEUED:
        assert left.due_at > left.queued_at


def test_an_address_that_does_not_exist_is_never_tried_again(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    first = written(outbox)
    sink.answers = {"RCPT": "550 5.1.1 no such mailbox"}
    deliver()
    sink.answers = {}

    with transaction.atomic():
        second = staging.queue(outbox, first.customer, "order 2")
    deliver()

    assert sink.letters == []
    assert read(second).state == State.SUPPRESSED
    assert "does not exist" in read(second).reason


def test_a_server_that_dislikes_us_says_nothing_about_the_address(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    written(outbox)
    sink.answers = {"RCPT": "550 5.7.1 not from you"}

    deliver()

    with transaction.atomic():
        assert not Suppression.rows().exists()


def test_it_waits_while_the_server_cannot_be_reached(
    outbox: Stage, deliver: Deliver, sink: smtp.Sink, settings: Settings
) -> None:
    message = written(outbox)
    settings.EMAIL_PORT = 1

    deliver()

    waiting = read(message)
    assert (waiting.state, waiting.reason_code, waiting.attempts) == (State.HELD, "no_server", 0)
    settings.EMAIL_PORT = sink.port
    let_time_pass(message, hours=1)
    deliver()
    assert len(sink.letters) == 1


def test_retries_end(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)
    sink.answers = {"RCPT": "450 greylisted"}

    for _ in range(7):
        deliver()
        let_time_pass(message, days=1)

    assert read(message).state == State.FAILED
    assert deliver() == 0


def test_a_message_left_by_a_dead_worker_is_uncertain_and_never_sent_again(
    outbox: Stage, deliver: Deliver, sink: smtp.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = written(outbox)

    class Killed(BaseException):
        """What a worker that is killed leaves: nothing after this line runs."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(states.Ledger, "finish", die)
        with pytest.raises(Killed):
            deliver()
    assert read(message).state == State.SENDING
    let_time_pass(message, minutes=2)
    deliver()
    deliver()

    assert read(message).state == State.UNCERTAIN
    assert "Nobody can tell" in read(message).reason
    assert len(sink.letters) == 1


def test_a_worker_without_a_second_connection_gives_its_messages_back(
    outbox: Stage, deliver: Deliver, sink: smtp.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = written(outbox)

    def refuse(_: object) -> None:
        raise OperationalError("connection timeout expired")

    with monkeypatch.context() as patched:
        patched.setattr(holding.Holder, "_raw", refuse)
        deliver()
    given_back = read(message)
    deliver()

    assert (given_back.state, given_back.leased_until, given_back.attempts) == (State.QUEUED, None, 0)
    assert len(sink.letters) == 1


def test_what_the_server_took_is_sent_though_the_second_connection_broke_meanwhile(
    outbox: Stage, deliver: Deliver, sink: smtp.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = written(outbox)
    finish = holding.Holder.finish

    def broken(holder: holding.Holder, values: Mapping[str, object]) -> None:
        holder._raw().close()
        finish(holder, values)

    monkeypatch.setattr(holding.Holder, "finish", broken)
    deliver()

    assert (read(message).state, read(message).server_said) == (State.SENT, "250")
    assert len(sink.letters) == 1


def test_two_workers_never_take_one_customer_at_once(outbox: Stage) -> None:
    message = written(outbox)
    with transaction.atomic():
        staging.queue(outbox, message.customer, "order 2")
    other = written(outbox, 2)

    first = claiming.claim(limit=1)
    second = claiming.claim(limit=5)

    assert [one.pk for one in first] == [message.pk]
    assert [one.pk for one in second] == [other.pk]


def test_a_claim_that_was_lost_begins_nothing(outbox: Stage) -> None:
    message = written(outbox)
    (slow,) = claiming.claim(limit=1)
    let_time_pass(message, minutes=5)
    (quick,) = claiming.claim(limit=1)
    ledger = states.Ledger()
    words = states.Leaving(False, 2, 1, _sha(outbox), "en", "Hello", "Hello", "", "<a@b>")

    assert not ledger.begin(slow, words)
    assert ledger.begin(quick, words)
    assert not ledger.begin(quick, words)


def test_what_a_person_stopped_stays_stopped(outbox: Stage) -> None:
    message = written(outbox)
    (claimed,) = claiming.claim(limit=1)
    with transaction.atomic():
        Message.rows().filter(pk=message.pk).update(state=State.CANCELED, reason="Stopped.", reason_code="by_hand")

    assert not states.Ledger().begin(claimed, states.Leaving(False, 2, 1, _sha(outbox), "en", "Hello", "Hello", "", "<a@b>"))


def test_nothing_is_sent_to_somebody_who_was_erased(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)
    with transaction.atomic():
        customer = message.customer
        erasing.erase_customer(by=Actor.of(outbox.cast.owner), now=staging.NOON, customer=customer, typed=customer.name)

    assert deliver() == 0
    assert sink.letters == []
    assert read(message).state == State.CANCELED


def test_a_hold_gives_time_to_stop(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    with transaction.atomic():
        message = staging.queue(outbox, staging.customer(outbox.cast))
        Message.rows().filter(pk=message.pk).update(due_at=Now() + timedelta(seconds=30))

    assert deliver() == 0
    assert sink.letters == []


def _sha(staged: Stage) -> str:
    with transaction.atomic():
        return AutomationTemplate.rows().get(automation=staged.automation).sha256


def test_what_was_held_back_leaves_as_soon_as_it_is_resumed(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)
    with transaction.atomic():
        delivery.stop(by=outbox.by, why="A wrong price", now=timezone.now())
    deliver()
    held = read(message)

    with transaction.atomic():
        delivery.resume(by=outbox.by, why="It is right now")
    deliver()

    assert (held.state, held.reason) == (State.HELD, "All automated mail is stopped: A wrong price")
    assert read(message).state == State.SENT


def test_what_waited_for_an_automation_leaves_once_it_goes_on(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)
    with transaction.atomic():
        switching.pause(by=outbox.by, now=timezone.now(), automation=outbox.automation)
    deliver()
    held = read(message)

    with transaction.atomic():
        switching.resume(by=outbox.by, now=timezone.now(), automation=Automation.rows().get(pk=outbox.automation.pk))
    deliver()

    assert held.state == State.HELD
    assert read(message).state == State.SENT


def test_the_third_message_that_resolves_nothing_becomes_a_persons_task(
    outbox: Stage, deliver: Deliver, sink: smtp.Sink
) -> None:
    with transaction.atomic():
        customer = staging.customer(outbox.cast)
        messages = [staging.queue(outbox, customer, f"order {number}") for number in range(3)]

    for _ in messages:
        deliver()

    states_of = [read(one).state for one in messages]
    with transaction.atomic():
        [handoff] = Handoff.rows().select_related("touchpoint")
    assert states_of == [State.SENT, State.SENT, State.SUPPRESSED]
    assert len(sink.letters) == 2
    assert (handoff.reason, handoff.source, handoff.customer_id) == (Reason.UNRESOLVED, "system", customer.pk)
    assert "“Status ping”, was not sent" in (handoff.words or "")


def test_an_answer_names_its_message_where_the_mailbox_takes_that(outbox: Stage, deliver: Deliver, sink: smtp.Sink) -> None:
    message = written(outbox)
    with transaction.atomic():
        Delivery.rows().update(plus_addresses=True)

    deliver()

    [letter] = sink.letters
    received = email.message_from_string(letter.replace("\r\n", "\n"), policy=policy.default)
    assert replies.message_of(received["Reply-To"]) == message.pk
    assert received["Reply-To"].endswith("@fieldstone.example")
