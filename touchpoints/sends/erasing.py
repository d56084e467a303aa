"""What messages lose when their customer, or somebody there, is erased: everything that was said, and to whom."""

from django.db.models.functions import Lower

from presence.customers.erasing import Erased
from touchpoints.sends import states
from touchpoints.sends.models import Message, State

WAITING = (State.QUEUED, State.HELD)


def customer_erased(*, erased: Erased) -> None:
    """That something was sent, when and why it was stays. What had not left is canceled."""
    theirs = Message.rows().filter(customer=erased.customer_id)
    if not erased.is_whole:
        theirs = theirs.annotate(address_norm=Lower("address")).filter(address_norm__in=erased.emails)
    theirs = states.in_order(theirs)
    theirs.filter(state__in=WAITING).update(state=State.CANCELED, reason="The customer was erased.", reason_code="erased")
    theirs.update(address="", facts={}, subject="", text="", html="", server_said="", contact=None)
