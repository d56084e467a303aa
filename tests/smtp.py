"""A mail server that answers as the test wrote it."""

import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

HANG_UP = "hang up"
SILENCE = "say nothing"
DRIP = "one sign at a time, without end"
FLOOD = "one line after the other, without end"
LATE = "take it when the client has given up"
MARKED = (HANG_UP, SILENCE, DRIP, FLOOD, LATE)
ENDED_BY = (b".\r\n", b"")
PAUSE = 0.02  # seconds between two signs

Answer = str | Sequence[str]


@dataclass
class Begun:
    """A DATA that was begun: when, to whom, and the letter once it was taken."""

    at: datetime
    to: str
    letter: str = ""


@dataclass
class Sink:
    """What arrived, when each DATA began, and the answers that differ from the usual ones, by command.

    A list of answers is used up one by one. `BANNER` is the first line, `END` the answer to the words, `BODY` cuts in while
    they arrive. `HANG_UP` closes the connection, and so on (MARKED). `heard` are the commands as they came.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None
    taken: threading.Event = field(default_factory=threading.Event)

    @property
    def begun_at(self) -> list[datetime]:
        return [one.at for one in self.begun]

    def answer(self, command: str, usual: str) -> str:
        """The next answer to this command."""
        written = self.answers.get(command, usual)
        if isinstance(written, str):
            return written
        rest = list(written)
        first = rest.pop(0) if rest else usual
        self.answers[command] = rest
        return first


@contextmanager
def listening() -> Iterator[Sink]:
    sink = Sink()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler_for(sink)) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()


class Over(Exception):
    """The connection ends here."""


def _handler_for(sink: Sink) -> type[socketserver.BaseRequestHandler]:
    class Conversation(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            sink.connections += 1
            self._talk = _Talk(sink, self.request)
            try:
                self._talk.run()
            except (OSError, Over):
                """The client died; what it had not ended was never taken."""

        def finish(self) -> None:
            self._talk.close()

    return Conversation


class _Talk:
    """One connection."""

    def __init__(self, sink: Sink, sock: socket.socket) -> None:
        self._sink, self._sock, self._file = sink, sock, sock.makefile("rb")
        self._to = ""

    def run(self) -> None:
        self._say(self._sink.answer("BANNER", "220 sink"))
        while line := self._file.readline().decode().strip():
            self._sink.heard.append(line)
            command = line.partition(" ")[0].upper()
            if command == "RCPT":
                self._to = line.partition("<")[2].rpartition(">")[0]
            self._answer(command)

    def close(self) -> None:
        self._file.close()
        self._sock.close()

    def _answer(self, command: str) -> None:
        answer = self._sink.answer(command, {"QUIT": "221 bye", "DATA": "354 go on"}.get(command, "250 ok"))
        self._say(answer)
        if command == "DATA" and answer.startswith("354"):
            self._take()
        elif command == "STARTTLS" and self._sink.tls:
            self._file.close()
            self._sock = self._sink.tls.wrap_socket(self._sock, server_side=True)
            self._file = self._sock.makefile("rb")
        elif command == "QUIT":
            raise Over

    def _take(self) -> None:
        begun = Begun(datetime.now(UTC), self._to)
        self._sink.begun.append(begun)
        if self._sink.answer("BODY", "") == HANG_UP:
            raise Over
        letter = self._read_letter()
        answer = self._sink.answer("END", "250 taken")
        if answer == LATE:
            select.select([self._sock], [], [])  # until the client hangs up
        if answer.startswith("250") or answer == LATE:
            begun.letter = letter
            self._sink.letters.append(letter)
            self._sink.taken.set()
        self._say("250 taken" if answer == LATE else answer)

    def _read_letter(self) -> str:
        lines = []
        while (line := self._file.readline()) not in ENDED_BY:
            lines.append(line)
        if not line:
            raise Over
        return b"".join(lines).decode()

    def _say(self, words: str) -> None:
        if words in MARKED:
            _misbehave(self._sock, words)
        self._sock.sendall(f"{words}\r\n".encode())


def _misbehave(sock: socket.socket, how: str) -> None:
    """As long as the client listens."""
    piece = {DRIP: b"2", FLOOD: b"250-and another thing\r\n"}.get(how, b"")
    while how != HANG_UP and not select.select([sock], [], [], PAUSE if piece else None)[0]:
        sock.sendall(piece)
    raise Over
