"""Making and removing the database role that an organization's other programs sign in as.

The name of the role ends in the organization's id: row-level security takes it from there (metrics migration 0008). It
names nobody, because every login of a server can list the roles of all.

What holds a reader are its rights. That its sessions begin read-only and with short patience keeps mistakes small, not malice:
any role may change settings of its own.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction
from psycopg import errors, sql

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.scope import acting_organization_id

GROUP, PREFIX = "presence_read", "presence_reader_"
MOST_CONNECTIONS = 5
SESSION = {
    "default_transaction_read_only": "on",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    "search_path": "reading",
}

Server = psycopg.Connection[tuple[Any, ...]]


class AlreadyReading(refusals.Refusal):
    """The organization has a reader, whose password nobody can be told again."""

    def __init__(self) -> None:
        super().__init__("The organization has a reader already. Its password cannot be shown again: remove it first.")


class NoReader(refusals.Refusal):
    """The organization has none to remove."""

    def __init__(self) -> None:
        super().__init__("The organization has no reader.")


class RolesRefused(refusals.Refusal):
    """The server does not let us make or remove roles; `words` say what to do."""


def make(*, by: Actor) -> str:
    """Make the acting organization's reader; returns the address it signs in at, which is shown once and kept nowhere.

    Raises AlreadyReading and RolesRefused.
    """
    name, password = name_of(acting_organization_id()), secrets.token_urlsafe(24)
    with transaction.atomic(), _administrator() as server:
        audit.record(verb="reader.made", by=by, role=name)
        if _exists(server, name):
            raise AlreadyReading
        try:
            _make(server, name, password)
        except errors.DuplicateObject as error:  # somebody else at the same moment
            raise AlreadyReading from error
    return _address(name, password)


def remove(*, by: Actor) -> None:
    """Remove the acting organization's reader; what it has open reads nothing any more. Raises NoReader and RolesRefused."""
    name = name_of(acting_organization_id())
    with transaction.atomic(), _administrator() as server:
        audit.record(verb="reader.removed", by=by, role=name)
        if not _exists(server, name):
            raise NoReader
        try:
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
        except errors.DependentObjectsStillExist as error:
            raise RolesRefused(_OWNS.format(role=name)) from error


def name_of(organization_id: UUID) -> str:
    """The role that reads for this organization."""
    return f"{PREFIX}{organization_id.hex}"


@contextmanager
def _administrator() -> Iterator[Server]:
    """One transaction as an account that may make roles, committed at the end of the block."""
    address = settings.DATABASE_ADMIN_URL
    if not address:
        raise RolesRefused("Set DATABASE_ADMIN_URL to an account of the database that may make roles, then try again.")
    try:
        with psycopg.connect(address, connect_timeout=5) as server:
            yield server
    except errors.InsufficientPrivilege as error:
        raise RolesRefused(_NOT_ALLOWED.format(account=urlsplit(address).username)) from error
    except psycopg.OperationalError as error:
        reason = str(error).partition("\n")[0]
        raise RolesRefused(f"The database cannot be reached as DATABASE_ADMIN_URL says: {reason}") from error


_NOT_ALLOWED = (
    "The database account {account} may not do this. Set DATABASE_ADMIN_URL to one that may make roles and give them "
    f"{GROUP}, or have whoever runs the server do it by hand (docs/feeds.md)."
)


_OWNS = (
    "The login made large objects of its own, which would be left behind. Run DROP OWNED BY {role} in the product’s database "
    "as a superuser, then try again."
)


def _exists(server: Server, name: str) -> bool:
    """Whether there is such a role. Raises RolesRefused where the group it would belong to is missing."""
    found = {role for (role,) in server.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[GROUP, name]])}
    if GROUP not in found:
        raise RolesRefused(f"The database role {GROUP} is missing. Run bin/local/roles.sql again as a superuser.")
    return name in found


def _make(server: Server, name: str, password: str) -> None:
    """The server is told a hash of the password alone: what it logs opens nothing."""
    role = sql.Identifier(name)
    hashed = server.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    made = sql.SQL("CREATE ROLE {} " + rights + " CONNECTION LIMIT {} PASSWORD {} IN ROLE {}")
    server.execute(made.format(role, MOST_CONNECTIONS, hashed, sql.Identifier(GROUP)))
    for setting, value in SESSION.items():
        server.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(role, sql.Identifier(setting), value))


def _address(name: str, password: str) -> str:
    place = connection.settings_dict
    port = f":{place['PORT']}" if place["PORT"] else ""
    return f"postgres://{name}:{quote(password)}@{place['HOST'] or 'localhost'}{port}/{quote(place['NAME'])}"
