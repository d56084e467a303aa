"""Handing queued letters to the mail server, each at most once (presence/kit/claims.py)."""

import smtplib
import time
from typing import TypeVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models

from presence.kit import claims
from presence.kit.claims import Claimable

BATCH = 100
BATCH_SECONDS = 30  # well within claims.CLAIM_LASTS and the task's time limit
TEMPORARY = range(400, 500)


class Mailable(Claimable):
    """A letter to one address. Its text may hold a link that opens a door, so it is kept only until it is sent."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Mailable)


def deliver(rows: models.QuerySet[Row]) -> None:
    """Send what is due among these rows: one batch over one connection. Call it outside a transaction."""
    claims.tidy(rows)
    batch = claims.claim(rows, limit=BATCH)
    stop_at = time.monotonic() + BATCH_SECONDS
    connection = get_connection()
    try:
        while batch and time.monotonic() < stop_at:
            if not _open(connection, batch):
                return
            _send(connection, batch.pop(0))
    finally:
        claims.give_back(batch)
        connection.close()


def _open(connection: BaseEmailBackend, batch: list[Row]) -> bool:
    """Until the connection stands nothing can have been sent, so every letter may wait."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        while batch:
            claims.retry(batch.pop(0), f"The mail server could not be reached: {error}")
        return False
    return True


def _send(connection: BaseEmailBackend, letter: Mailable) -> None:
    try:
        message = _compose(letter)
    except ValueError as error:
        claims.give_up(letter, f"The letter cannot be written: {error}")
        return
    if claims.begin(letter):
        _hand_over(connection, letter, message)


def _hand_over(connection: BaseEmailBackend, letter: Mailable, message: EmailMultiAlternatives) -> None:
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        _settle_refusal(letter, code, words)
    except smtplib.SMTPResponseException as refusal:
        _settle_refusal(letter, refusal.smtp_code, refusal.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        claims.doubt(letter, f"The mail server went away while this was on its way: {error}")
    else:
        claims.finish(letter, text="", html="")


def _settle_refusal(letter: Mailable, code: int, words: bytes | str) -> None:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    settle = claims.retry if code in TEMPORARY else claims.give_up
    settle(letter, f"The mail server refused it: {code} {said}")


def _compose(letter: Mailable) -> EmailMultiAlternatives:
    """The same letter has the same Message-ID, so that a server which gets it twice can drop one."""
    headers = {"Message-ID": f"<{letter.pk}@{settings.PRESENCE_URL.hostname}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(subject=letter.subject, body=letter.text, to=[letter.to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.message()  # raises ValueError on a header that cannot be
    return message
