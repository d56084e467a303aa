"""Which account runs the embedded servers: PostgreSQL refuses to run as root."""

import contextlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from bin.local import messages


class Identity(TypedDict, total=False):
    """Arguments of subprocess that change who runs the program."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An ordinary account that root steps down to."""

    name: str
    uid: int
    gid: int

    def identity(self) -> Identity:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Ask the kernel, which knows of access lists and mount options too."""
        return self._test("-x", folder)

    def may_run(self, program: Path) -> bool:
        return self._test("-x", program)

    def _test(self, flag: str, path: Path) -> bool:
        test = shutil.which("test") or "/usr/bin/test"
        return subprocess.run([test, flag, str(path)], cwd="/", check=False, **self.identity()).returncode == 0


def for_servers(folder: Path | None = None) -> Account | None:
    """None when the person at the keyboard can run the servers; for root whoever owns the data, `postgres`, or `nobody`."""
    if os.geteuid() != 0:
        require_name()
        return None
    owners = [data.stat().st_uid for data in folder.glob("postgres-*")] if folder else []
    entries = [pwd.getpwuid(uid) for uid in owners if uid]
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entries.append(pwd.getpwnam(name))
    if entries:
        return Account(name=entries[0].pw_name, uid=entries[0].pw_uid, gid=entries[0].pw_gid)
    raise messages.Stop("PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it.")


def require_name() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise messages.Stop(
            f"User {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL requires. "
            "Add one, or set DATABASE_URL and DATABASE_OWNER_URL to a server of your own."
        ) from None


def hand_over(folder: Path, account: Account | None) -> None:
    """Make a folder for the servers' account, closed to others."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.stat().st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)


def write_for(account: Account | None, path: Path, content: str) -> None:
    """Write a secret that only the servers' account can read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    if account:
        os.chown(path, account.uid, account.gid)
