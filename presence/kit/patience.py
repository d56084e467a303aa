"""Waiting for a lock longer than a page usually may."""

from django.db import connection

ANSWERING = 5000  # for what is done once the lock is there


def wait_up_to(milliseconds: int) -> None:
    """Until the transaction ends, a lock may take this long; after that the statement fails with LockNotAvailable."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {milliseconds:d}; SET LOCAL statement_timeout = {milliseconds + ANSWERING:d}")
