"""Questions asked before there is a scope. Each is one listed function in the database, owned by the search role."""

import re
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection

from presence.accounts.models import User
from presence.tenancy.models import Membership, Organization, Team

Work = Literal[
    "letters",
    "imports",
    "answers",
    "commitments",
    "notes",
    "versions",
    "mailboxes",
    "messages",
    "automations",
    "moved_days",
    "calendars",
]
_ADDRESS = re.compile(r"\A[a-z0-9-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """An organization somebody belongs to, as the switcher shows it."""

    organization_id: UUID
    slug: str
    name: str
    role: str


def organization_id_for(slug: str) -> UUID | None:
    """The id behind an address, or None. What no address can be (a NUL, capitals) never reaches the database."""
    if not _ADDRESS.match(slug):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT presence_organization_for(%s)", [slug])
        row = cursor.fetchone()
    return row[0] if row else None


def member_of(slug: str, user: User) -> Membership | None:
    """The user's active membership at an address, with organization and team; None for a stranger or an unknown address.

    One statement, because every page asks: through the ORM it costs a transaction of four round trips and five times the CPU
    (tests/bench/lookup.py). The function returns every column of the three tables, in the order of the models.
    """
    if not _ADDRESS.match(slug):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM presence_member_of(%s, %s)", [slug, user.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    organization, member, team = Organization(*row[:8]), Membership(*row[8:15]), Team(*row[15:])
    for loaded in (organization, member, team):
        loaded._state.adding, loaded._state.db = False, "default"
    member.organization, member.user, member.team = organization, user, team
    return member


def places_of(user_id: UUID) -> list[Place]:
    """The organizations a user is an active member of, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, slug, name, role FROM presence_places_of(%s)", [user_id])
        return [Place(*row) for row in cursor.fetchall()]


def organization_ids() -> list[UUID]:
    """Every organization, for ticks that go round them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT presence_organization_ids()")
        return [row[0] for row in cursor.fetchall()]


def organization_ids_with(work: Work) -> list[UUID]:
    """The organizations a tick has to start a task for: letters due, imports waiting, stored answers older than a day,
    open commitments past their time, notes nobody has looked through, versions of the map whose time has come,
    mailboxes to look into, messages due, automations that are active, days of a former time zone, calendars
    of members.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT presence_organizations_with_{work}()")
        return [row[0] for row in cursor.fetchall()]
