"""A mailbox on this machine: as much of IMAP as reading a folder takes."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """Mails by number. `commands` is everything that was asked; `refuses` is what the server says no to."""

    mails: dict[int, bytes] = field(default_factory=dict)
    uid_validity: int = 7
    password: str = "right"
    refuses: str = ""
    commands: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def listening(box: Box) -> Iterator[Box]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler_for(box)) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def _handler_for(box: Box) -> type[socketserver.StreamRequestHandler]:
    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"* OK [CAPABILITY IMAP4rev1] ready")
            while line := self.rfile.readline().decode().strip():
                tag, _, command = line.partition(" ")
                box.commands.append(command)
                verb = command.partition(" ")[0].upper()
                if verb == box.refuses:
                    self._say(f"{tag} NO not today".encode())
                    continue
                self._say(f"{tag} {self._answer(verb, command)}".encode())
                if verb == "LOGOUT":
                    return

        def _answer(self, verb: str, command: str) -> str:
            if verb == "LOGIN":
                return "OK in" if box.password in command else "NO wrong password"
            if verb == "CAPABILITY":
                self._say(b"* CAPABILITY IMAP4rev1")
            elif verb == "EXAMINE":
                self._say(f"* {len(box.mails)} EXISTS".encode())
                self._say(f"* OK [UIDVALIDITY {box.uid_validity}] now".encode())
            elif verb == "UID" and "SEARCH" in command:
                self._search(int(re.search(r"UID (\d+):", command)[1]))  # type: ignore[index]
            elif verb == "UID":
                self._fetch(int(re.search(r"FETCH (\d+)", command)[1]), command)  # type: ignore[index]
            return "OK done"

        def _search(self, first: int) -> None:
            """As the standard has it: `9:*` names the last mail, whatever its number is."""
            found = {uid for uid in box.mails if uid >= first} | {max(box.mails, default=0)} - {0}
            self._say(f"* SEARCH {' '.join(map(str, sorted(found)))}".strip().encode())

        def _fetch(self, uid: int, command: str) -> None:
            raw = box.mails[uid]
            if "RFC822.SIZE" in command:
                self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})".encode())
                return
            part = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in command else raw
            self._say(f"* 1 FETCH (UID {uid} BODY[] {{{len(part)}}}".encode())
            self.wfile.write(part)
            self._say(b")")

        def _say(self, words: bytes) -> None:
            self.wfile.write(words + b"\r\n")

    return Conversation
