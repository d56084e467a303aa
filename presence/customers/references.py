"""Customers known only by another system's reference, found or made for a whole batch at once."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from presence.audit import actions as audit
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from presence.tenancy.scope import acting_organization_id

_INSERT = """
INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version)
SELECT fresh.id, %s, fresh.ref, fresh.ref, '', '', 1 FROM unnest(%s::uuid[], %s::text[]) AS fresh (id, ref)
ON CONFLICT (organization_id, external_ref) WHERE NOT (external_ref = '') DO NOTHING
"""
_FIND = "SELECT external_ref, id, segment FROM presence_customer WHERE organization_id = %s AND external_ref = ANY(%s)"


def add_missing(*, by: Actor, refs: Collection[str]) -> dict[str, tuple[UUID, str]]:
    """Make a customer for each of these references that has none, named like the reference. Gives id and segment of all.

    The references are inserted in one order by everybody, and where another transaction is making the same customer this one
    waits for it, so that the same reference sent twice at once makes one customer.
    """
    ordered = sorted(refs)
    organization_id = acting_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [organization_id, [new_id() for _ in ordered], ordered])
        made = cursor.rowcount
        cursor.execute(_FIND, [organization_id, ordered])
        found = {ref: (customer_id, segment) for ref, customer_id, segment in cursor.fetchall()}
    if made:
        audit.record(verb="customers.added", by=by, count=made)
    return found
