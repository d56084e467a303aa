"""Logins of organizations for other programs, made for tests: that takes a superuser of the database, which bin/test has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from metrics.readers import actions
from presence.kit import refusals
from presence.tenancy import scope
from presence.tenancy.actors import SYSTEM
from presence.tenancy.models import Organization

Connection = psycopg.Connection[tuple[object, ...]]
Enter = Callable[[Organization], Connection]


@contextmanager
def readers() -> Iterator[Enter]:
    """The session of an organization's reader, made at the first time and as good as new at each further one.

    Each statement is a transaction of its own.
    """
    assert urlsplit(settings.DATABASE_ADMIN_URL).username == "postgres", (
        "Run bin/test, or set DATABASE_ADMIN_URL to a superuser."
    )
    opened: dict[Organization, Connection] = {}

    def enter(organization: Organization) -> Connection:
        if organization not in opened:
            with scope.acting_for(organization):
                opened[organization] = psycopg.connect(actions.make(by=SYSTEM), autocommit=True, prepare_threshold=None)
        opened[organization].execute("DISCARD ALL")
        return opened[organization]

    try:
        yield enter
    finally:
        for organization, connection in opened.items():
            connection.close()
            _remove(organization)


def _remove(organization: Organization) -> None:
    try:
        with scope.acting_for(organization):
            actions.remove(by=SYSTEM)
    except refusals.Refusal:
        return  # the test removed it itself
