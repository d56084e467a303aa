"""The scope: which organization this code acts for.

Entered in five places only: the mounted URL, an API key, a public token, the task wrapper and a management command. It lives
in a context variable (read by the default manager) and in the PostgreSQL setting `presence.organization` (read by row-level
security); the database backend announces it at the start of every transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connections

if TYPE_CHECKING:
    from presence.tenancy.models import Organization

_acting: ContextVar[UUID | None] = ContextVar("acting_organization", default=None)


class NoOrganization(RuntimeError):
    """A tenant table was touched while acting for no organization."""


def current_id() -> UUID | None:
    return _acting.get()


def acting_organization_id() -> UUID:
    """The acting organization's id; raises NoOrganization when there is none."""
    organization_id = _acting.get()
    if organization_id is None:
        raise NoOrganization("Not acting for any organization. Enter acting_for(organization) first.")
    return organization_id


@contextmanager
def acting_for(organization: "Organization | UUID") -> Iterator[UUID]:
    """Act for one organization inside the block, and for the former one (or none) after it."""
    organization_id = organization if isinstance(organization, UUID) else organization.pk
    token = _acting.set(organization_id)
    try:
        _announce()
        yield organization_id
    finally:
        _acting.reset(token)
        _announce()


@contextmanager
def acting_for_nobody() -> Iterator[None]:
    """Leave the scope inside the block: tasks start here, so that none leans on its caller's scope."""
    token = _acting.set(None)
    try:
        _announce()
        yield
    finally:
        _acting.reset(token)
        _announce()


def _announce() -> None:
    """Tell open transactions. A new transaction is told by the backend when it begins."""
    for connection in connections.all(initialized_only=True):
        announce = getattr(connection, "announce_organization", None)
        if announce and connection.in_atomic_block:
            announce()
