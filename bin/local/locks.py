"""Locks between commands of one checkout. The kernel drops them when their holders end, however they end."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it for the block."""
    descriptor = take(path, shared=False)
    try:
        yield
    finally:
        os.close(descriptor)


def take(path: Path, *, shared: bool) -> int:
    """Wait for the lock; closing the returned descriptor, and every copy of it, gives it back."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    return descriptor


def is_last(descriptor: int) -> bool:
    """Tell whether a shared lock has no other holder; it then becomes exclusive, else it is given back."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def try_to_take(path: Path) -> int | None:
    """Take the lock without waiting; None when somebody has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    if is_last(descriptor):
        return descriptor
    os.close(descriptor)
    return None
