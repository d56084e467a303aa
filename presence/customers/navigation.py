"""What the shell offers of this room."""

from collections.abc import Iterable

from presence.kit.navigation import Action, Item, Member, address
from presence.tenancy.models import Role

CUSTOMERS = Item("Customers", "customers", key="c", icon="people", bottom=True)


def actions(member: Member) -> Iterable[Action]:
    """What this member can do with customers."""
    if member.may(Role.AGENT):
        yield Action("New customer", address("customer_new"), also="add create account client")
    yield Action(
        "Customers with a renewal soon", f"{address('customers')}?renewal=90&sort=renewal", group="Go to", also="contract end"
    )
    yield Action("My customers", f"{address('customers')}?owner={member.pk}", group="Go to", also="mine owner")
    yield Action("Download customers as CSV", address("customers_csv"), also="export spreadsheet excel")
