"""Who and what rows refer to, looked up for a whole batch at once.

What belongs to another organization is not found, exactly like what does not exist. A malformed id is simply not found.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from presence.tenancy.scope import acting_organization_id
from touchpoints.interactions.intake import InteractionInput


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, or one term of it, as a check names it."""

    promise_id: UUID
    customer_id: UUID
    term_id: UUID | None = None
    term_key: UUID | None = None
    due_at: datetime | None = None


@dataclass(slots=True)
class References:
    """What was found, by what the client called it. A customer comes with its segment, a touchpoint with the mode and map
    version that hold, a member with its team: what the fact freezes. Days are counted in the organization's `time_zone`.
    """

    time_zone: str = "UTC"
    customers: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    customers_by_ref: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    touchpoints: dict[str, tuple[UUID, str, int | None]] = field(default_factory=dict)
    touchpoints_by_key: dict[str, tuple[UUID, str, int | None]] = field(default_factory=dict)
    members: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    promises: dict[str, Target] = field(default_factory=dict)
    terms: dict[str, Target] = field(default_factory=dict)


def look_up(rows: Iterable[InteractionInput]) -> References:
    """Everything these rows refer to, in one statement; promises and terms, where rows judge some, in one more each."""
    names: dict[str, set[str]] = {kind: set() for kind in (*_KINDS, "promise", "term")}
    for row in rows:
        names["customer"].add(row.customer or "")
        names["customer_ref"].add(row.customer_ref or "")
        names["touchpoint"].add(row.touchpoint or "")
        names["touchpoint_key"].add(row.touchpoint_key or "")
        names["member"].add(row.member or "")
        for check in row.checks or ():
            names["promise"].add(check.promise or "")
            names["term"].add(check.term or "")
    found = _named(names)
    return References(
        time_zone=found["zone"][""][1],
        customers=_given(names["customer"], found["customer"]),
        customers_by_ref=found["customer_ref"],
        touchpoints=_given(names["touchpoint"], found["touchpoint"]),
        touchpoints_by_key=found["touchpoint_key"],
        members={name: (member_id, team_id) for name, (member_id, _, team_id) in found["member"].items()},
        promises=_targets(_PROMISES, names["promise"]),
        terms=_targets(_TERMS, names["term"]),
    )


# One branch per way of naming something: kind, the name, the row, and what the fact freezes of it.
_HERE = "WHERE organization_id = %(organization)s AND"
_ZONE = "SELECT 'zone', '', id, time_zone, NULL::uuid, NULL::int FROM presence_organization WHERE id = %(organization)s"
# What holds at a touchpoint is what was published; without that it is human-only.
_HELD = (
    "coalesce(held.mode, 'human_only'), NULL, held.version_number FROM touchpoints_touchpoint point "
    "LEFT JOIN touchpoints_publishedtouchpoint held "
    "ON held.organization_id = point.organization_id AND held.touchpoint_id = point.id "
    "WHERE point.organization_id = %(organization)s AND"
)
_KINDS = {
    "customer": (
        f"SELECT 'customer', id::text, id, segment, NULL, NULL FROM presence_customer {_HERE} id = ANY(%(customer)s) "
        "UNION ALL SELECT 'customer', gone.id::text, stays.id, stays.segment, NULL, NULL FROM presence_mergedcustomer gone "
        "JOIN presence_customer stays ON stays.organization_id = gone.organization_id AND stays.id = gone.customer_id "
        "WHERE gone.organization_id = %(organization)s AND gone.id = ANY(%(customer)s)"
    ),
    "customer_ref": (
        "SELECT 'customer_ref', external_ref, id, segment, NULL, NULL FROM presence_customer "
        f"{_HERE} external_ref = ANY(%(customer_ref)s) "
        "UNION ALL SELECT 'customer_ref', former.external_ref, stays.id, stays.segment, NULL, NULL "
        "FROM presence_formerreference former "
        "JOIN presence_customer stays ON stays.organization_id = former.organization_id AND stays.id = former.customer_id "
        "WHERE former.organization_id = %(organization)s AND former.external_ref = ANY(%(customer_ref)s)"
    ),
    "touchpoint": f"SELECT 'touchpoint', point.id::text, point.id, {_HELD} point.id = ANY(%(touchpoint)s)",
    "touchpoint_key": f"SELECT 'touchpoint_key', point.key, point.id, {_HELD} point.key = ANY(%(touchpoint_key)s)",
    "member": (
        "SELECT 'member', lower(person.email), member.id, '', member.team_id, NULL FROM presence_membership member "
        "JOIN presence_user person ON person.id = member.user_id "
        "WHERE member.organization_id = %(organization)s AND lower(person.email) = ANY(%(member)s)"
    ),
}
_BY_ID = ("customer", "touchpoint")
_PROMISES = f"SELECT id, id, customer_id FROM promises_promise {_HERE} id = ANY(%(wanted)s)"
# A term may be named by its row or by its key; the key stands for the newest revision's line.
_TERMS = f"""
SELECT name.id, promise.id, promise.customer_id, term.id, term.key, term.due_at FROM unnest(%(wanted)s::uuid[]) AS name (id)
CROSS JOIN LATERAL (SELECT * FROM promises_term {_HERE} (id = name.id OR key = name.id) ORDER BY id DESC LIMIT 1) AS term
JOIN promises_revision revision ON revision.organization_id = term.organization_id AND revision.id = term.revision_id
JOIN promises_promise promise ON promise.organization_id = term.organization_id AND promise.id = revision.promise_id
"""


def _named(names: dict[str, set[str]]) -> dict[str, dict[str, Any]]:
    """What these names stand for, by kind and name, with the organization's zone; only the branches that are asked for run."""
    wanted: dict[str, list[Any]] = {}
    for kind in _KINDS:
        given = [parse_id(name) for name in names[kind]] if kind in _BY_ID else names[kind] - {""}
        wanted[kind] = [name for name in given if name is not None]
    branches = [_ZONE, *(branch for kind, branch in _KINDS.items() if wanted[kind])]
    found: dict[str, dict[str, Any]] = {kind: {} for kind in ("zone", *_KINDS)}
    for kind, name, row_id, frozen, team_id, version in _fetch(" UNION ALL ".join(branches), **wanted):
        found[kind][name] = _frozen(kind, row_id, frozen, team_id, version)
    return found


def _frozen(kind: str, row_id: UUID, text: str, team_id: UUID | None, version: int | None) -> tuple[Any, ...]:
    if kind == "member":
        return (row_id, text, team_id)
    return (row_id, text, version) if kind in ("touchpoint", "touchpoint_key") else (row_id, text)


def _given(names: set[str], found: dict[str, Any]) -> dict[str, Any]:
    """By the id as the client wrote it, which need not be how we write it."""
    return {name: found[str(parse_id(name))] for name in names if str(parse_id(name)) in found}


def _targets(query: str, names: set[str]) -> dict[str, Target]:
    ids = {name: parsed for name in names if (parsed := parse_id(name))}
    if not ids:
        return {}
    found = {row_id: Target(*rest) for row_id, *rest in _fetch(query, wanted=list(set(ids.values())))}
    return {name: found[row_id] for name, row_id in ids.items() if row_id in found}


def _fetch(query: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"organization": acting_organization_id(), **values})
        return list(cursor.fetchall())


def parse_id(text: str) -> UUID | None:
    """The id written here, or None: ids are opaque to clients, so a malformed one is just one that is not found."""
    try:
        return UUID(text)
    except ValueError:
        return None
