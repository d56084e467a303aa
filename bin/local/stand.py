"""A stand: one PostgreSQL and one Valkey that the commands of a checkout share while they need them.

The first command to enter starts the servers, the last one to leave stops them. Who is inside is
a shared lock on a file, so that a killed command counts as gone.
"""

import json
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bin.local import accounts, locks, messages, places, postgres, programs, valkey

ELSEWHERE = Path("/var/lib/presence")
SECRETS = ("superuser", "owner", "app", "valkey", "secret_key")


@dataclass(frozen=True)
class Stand:
    """The servers in one folder. A server is None where the person gave the address of their own."""

    folder: Path
    cluster: postgres.Cluster | None
    valkey: valkey.Valkey | None

    def enter(self) -> int:
        """Start what is not running. The returned lock is to be handed to `leave`."""
        with locks.exclusive(self.folder / "starting.lock"):
            inside = locks.take(self.folder / "inside.lock", shared=True)
            try:
                self._start()
            except BaseException:
                self._stop_if_last(inside)
                raise
        return inside

    def leave(self, inside: int) -> None:
        """Stop the servers unless another command uses them."""
        with locks.exclusive(self.folder / "starting.lock"):
            self._stop_if_last(inside)

    def addresses(self) -> dict[str, str]:
        """The settings that lead Django to the running servers."""
        secret = self._secrets()
        found = {"SECRET_KEY": secret["secret_key"]}
        if self.cluster:
            place = f"127.0.0.1:{self.cluster.port()}/presence"
            found["DATABASE_URL"] = f"postgres://presence_app:{secret['app']}@{place}"
            found["DATABASE_OWNER_URL"] = f"postgres://presence_owner:{secret['owner']}@{place}"
            found["DATABASE_ADMIN_URL"] = f"postgres://postgres:{secret['superuser']}@{place}"
        if self.valkey:
            place = f"redis://:{secret['valkey']}@127.0.0.1:{self.valkey.port()}"
            found |= {"REDIS_URL": f"{place}/0", "CACHE_URL": f"{place}/1"}
        return found

    def _start(self) -> None:
        secret = self._secrets()
        if self.cluster:
            self.cluster.start(password=secret["superuser"])
            self.cluster.provision(superuser=secret["superuser"], owner=secret["owner"], app=secret["app"])
        if self.valkey:
            self.valkey.start(password=secret["valkey"])

    def _stop_if_last(self, inside: int) -> None:
        if locks.is_last(inside):
            if self.valkey:
                self.valkey.stop(password=self._secrets()["valkey"])
            if self.cluster:
                self.cluster.stop()
        os.close(inside)

    def _secrets(self) -> dict[str, str]:
        """Passwords of this stand, made once and readable by its owner only."""
        path = self.folder / "secrets.json"
        if not path.exists():
            made = json.dumps({name: secrets.token_hex(32) for name in SECRETS})
            draft = path.with_suffix(".new")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(made)
            draft.rename(path)
        read: dict[str, str] = json.loads(path.read_text())
        return read


def at(folder: Path, *, durable: bool, database: bool = True, broker: bool = True) -> Stand:
    """The stand in this folder; `durable` servers survive a power cut, the others are quicker."""
    account = accounts.for_servers(folder) if database or broker else None
    book = folder / "ports.json"
    accounts.hand_over(folder / "logs", account)
    cluster = broker_server = None
    if database:
        found = programs.postgresql(account=account, data=folder)
        cluster = postgres.Cluster(programs=found, account=account, folder=folder, book=book, durable=durable)
    if broker:
        program = programs.valkey(account=account)
        accounts.hand_over(folder / "valkey", account)
        broker_server = valkey.Valkey(program=program, account=account, folder=folder, book=book, durable=durable)
    return Stand(folder=folder, cluster=cluster, valkey=broker_server)


def folder(name: str) -> Path:
    """The folder of the stand with this name, where the servers' account can reach it."""
    own = places.make(places.home())
    account = accounts.for_servers() if os.geteuid() == 0 else None
    if account is None or account.may_enter(own):
        return places.make(own / name)
    key = f"{places.ROOT.name}-{sha256(os.fsencode(own)).hexdigest()[:8]}"
    elsewhere = places.make(ELSEWHERE / key / name)
    messages.say(f"The servers' data is in {elsewhere}: the account {account.name} may not enter {own}.")
    return elsewhere
