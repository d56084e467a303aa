"""The way to a person that stands beside every choice."""

from presence.customers.models import EmailAddress
from touchpoints.reach import links as reach


def to_a_person(address: str) -> str:
    """The page behind which a person answers; it knows the customer when exactly one has this address."""
    customers = EmailAddress.rows().filter(address_norm=address).values_list("customer_id", flat=True).distinct()[:2]
    return reach.address_of(customer_id=customers[0] if len(customers) == 1 else None, touchpoint_id=None)
