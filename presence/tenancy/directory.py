"""Questions asked before there is a scope. Each is one listed function in the database, owned by the search role."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Place:
    """An organization somebody belongs to, as the switcher shows it."""

    organization_id: UUID
    slug: str
    name: str
    role: str


def organization_id_for(slug: str) -> UUID | None:
    """The id behind an address, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT presence_organization_for(%s)", [slug])
        row = cursor.fetchone()
    return row[0] if row else None


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
