"""Servers for tests, gates and proofs: never the person's own, and one stand per run, so that runs can overlap."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bin.local import keeper, locks, settings, stand

GIVEN = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY",
    "PRESENCE_URL",
)  # fmt: skip


@contextlib.contextmanager
def servers() -> Iterator[tuple[keeper.Keeper, Mapping[str, str]]]:
    """Start a stand for the block; gives its keeper and the environment that leads Django to it."""
    for name in GIVEN:  # tests empty their databases
        os.environ.pop(name, None)
    folder, hold = free_stand()
    with keeper.keeping(folder, durable=False, hold=hold) as kept:
        yield kept, {**settings.for_django(kept.addresses, port=8000, administrator=True), "PRESENCE_ENV": "test"}


def free_stand() -> tuple[Path, int]:
    """The first stand for tests that no other run uses, and the lock that makes it ours."""
    number = 1
    while True:
        folder = stand.folder(f"test-{number}")
        hold = locks.try_to_take(folder / "run.lock")
        if hold is not None:
            return folder, hold
        number += 1
