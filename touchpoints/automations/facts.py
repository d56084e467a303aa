"""What conditions and placeholders need to know of many customers, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection
from django.db.models import F

from presence.customers.models import Contact, Customer, EmailAddress
from presence.tenancy import scope
from touchpoints.automations.rules import About, Person

# The terms of the newest revision of each open promise of these customers.
_OPEN = """
SELECT p.customer_id, p.id, array_remove(array_agg(DISTINCT t.kind::text), NULL)
  FROM promises_promise p
  JOIN promises_revision r ON r.organization_id = p.organization_id AND r.promise_id = p.id AND r.number = p.current_number
  LEFT JOIN promises_term t ON t.organization_id = r.organization_id AND t.revision_id = r.id
 WHERE p.organization_id = %s AND p.customer_id = ANY(%s) AND p.state = 'agreed'
 GROUP BY p.customer_id, p.id
"""
_COLUMNS = ("pk", "name", "segment", "annual_value", "renewal_date", "time_zone", "erased_at", "owner__team_id")


def of(customer_ids: Collection[UUID]) -> dict[UUID, About]:
    """Each customer, with the people there who have an address, first ones first. Ids that are gone are left out."""
    ids = list(set(customer_ids))
    people, with_contacts = _people(ids)
    promises: dict[UUID, set[UUID]] = defaultdict(set)
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for customer_id, promise_id, found in _open_promises(ids):
        promises[customer_id].add(promise_id)
        kinds[customer_id].update(found)
    rows = Customer.rows().filter(pk__in=ids)
    named = rows.values_list(*_COLUMNS, F("owner__user__name"), F("owner__user__email"))
    return {
        pk: About(
            customer_id=pk,
            name=name,
            segment=segment,
            value=value,
            renewal_date=renewal,
            owner=owner or email or "",
            team_id=team,
            zone=zone,
            is_erased=erased_at is not None,
            people=tuple(people[pk]),
            has_contacts=pk in with_contacts,
            open_promises=frozenset(promises[pk]),
            term_kinds=frozenset(kinds[pk]),
        )
        for pk, name, segment, value, renewal, zone, erased_at, team, owner, email in named
    }


def _people(ids: list[UUID]) -> tuple[dict[UUID, list[Person]], set[UUID]]:
    """Contacts with their first address, and the customers that have any contact."""
    addresses: dict[UUID, str] = {}
    emails = EmailAddress.rows().filter(customer__in=ids).order_by("position", "pk")
    for contact_id, address in emails.values_list("contact_id", "address"):
        addresses.setdefault(contact_id, address)
    people: dict[UUID, list[Person]] = defaultdict(list)
    seen: set[UUID] = set()
    contacts = Contact.rows().filter(customer__in=ids).order_by("position", "pk")
    for customer_id, pk, name, role, language, zone in contacts.values_list(
        "customer_id", "pk", "name", "role", "language", "time_zone"
    ):
        seen.add(customer_id)
        if pk in addresses:
            people[customer_id].append(Person(pk, name, role, language, addresses[pk], zone))
    return people, seen


def _open_promises(ids: list[UUID]) -> Iterable[tuple[UUID, UUID, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [scope.acting_organization_id(), ids])
        found: list[tuple[UUID, UUID, list[str]]] = cursor.fetchall()
    return found
