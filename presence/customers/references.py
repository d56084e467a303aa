"""Customers known only by another system's reference, or only by name, found or made for a whole batch at once."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import connection

from presence.audit import actions as audit
from presence.customers import merging
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor
from presence.tenancy.scope import acting_organization_id

_INSERT = """
INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version)
SELECT fresh.id, %s, fresh.ref, fresh.name, '', '', 1 FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS fresh (id, ref, name)
ON CONFLICT (organization_id, external_ref) WHERE NOT (external_ref = '') DO NOTHING
"""
_FIND = """
SELECT external_ref, id, segment FROM presence_customer
 WHERE organization_id = %(organization)s AND external_ref = ANY(%(refs)s)
UNION ALL
SELECT former.external_ref, stays.id, stays.segment FROM presence_formerreference former
  JOIN presence_customer stays ON stays.organization_id = former.organization_id AND stays.id = former.customer_id
 WHERE former.organization_id = %(organization)s AND former.external_ref = ANY(%(refs)s)
"""
_INSERT_NAMED = """
INSERT INTO presence_customer (id, organization_id, external_ref, name, segment, time_zone, version)
SELECT DISTINCT ON (presence_search_form(fresh.name)) fresh.id, %s::uuid, '', fresh.name, '', '', 1
  FROM unnest(%s::uuid[], %s::text[]) AS fresh (id, name)
 WHERE NOT EXISTS (
    SELECT FROM presence_customer known
     WHERE known.organization_id = %s AND known.name_norm COLLATE "C" = presence_search_form(fresh.name) COLLATE "C")
 ORDER BY presence_search_form(fresh.name), fresh.name
"""
_FIND_NAMED = """
SELECT wanted.name, customer.id FROM unnest(%s::text[]) AS wanted (name)
JOIN presence_customer customer
  ON customer.organization_id = %s AND customer.name_norm COLLATE "C" = presence_search_form(wanted.name) COLLATE "C"
"""


def add_missing(*, by: Actor, refs: Collection[str], names: Mapping[str, str] | None = None) -> dict[str, tuple[UUID, str]]:
    """Make a customer for each of these references that has none. Gives id and segment of all.

    A customer is named as `names` says for its reference, and like the reference otherwise.

    The references are inserted in one order by everybody, and where another transaction is making the same customer this one
    waits for it, so that the same reference sent twice at once makes one customer.
    """
    ordered = sorted(set(refs) - set(merging.by_former_reference(refs)))
    named = [(names or {}).get(ref) or ref for ref in ordered]
    organization_id = acting_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [organization_id, [new_id() for _ in ordered], ordered, named])
        made = cursor.rowcount
        cursor.execute(_FIND, {"organization": organization_id, "refs": list(refs)})
        found = {ref: (customer_id, segment) for ref, customer_id, segment in cursor.fetchall()}
    if made:
        audit.record(verb="customers.added", by=by, count=made)
    return found


def find_named(names: Iterable[str]) -> dict[str, list[UUID]]:
    """The customers of each of these names, however it is written in case, accents and blanks."""
    found: dict[str, list[UUID]] = {}
    wanted = sorted(set(names))
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_FIND_NAMED, [wanted, acting_organization_id()])
        for name, customer_id in cursor.fetchall():
            found.setdefault(name, []).append(customer_id)
    return found


def add_named(*, by: Actor, names: Collection[str]) -> int:
    """Make a customer for each of these names that nobody has, spellings of one name being one; says how many were made."""
    ordered = sorted(names)
    organization_id = acting_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_NAMED, [organization_id, [new_id() for _ in ordered], ordered, organization_id])
        made = int(cursor.rowcount)
    if made:
        audit.record(verb="customers.added", by=by, count=made)
    return made
