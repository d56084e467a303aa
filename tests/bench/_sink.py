"""A mail server that takes everything and keeps nothing, in a process of its own, so that it costs the sender little.

Every answer can be late, as a relay far away would be, for all senders or for some.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

from django.conf import settings
from django.core.mail.utils import DNS_NAME

GREETING = b"220 sink\r\n"
EXTENSIONS = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
END = b"\r\n.\r\n"


@dataclass
class Pace:
    """How late the answers are, in seconds: to everybody, and to those whose address holds a word."""

    usual: float = 0
    slow: Mapping[str, float] = field(default_factory=dict)

    def of(self, sender: str) -> float:
        return next((seconds for word, seconds in self.slow.items() if word in sender), self.usual)


class Conversation(asyncio.Protocol):
    """One connection. Commands that came together are answered together, as a server that pipelines does it."""

    def __init__(self, pace: Pace) -> None:
        self._pace, self._late = pace, pace.usual
        self._buffer, self._in_words = b"", False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._say(GREETING)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers = b""
        while (answer := self._next()) is not None:
            answers += answer
        if answers:
            self._say(answers)

    def _next(self) -> bytes | None:
        """The answer to the next command or to the end of the words, if it is there."""
        end = END if self._in_words else b"\r\n"
        said, found, rest = self._buffer.partition(end)
        if not found:
            return None
        self._buffer = rest
        if self._in_words:
            self._in_words = False
            return b"250 taken\r\n"
        return self._answer(said[:4].upper(), said)

    def _answer(self, command: bytes, said: bytes) -> bytes:
        if command == b"EHLO":
            return EXTENSIONS
        if command == b"MAIL":
            self._late = self._pace.of(said.decode())
        if command == b"DATA":
            self._in_words = True
            return b"354 go on\r\n"
        return b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n"

    def _say(self, words: bytes) -> None:
        if self._late:
            asyncio.get_running_loop().call_later(self._late, self._transport.write, words)
        else:
            self._transport.write(words)


@contextmanager
def listening(pace: Pace | None = None) -> Iterator[None]:
    """Mail goes there during the block. Workers that are forked inherit it."""
    context = multiprocessing.get_context("fork")
    ports, over = context.SimpleQueue(), context.Event()
    server = context.Process(target=lambda: asyncio.run(_serve(pace or Pace(), ports, over)))
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", ports.get()
        DNS_NAME.get_fqdn()  # asked once a process: a forked one would ask again
        yield
    finally:
        over.set()
        server.join()


async def _serve(pace: Pace, ports: Any, over: Event) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(partial(Conversation, pace), "127.0.0.1", 0)
    ports.put(server.sockets[0].getsockname()[1])
    async with server:
        await loop.run_in_executor(None, over.wait)
