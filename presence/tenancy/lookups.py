"""Finding what a request names, for the API: a foreign id is answered exactly like an absent one."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from presence.kit.api import problems
from presence.tenancy.models import Membership

Row = TypeVar("Row", bound=Model)


def one(rows: QuerySet[Row], id: UUID) -> Row:
    """The row an address names. Raises Absent (404)."""
    row = rows.filter(pk=id).first()
    if row is None:
        raise problems.Absent
    return row


def named(rows: QuerySet[Row], id: UUID, *, pointer: str, noun: str) -> Row:
    """The row a body names. Raises Invalid (422, `not_found`)."""
    row = rows.filter(pk=id).first()
    if row is None:
        raise problems.invalid(pointer, "not_found", f"There is no {noun} with this id.")
    return row


def member_with(email: str, *, pointer: str) -> Membership:
    """The active member with this e-mail address. Raises Invalid (422, `not_found`)."""
    member = Membership.rows().filter(user__email=email.lower(), removed_at=None).first()
    if member is None:
        raise problems.invalid(pointer, "not_found", "No member of the organization has this e-mail address.")
    return member
