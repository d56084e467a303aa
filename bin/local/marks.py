"""What was done to the database of a stand already, so that a start need not ask Django, which takes seconds."""

import hashlib
import os
from pathlib import Path

from bin.local import environment, places

FLOORS = ("presence", "promises", "touchpoints", "metrics")


def is_migrated(folder: Path) -> bool:
    try:
        return _migrated(folder).read_text() == _state(folder)
    except FileNotFoundError:
        return False


def set_migrated(folder: Path) -> None:
    _migrated(folder).write_text(_state(folder))


def forget(folder: Path) -> None:
    _migrated(folder).unlink(missing_ok=True)


def sign_ins(folder: Path) -> str | None:
    """What loading the example said, or None when this database never had the example."""
    try:
        return _example(folder).read_text()
    except FileNotFoundError:
        return None


def set_sign_ins(folder: Path, said: str) -> None:
    _example(folder).write_text(said)


def _migrated(folder: Path) -> Path:
    return folder / "migrated"


def _example(folder: Path) -> Path:
    return folder / f"example-{_database(folder)}.txt"


def _state(folder: Path) -> str:
    """Changes with the database, the packages and any migration."""
    digest = hashlib.sha256(f"{_database(folder)} {environment.stamp()}".encode())
    for floor in FLOORS:
        for path in sorted((places.ROOT / floor).glob("**/migrations/*.py")):
            digest.update(os.fsencode(path.name) + path.read_bytes())
    return digest.hexdigest()


def _database(folder: Path) -> str:
    """Tells a database from another one, and from one that was made anew in its place."""
    made = [str(path.stat().st_mtime_ns) for path in sorted(folder.glob("postgres-*/PG_VERSION"))]
    return hashlib.sha256((os.environ.get("DATABASE_URL") or "-".join(made)).encode()).hexdigest()[:12]
