"""What becomes of links when two customers are merged."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from promises.answers.models import PromiseLink


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """A link made for somebody whom both customers knew is for the one row that stays of them."""
    of_former = PromiseLink.rows().filter(contact__in=list(contacts))
    moved["link"] = [[pk, contact] for pk, contact in of_former.values_list("pk", "contact")]
    for former, stays in contacts.items():
        PromiseLink.rows().filter(contact=former).update(contact=stays)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Each is for the person it was made for again."""
    for pk, contact in moved.get("link", []):
        PromiseLink.rows().filter(pk=pk, promise__customer=former_id).update(contact=contact)
