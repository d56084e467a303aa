"""The line to the mail server, step by step: who and to whom first, the words only when the outbox says so.

    line.begin(sender, to)   MAIL and RCPT: nothing is sent yet
    line.go(message)         DATA, the words, and the server's answer

Refused, with its code, is certain: the server does not have it. Lost before the words is certain too. Lost while or after they
went out is not: LostMidway.
"""

import re
import smtplib
from contextlib import suppress
from typing import Any, Protocol

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from touchpoints.sends import mime, smtp
from touchpoints.sends.mime import Mail

TEMPORARY = range(400, 500)
GONE = 421
UNKNOWN = (550, 551, 553)  # of a recipient, unless the words of RFC 3463 say that it is about something else
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
LONGEST = 300


class Refused(Exception):
    """The server said no. `is_final`: it will say so again. `is_unknown_address`: there is nobody by that name."""

    def __init__(self, code: int, words: bytes | str, *, to: bool = False) -> None:
        said = mime.one_line(words.decode(errors="replace") if isinstance(words, bytes) else words)
        super().__init__(f"The mail server refused it: {code} {said}"[:LONGEST])
        self.is_final = code not in TEMPORARY
        self.is_unknown_address = to and code in UNKNOWN and (said[:4] == "5.1." or not ENHANCED.match(said))


class Lost(Exception):
    """The server went away, and cannot have the message."""


class LostMidway(Exception):
    """The server went away while the words were on their way, or did not answer: nobody can tell whether it has them."""


class Line(Protocol):
    """What delivering asks of a way out."""

    eight_bit: bool

    def open(self) -> None:
        """Connect, unless connected. Raises Lost."""

    def begin(self, sender: str, to: str) -> None:
        """Name sender and recipient. Raises Refused, Lost."""

    def go(self, mail: Mail, message: bytes) -> None:
        """Hand the words over; returns when the server has them. Raises Refused, Lost, LostMidway."""

    def drop(self) -> None:
        """Forget what was begun; nothing of it is sent."""

    def close(self) -> None: ...


def connect() -> Line:
    """A line as the settings say: SMTP, or whatever else Django can hand mail to."""
    backend = get_connection()
    if isinstance(backend, EmailBackend):
        return SmtpLine(smtp.Backend() if type(backend) is EmailBackend else backend)
    return BackendLine(backend)


class SmtpLine:
    """Django's SMTP backend opens the connection (TLS, sign-in, timeouts); the conversation is ours."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self.eight_bit = False
        self._pipelines = False

    def open(self) -> None:
        if self._backend.connection is not None:
            return
        try:
            self._backend.open()
            self._server.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Lost(f"The mail server could not be reached: {error}") from error
        self.eight_bit = self._server.has_extn("8bitmime")
        self._pipelines = self._server.has_extn("pipelining")

    @property
    def _server(self) -> Any:
        return self._backend.connection

    def begin(self, sender: str, to: str) -> None:
        body = " BODY=8BITMIME" if self.eight_bit else ""
        commands = [f"MAIL FROM:<{sender}>{body}", f"RCPT TO:<{to}>"]
        answers: list[tuple[int, bytes]] = []
        for group in [commands] if self._pipelines else [[command] for command in commands]:
            answers += self._ask(group)
            for place, (code, words) in enumerate(answers):
                if code not in (250, 251):
                    self._refuse(code, words, to=place == 1)

    def go(self, mail: Mail, message: bytes) -> None:
        ((code, words),) = self._ask(["DATA"])
        if code != 354:
            self._refuse(code, words)
        try:
            self._server.send(mime.stuffed(message))
            code, words = self._server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise LostMidway(f"The mail server went away while this was on its way: {error}") from error
        if code // 100 in (4, 5):
            self._refuse(code, words)
        if code // 100 != 2:
            self.close()
            raise LostMidway("The mail server gave an answer that is none while this was on its way.")

    def drop(self) -> None:
        try:
            ((code, _),) = self._ask(["RSET"])
        except Lost:
            return
        if code != 250:
            self.close()

    def close(self) -> None:
        """Say goodbye if the server still listens; if not, hang up. Also what was opened halfway."""
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()

    def _ask(self, commands: list[str]) -> list[tuple[int, bytes]]:
        """Commands in one write, and the answer to each."""
        try:
            self._server.send("".join(f"{command}\r\n" for command in commands))
            return [self._server.getreply() for _ in commands]
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Lost(f"The mail server went away: {error}") from error

    def _refuse(self, code: int, words: bytes, *, to: bool = False) -> None:
        if code // 100 not in (4, 5):
            self.close()
            raise Lost("The mail server gave an answer that is none.")
        if code == GONE:
            self.close()
        elif self._backend.connection is not None:
            self.drop()
        raise Refused(code, words, to=to)


class BackendLine:
    """Any other mail backend of Django: a folder on a developer's machine, a list in tests, a provider's API."""

    eight_bit = True

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def open(self) -> None:
        try:
            self._backend.open()
        except OSError as error:
            raise Lost(f"The mail could not be handed over: {error}") from error

    def begin(self, sender: str, to: str) -> None:
        """There is nothing to say before the words."""

    def go(self, mail: Mail, message: bytes) -> None:
        try:
            self._backend.send_messages([as_django(mail)])
        except Exception as error:  # whatever a provider's client raises: it may have the message
            raise LostMidway(f"The mail could not be handed over for certain: {error}") from error

    def drop(self) -> None:
        """Nothing was begun."""

    def close(self) -> None:
        self._backend.close()


def as_django(mail: Mail) -> EmailMultiAlternatives:
    """The mail as Django's own backends take it."""
    headers = dict(mail.headers)
    reply_to = headers.pop("Reply-To", "")
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.from_header,
        to=[mail.to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for file in mail.attachments:
        message.attach(file.name, file.content, file.type)
    return message
