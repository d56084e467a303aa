"""Letters reach the mail server once or not at all, and every other end is written down."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F
from django.db.models.functions import Now
from pytest_django import Settings

from presence.accounts import letters
from presence.accounts.models import AccountLetter
from presence.kit import claims
from presence.kit.claims import State
from tests import smtp


class Killed(BaseException):
    """What a worker that is killed leaves behind: nothing after this line runs."""


@pytest.fixture
def sink(settings: Settings) -> Iterator[smtp.Sink]:
    with smtp.listening() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def write(number: int = 1) -> AccountLetter:
    return letters.write(
        to=f"ana{number}@example.com", subject=f"Letter {number}", text="Your link: https://example.com/secret"
    )


def read(letter: AccountLetter) -> AccountLetter:
    return AccountLetter.objects.get(pk=letter.pk)


def let_time_pass(letter: AccountLetter, **ago: float) -> None:
    """As if the row had last been touched that long ago."""
    wait = timedelta(**ago)
    AccountLetter.objects.filter(pk=letter.pk).update(due_at=F("due_at") - wait, leased_until=F("leased_until") - wait)


def test_it_sends_once_and_wipes_the_text(db: None, sink: smtp.Sink) -> None:
    letter = write()

    letters.deliver()
    letters.deliver()

    assert len(sink.letters) == 1
    assert f"Message-ID: <{letter.pk}@localhost>" in sink.letters[0]
    assert "Auto-Submitted: auto-generated" in sink.letters[0]
    sent = read(letter)
    assert (sent.state, sent.text, sent.html, sent.attempts) == (State.SENT, "", "", 1)
    assert sent.sent_at is not None


def test_a_batch_shares_one_connection(db: None, sink: smtp.Sink) -> None:
    for number in range(5):
        write(number)

    letters.deliver()

    assert len(sink.letters) == 5
    assert sink.connections == 1


def test_it_waits_while_the_server_cannot_be_reached(db: None, sink: smtp.Sink, settings: Settings) -> None:
    letter = write()
    settings.EMAIL_PORT = 1

    letters.deliver()

    waiting = read(letter)
    assert waiting.state == State.QUEUED
    assert "could not be reached" in waiting.reason
    settings.EMAIL_PORT = sink.port
    letters.deliver()
    assert sink.letters == []
    let_time_pass(letter, minutes=1, seconds=1)
    letters.deliver()
    assert len(sink.letters) == 1


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ({"RCPT": "550 no such mailbox"}, State.FAILED, "550 no such mailbox"),
        ({"RCPT": "450 greylisted"}, State.QUEUED, "450 greylisted"),
        ({"MAIL": "552 too much"}, State.FAILED, "552 too much"),
        ({"DATA": "451 later"}, State.QUEUED, "451 later"),
        ({"END": "554 no thanks"}, State.FAILED, "554 no thanks"),
        ({"END": "421 closing"}, State.QUEUED, "421 closing"),
        ({"END": smtp.HANG_UP}, State.UNCERTAIN, "went away"),
    ],
)
def test_every_refusal_has_its_end(db: None, sink: smtp.Sink, answers: dict[str, str], state: State, words: str) -> None:
    letter = write()
    sink.answers = answers

    letters.deliver()

    assert sink.letters == []
    assert read(letter).state == state
    assert words in read(letter).reason


def test_one_bad_letter_does_not_hold_up_the_next(db: None, sink: smtp.Sink) -> None:
    lost, good = write(1), write(2)
    sink.answers = {"END": smtp.HANG_UP}
    original = claims.doubt

    def doubt(row: claims.Claimable, reason: str) -> None:
        original(row, reason)
        sink.answers = {}

    with patch.object(claims, "doubt", doubt):
        letters.deliver()

    assert (read(lost).state, read(good).state) == (State.UNCERTAIN, State.SENT)


def test_it_gives_up_after_the_last_try(db: None, sink: smtp.Sink) -> None:
    letter = write()
    sink.answers = {"RCPT": "450 greylisted"}

    for _ in range(len(claims.RETRY_AFTER) + 1):
        letters.deliver()
        let_time_pass(letter, days=1)

    assert read(letter).state == State.FAILED
    assert read(letter).attempts == len(claims.RETRY_AFTER) + 1


def test_a_killed_worker_leaves_an_uncertain_letter_that_is_never_sent_again(db: None) -> None:
    letter = write()

    with patch.object(EmailBackend, "send_messages", side_effect=Killed), pytest.raises(Killed):
        letters.deliver()
    assert read(letter).state == State.SENDING
    let_time_pass(letter, minutes=10)
    letters.deliver()
    letters.deliver()

    assert read(letter).state == State.UNCERTAIN
    assert "worker stopped" in read(letter).reason
    assert mail.outbox == []


def test_a_worker_killed_before_it_began_loses_nothing(db: None) -> None:
    letter = write()

    claims.claim(AccountLetter.objects.all(), limit=1)
    letters.deliver()
    assert mail.outbox == []
    let_time_pass(letter, minutes=10)
    letters.deliver()

    assert len(mail.outbox) == 1
    assert read(letter).state == State.SENT


def test_a_slow_worker_loses_its_claim_to_the_next(db: None) -> None:
    letter = write()
    (slow,) = claims.claim(AccountLetter.objects.all(), limit=1)
    let_time_pass(letter, minutes=10)
    (quick,) = claims.claim(AccountLetter.objects.all(), limit=1)

    assert not claims.begin(slow)
    assert claims.begin(quick)
    assert not claims.begin(quick)


def test_a_letter_called_uncertain_too_early_still_becomes_sent(db: None) -> None:
    letter = write()
    (claimed,) = claims.claim(AccountLetter.objects.all(), limit=1)
    claims.begin(claimed)
    let_time_pass(letter, minutes=10)
    claims.tidy(AccountLetter.objects.all())

    claims.finish(claimed, text="")

    assert read(letter).state == State.SENT


def test_it_cancels_what_comes_too_late(db: None) -> None:
    letter = write()
    AccountLetter.objects.filter(pk=letter.pk).update(not_after=Now() - timedelta(seconds=1))

    letters.deliver()

    assert read(letter).state == State.CANCELED
    assert mail.outbox == []


def test_a_letter_that_cannot_be_written_fails_alone(db: None) -> None:
    bad, good = write(1), write(2)
    AccountLetter.objects.filter(pk=bad.pk).update(subject="Two\nlines")

    letters.deliver()

    assert (read(bad).state, read(good).state) == (State.FAILED, State.SENT)


def test_a_subject_is_one_line(db: None) -> None:
    letter = letters.write(to="ana@example.com", subject=" Two\r\nBcc: everyone@example.com ", text="x")

    assert letter.subject == "Two Bcc: everyone@example.com"
