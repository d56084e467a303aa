"""A Valkey (or Redis) server of the checkout's own: the broker and the cache."""

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bin.local import accounts, messages, ports

PATIENCE = 10.0
OK = b"+OK\r\n"


@dataclass(frozen=True)
class Valkey:
    """One data folder and the server over it. Reached by TCP on 127.0.0.1 alone."""

    program: str
    account: accounts.Account | None
    folder: Path
    book: Path
    durable: bool

    @property
    def data(self) -> Path:
        return self.folder / "valkey"

    @property
    def log(self) -> Path:
        return self.folder / "logs" / "valkey.log"

    def start(self, *, password: str) -> None:
        if self.is_running(password=password):
            return
        for attempt in ("first", "second", "last"):
            port = ports.choose(name="valkey", book=self.book)
            if self._launch(port, password):
                return
            if attempt == "last":
                raise messages.Stop(
                    f"Valkey does not start: {(self._logged().splitlines() or ['it gave no reason'])[-1]} (see {self.log})"
                )
            ports.forget(name="valkey", book=self.book)

    def stop(self, *, password: str) -> None:
        """Ask it to write its data and end; wait until it has."""
        port = ports.known(name="valkey", book=self.book)
        if port is None or talk(port=port, password=password, word="SHUTDOWN")[:1] != [OK]:
            return
        deadline = time.monotonic() + PATIENCE
        while ports.answers(port) and time.monotonic() < deadline:
            time.sleep(0.02)

    def is_running(self, *, password: str) -> bool:
        """Whether the server that answers on the remembered port is ours: it takes our password."""
        port = ports.known(name="valkey", book=self.book)
        return port is not None and ping(port=port, password=password)

    def port(self) -> int:
        port = ports.known(name="valkey", book=self.book)
        assert port is not None, "asked for the port of a server that was never started"
        return port

    def _launch(self, port: int, password: str) -> bool:
        self.log.unlink(missing_ok=True)
        identity: accounts.Identity = self.account.identity() if self.account else {}
        subprocess.run(
            [self.program, "-"], input=self._settings(port, password), cwd="/", text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **identity,
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and "aborting" not in self._logged():
            if ping(port=port, password=password):
                return True
            time.sleep(0.01)
        return False

    def _settings(self, port: int, password: str) -> str:
        """Configuration by standard input, so that the password is in no file and no process list."""
        append = "yes" if self.durable else "no"
        return (
            f'daemonize yes\nbind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{self.data}"\n'
            f'pidfile ""\nlogfile "{self.log}"\n'
            f'appendonly {append}\nsave ""\nmaxmemory-policy noeviction\n'
        )

    def _logged(self) -> str:
        try:
            return self.log.read_text(errors="replace")
        except OSError:
            return ""


def ping(*, port: int, password: str) -> bool:
    return talk(port=port, password=password, word="PING") == [OK, b"+PONG\r\n"]


def talk(*, port: int, password: str, word: str) -> list[bytes]:
    """Sign in and say one word; gives the lines of the answer, none when nobody answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection, connection.makefile("rb") as answer:
            connection.sendall(f"AUTH {password}\r\n{word}\r\n".encode())
            return [answer.readline(), answer.readline()]
    except OSError:
        return []
