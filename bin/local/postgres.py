"""A PostgreSQL cluster of the checkout's own: made, started, provisioned and stopped."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bin.local import accounts, messages, ports, programs

ROLES = Path(__file__).with_name("roles.sql")

# The race tests ask the database when a transaction was committed.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "track_commit_timestamp": "on",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
# Only for tests, whose data nobody misses after a power cut.
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
# With less than this in bytes left, it is the disk that keeps PostgreSQL from starting.
SCANTY = 1_000_000


@dataclass(frozen=True)
class Cluster:
    """One data folder and the server over it. Reached by TCP on 127.0.0.1 alone."""

    programs: programs.PostgreSQL
    account: accounts.Account | None
    folder: Path
    book: Path
    durable: bool

    @property
    def data(self) -> Path:
        return self.folder / f"postgres-{self.programs.major}"

    @property
    def log(self) -> Path:
        return self.folder / "logs" / "postgres.log"

    def start(self, *, password: str) -> None:
        if not self.data.exists():
            self._make(password)
        if self.is_running():
            return
        for attempt in ("first", "second", "last"):
            self.log.unlink(missing_ok=True)
            port = ports.choose(name="postgres", book=self.book)
            done = self._control("start", "-l", str(self.log), "-o", self._options(port))
            if done.returncode == 0:
                return
            reason = _said(done) + _logged(self.log)
            if "Address already in use" not in reason or attempt == "last":
                raise messages.Stop(self._plain(reason))
            ports.forget(name="postgres", book=self.book)

    def stop(self) -> None:
        """Disconnect everybody and stop; data is kept."""
        self._control("stop", "-m", "fast")

    def is_running(self) -> bool:
        return self._control("status").returncode == 0

    def port(self) -> int:
        """The port of the running server, as it wrote it down itself."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[3])

    def provision(self, *, superuser: str, owner: str, app: str) -> None:
        """Make the roles and the database with these passwords; nothing changes when they are there."""
        secrets = {"PGPASSWORD": superuser, "PRESENCE_OWNER_PASSWORD": owner, "PRESENCE_APP_PASSWORD": app}
        where = ["-h", "127.0.0.1", "-p", str(self.port()), "-U", "postgres", "-d", "postgres"]
        done = subprocess.run(
            [self.programs["psql"], "-X", "-q", *where, "-f", str(ROLES)],
            env={**_clean_environment(), **secrets}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise messages.Stop(f"The database's roles could not be made: {done.stderr.strip().splitlines()[-1]}")

    def _make(self, password: str) -> None:
        told = self.log.with_name("superuser")
        accounts.write_for(self.account, told, password)
        options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={told}", "--encoding=UTF8"]
        locale = ["--locale=C.UTF-8"] if os.uname().sysname == "Linux" else ["--locale=C", "--lc-ctype=en_US.UTF-8"]
        sync = [] if self.durable else ["--no-sync"]
        draft = self.folder / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        accounts.hand_over(draft, self.account)
        done = self._run("initdb", "-D", str(draft), *options, *locale, *sync)
        told.unlink()
        if done.returncode:
            raise messages.Stop(self._plain(_said(done)))
        draft.rename(self.data)  # only whole clusters have the name that counts

    def _options(self, port: int) -> str:
        settings = {**SETTINGS, **({} if self.durable else HASTY), "port": str(port)}
        return " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def _control(self, verb: str, *options: str) -> "subprocess.CompletedProcess[str]":
        return self._run("pg_ctl", verb, "-D", str(self.data), "-w", "-t", "60", *options)

    def _run(self, name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        identity: accounts.Identity = self.account.identity() if self.account else {}
        return subprocess.run(
            [self.programs[name], *arguments], cwd="/", env=_clean_environment(), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, **identity,
        )  # fmt: skip

    def _plain(self, reason: str) -> str:
        if "No space left" in reason or shutil.disk_usage(self.folder).free < SCANTY:
            return "The disk is full: PostgreSQL cannot write its data. Free some space and start again."
        telling = [line.strip() for line in reason.splitlines() if "FATAL" in line or "error" in line.lower()]
        return f"PostgreSQL does not start: {telling[-1] if telling else 'it gave no reason'} (see {self.log})"


def _clean_environment() -> dict[str, str]:
    """The person's environment without what would redirect PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_MESSAGES": "C"}


def _said(done: "subprocess.CompletedProcess[str]") -> str:
    return done.stdout + done.stderr


def _logged(log: Path) -> str:
    try:
        return log.read_text(errors="replace")
    except OSError:
        return ""
