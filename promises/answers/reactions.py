"""What becomes of links when two customers are merged."""

from collections.abc import Mapping
from uuid import UUID

from promises.answers.models import PromiseLink


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID]) -> None:
    """A link made for somebody whom both customers knew is for the one row that stays of them."""
    for former, stays in contacts.items():
        PromiseLink.rows().filter(contact=former).update(contact=stays)
