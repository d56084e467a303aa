"""A mail server that answers as the test wrote it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

HANG_UP = "hang up"


@dataclass
class Sink:
    """What arrived, when each DATA began, and the answers that differ from the usual ones, by command.

    `HANG_UP` closes the connection.
    """

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    begun_at: list[datetime] = field(default_factory=list)
    connections: int = 0
    port: int = 0


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


def _handler_for(sink: Sink) -> type[socketserver.StreamRequestHandler]:
    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sink.connections += 1
            try:
                self._converse()
            except ConnectionError:
                """The client died; what it had not ended was never taken."""

        def _converse(self) -> None:
            self._say("220 sink")
            while line := self.rfile.readline().decode().strip():
                command = line.partition(" ")[0].upper()
                if not self._answer(command):
                    return

        def _answer(self, command: str) -> bool:
            if command == "DATA" and "DATA" not in sink.answers:
                sink.begun_at.append(datetime.now(UTC))
                self._say("354 go on")
                letter = self._read_letter()
                answer = sink.answers.get("END", "250 taken")
                if answer.startswith("250"):
                    sink.letters.append(letter)
            else:
                answer = sink.answers.get(command, "221 bye" if command == "QUIT" else "250 ok")
            if answer == HANG_UP:
                return False
            self._say(answer)
            return command != "QUIT"

        def _read_letter(self) -> str:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                if not line:
                    raise ConnectionAbortedError
                lines.append(line)
            return "".join(lines)

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    return Conversation
