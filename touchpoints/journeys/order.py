"""Keeping rows in order: positions are always 0, 1, 2 … without gaps, whoever moves what at the same time.

Whoever reorders locks the parent first, so two people moving cards in one stage do it one after the other.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, models

from presence.tenancy.scope import acting_organization_id


def write(table: type[models.Model], ids: Sequence[UUID]) -> None:
    """Give these rows the positions 0 … n-1 in this order, in one statement.

    The unique constraint on positions is deferred, so rows may pass each other on the way.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table._meta.db_table} AS kept SET position = wanted.place - 1 "  # noqa: S608  a table of ours
            "FROM unnest(%s::uuid[]) WITH ORDINALITY AS wanted (id, place) "
            "WHERE kept.organization_id = %s AND kept.id = wanted.id AND kept.position <> wanted.place - 1",
            [list(ids), acting_organization_id()],
        )
