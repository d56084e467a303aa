"""A person's turn: where messages resolved nothing, whoever does not get the next one gets a person."""

from datetime import datetime

from presence.tenancy.actors import SYSTEM
from touchpoints.handoffs import actions as handoffs
from touchpoints.handoffs.models import Reason
from touchpoints.sends import rules
from touchpoints.sends.models import Message


def hand_over(message: Message, now: datetime) -> None:
    """Open a handoff in place of this message, in the transaction that ends it; once, however often it is judged."""
    words = f"{rules.MOST_IN_A_ROW} automated messages resolved nothing. The next one, “{message.automation}”, was not sent."
    handoffs.open_handoff(
        by=SYSTEM,
        reason=Reason.UNRESOLVED,
        now=now,
        customer=message.customer,
        contact=message.contact,
        touchpoint=message.touchpoint,
        promise=message.promise,
        words=words,
        source_id=f"message:{message.pk}",
    )
