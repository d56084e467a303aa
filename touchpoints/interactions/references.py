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
    """What was found, by what the client called it. A customer comes with its segment, a touchpoint with its mode, a member
    with its team: what the fact freezes.
    """

    customers: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    customers_by_ref: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    touchpoints: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    touchpoints_by_key: dict[str, tuple[UUID, str]] = field(default_factory=dict)
    members: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    promises: dict[str, Target] = field(default_factory=dict)
    terms: dict[str, Target] = field(default_factory=dict)


def look_up(rows: Iterable[InteractionInput]) -> References:
    """Everything these rows refer to, with at most one query per kind of thing."""
    names: dict[str, set[str]] = {kind: set() for kind in ("customer", "ref", "touchpoint", "key", "member", "promise", "term")}
    for row in rows:
        names["customer"].add(row.customer or "")
        names["ref"].add(row.customer_ref or "")
        names["touchpoint"].add(row.touchpoint or "")
        names["key"].add(row.touchpoint_key or "")
        names["member"].add(row.member or "")
        for check in row.checks or ():
            names["promise"].add(check.promise or "")
            names["term"].add(check.term or "")
    return References(
        customers=_by_id(_CUSTOMERS, names["customer"]),
        customers_by_ref=_by_name(_CUSTOMERS_BY_REF, names["ref"]),
        touchpoints=_by_id(_TOUCHPOINTS, names["touchpoint"]),
        touchpoints_by_key=_by_name(_TOUCHPOINTS_BY_KEY, names["key"]),
        members=_by_name(_MEMBERS, names["member"]),
        promises={name: Target(*found) for name, found in _by_id(_PROMISES, names["promise"]).items()},
        terms={name: Target(*found) for name, found in _by_id(_TERMS, names["term"]).items()},
    )


_HERE = "WHERE organization_id = %(organization)s AND"
_CUSTOMERS = f"SELECT id, id, segment FROM presence_customer {_HERE} id = ANY(%(wanted)s)"
_CUSTOMERS_BY_REF = f"SELECT external_ref, id, segment FROM presence_customer {_HERE} external_ref = ANY(%(wanted)s)"
_TOUCHPOINTS = f"SELECT id, id, mode FROM touchpoints_touchpoint {_HERE} id = ANY(%(wanted)s)"
_TOUCHPOINTS_BY_KEY = f"SELECT key, id, mode FROM touchpoints_touchpoint {_HERE} key = ANY(%(wanted)s)"
_MEMBERS = """
SELECT lower(person.email), member.id, member.team_id FROM presence_membership member
JOIN presence_user person ON person.id = member.user_id
WHERE member.organization_id = %(organization)s AND lower(person.email) = ANY(%(wanted)s)
"""
_PROMISES = f"SELECT id, id, customer_id FROM promises_promise {_HERE} id = ANY(%(wanted)s)"
# A term may be named by its row or by its key; the key stands for the newest revision's line.
_TERMS = f"""
SELECT name.id, promise.id, promise.customer_id, term.id, term.key, term.due_at FROM unnest(%(wanted)s::uuid[]) AS name (id)
CROSS JOIN LATERAL (SELECT * FROM promises_term {_HERE} (id = name.id OR key = name.id) ORDER BY id DESC LIMIT 1) AS term
JOIN promises_revision revision ON revision.organization_id = term.organization_id AND revision.id = term.revision_id
JOIN promises_promise promise ON promise.organization_id = term.organization_id AND promise.id = revision.promise_id
"""


def _by_name(query: str, names: set[str]) -> dict[str, Any]:
    names.discard("")
    if not names:
        return {}
    return {name: tuple(rest) for name, *rest in _fetch(query, list(names))}


def _by_id(query: str, names: set[str]) -> dict[str, Any]:
    ids = {name: parsed for name in names if (parsed := parse_id(name))}
    if not ids:
        return {}
    found = {row_id: tuple(rest) for row_id, *rest in _fetch(query, list(set(ids.values())))}
    return {name: found[row_id] for name, row_id in ids.items() if row_id in found}


def _fetch(query: str, wanted: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"organization": acting_organization_id(), "wanted": wanted})
        return list(cursor.fetchall())


def parse_id(text: str) -> UUID | None:
    """The id written here, or None: ids are opaque to clients, so a malformed one is just one that is not found."""
    try:
        return UUID(text)
    except ValueError:
        return None
