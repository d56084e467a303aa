"""Which customer an event is with: the one whose address is invited; failing that, the one its title names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from presence.customers.models import EmailAddress
from presence.tenancy.scope import acting_organization_id
from touchpoints.calendars.files import Event
from touchpoints.calendars.models import Appointment

MOST_WORDS, LONGEST_NAME, SHORTEST_NAME = 12, 5, 3
BATCH = 1000
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")

# By name as the search compares it, or by reference as it is written. An index answers for each run of words.
_NAMED = """
SELECT DISTINCT ON (wanted.words) wanted.words, customer.id
  FROM unnest(%(words)s::text[]) AS wanted (words)
  JOIN presence_customer customer
    ON customer.organization_id = %(organization)s AND customer.erased_at IS NULL
   AND (customer.name_norm COLLATE "C" = presence_search_form(wanted.words) COLLATE "C"
        OR (customer.external_ref COLLATE "C" = wanted.words COLLATE "C" AND customer.external_ref <> ''))
 ORDER BY wanted.words, customer.id
"""


@dataclass(frozen=True, slots=True)
class Match:
    """The customer, and what says so. Only `address` is sure enough to count unasked."""

    customer_id: UUID
    found_by: str


def of(events: Iterable[Event]) -> dict[str, Match]:
    """The events that are, or may be, with a customer, by their keys."""
    known = list(events)
    invited = _invited({address for event in known for address in event.people})
    matches = {event.key: match for event in known if (match := _by_address(event, invited))}
    matches.update(_by_title([event for event in known if event.key not in matches and not event.left_out]))
    return matches


def _invited(addresses: set[str]) -> dict[str, set[UUID]]:
    """The customers that have each of these addresses."""
    found: dict[str, set[UUID]] = {}
    ordered = sorted(addresses)
    for place in range(0, len(ordered), BATCH):
        rows = EmailAddress.rows().filter(address_norm__in=ordered[place : place + BATCH]).order_by()
        for address, customer_id in rows.values_list("address_norm", "customer_id"):
            found.setdefault(address, set()).add(customer_id)
    return found


def _by_address(event: Event, invited: dict[str, set[UUID]]) -> Match | None:
    """One customer is sure. Of several the one with most people there is suggested."""
    counted = Counter(customer_id for address in event.people for customer_id in invited.get(address, ()))
    if not counted:
        return None
    likeliest = max(counted, key=lambda one: (counted[one], one))
    return Match(likeliest, Appointment.FoundBy.ADDRESS if len(counted) == 1 else Appointment.FoundBy.SEVERAL)


def _by_title(events: list[Event]) -> Iterator[tuple[str, Match]]:
    """The longest run of words that names a customer wins."""
    runs = {event.key: list(_runs(event.title)) for event in events}
    wanted = sorted({words for found in runs.values() for words in found})
    named: dict[str, UUID] = {}
    for place in range(0, len(wanted), BATCH):
        with connection.cursor() as cursor:
            values: dict[str, Any] = {"organization": acting_organization_id(), "words": wanted[place : place + BATCH]}
            cursor.execute(_NAMED, values)
            named.update(cursor.fetchall())
    for key, found in runs.items():
        words = next((one for one in found if one in named), None)
        if words:
            yield key, Match(named[words], Appointment.FoundBy.TITLE)


def _runs(title: str) -> Iterator[str]:
    """Runs of words of a title without the signs around them, the longest first."""
    words = [_EDGES.sub("", word) for word in title.split()[:MOST_WORDS]]
    for length in range(LONGEST_NAME, 0, -1):
        for place in range(len(words) - length + 1):
            run = " ".join(word for word in words[place : place + length] if word)
            if len(run) >= SHORTEST_NAME:
                yield run
