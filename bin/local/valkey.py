"""A Valkey (or Redis) server of the checkout's own: the broker and the cache."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bin.local import accounts, messages, ports

PATIENCE = 10.0


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
                raise messages.Stop(f"Valkey does not start: {self._last_words()} (see {self.log})")
            ports.forget(name="valkey", book=self.book)

    def stop(self, *, password: str) -> None:
        """Ask it to write its data and end; wait until it has."""
        pid = self._pid()
        if pid is None or not self.is_running(password=password):
            return
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self.is_running(password=password) and time.monotonic() < deadline:
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
        identity: accounts.Identity = self.account.identity() if self.account else {}
        server = subprocess.Popen(
            [self.program, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd="/", start_new_session=True, text=True, **identity,
        )  # fmt: skip
        assert server.stdin is not None
        server.stdin.write(self._settings(port, password))
        server.stdin.close()
        deadline = time.monotonic() + PATIENCE
        while server.poll() is None and time.monotonic() < deadline:
            if ping(port=port, password=password):
                return True
            time.sleep(0.01)
        if server.poll() is None:
            server.kill()
        return False

    def _settings(self, port: int, password: str) -> str:
        """Configuration by standard input, so that the password is in no file and no process list."""
        append = "yes" if self.durable else "no"
        return (
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {self.data}\n"
            f"pidfile {self.data}/server.pid\nlogfile {self.log}\n"
            f'appendonly {append}\nsave ""\nmaxmemory-policy noeviction\n'
        )

    def _pid(self) -> int | None:
        try:
            return int((self.data / "server.pid").read_text())
        except (OSError, ValueError):
            return None

    def _last_words(self) -> str:
        try:
            return self.log.read_text(errors="replace").splitlines()[-1]
        except (OSError, IndexError):
            return "it gave no reason"


def ping(*, port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while b"PONG" not in answer and not answer.startswith(b"-"):
                more = connection.recv(64)
                if not more:
                    return False
                answer += more
    except OSError:
        return False
    return b"PONG" in answer
