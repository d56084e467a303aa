"""What came from a customer follows them when two records become one, and goes back when they are taken apart."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from touchpoints.incoming.models import IncomingMail


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """Their mail is the remaining customer's. What somebody both knew wrote is by the one row that stays of them."""
    theirs = IncomingMail.rows().filter(customer=former_id)
    moved["incoming"] = [[pk, contact] for pk, contact in theirs.values_list("pk", "contact")]
    for former, stays in contacts.items():
        theirs.filter(contact=former).update(contact=stays)
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Each is by the customer and the person it was by again, unless it was moved on since."""
    for pk, contact in moved.get("incoming", []):
        IncomingMail.rows().filter(pk=pk, customer=customer_id).update(customer=former_id, contact=contact)
