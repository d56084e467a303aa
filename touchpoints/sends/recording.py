"""What left as contacts of its customer: handled by a machine, so that every figure counts it beside what people did.

A message is recorded after it left, not while it leaves: nothing that waits for the mail server waits for this. The message's
own name is the contact's reference, so that recording twice records once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from presence.tenancy.actors import SYSTEM
from touchpoints.automations.subjects import OF_MESSAGES
from touchpoints.interactions import ingest
from touchpoints.interactions.intake import InteractionInput
from touchpoints.interactions.models import Interaction
from touchpoints.sends.models import Message, State

LOOKS_BACK = timedelta(days=2)
MOST = 500


def record(*, now: datetime) -> int:
    """Record what reached customers lately and is not recorded yet; gives how many. A rehearsal reached no customer."""
    sent = Message.rows().filter(
        state=State.SENT, rehearsal=False, sent_at__gt=now - LOOKS_BACK, customer__erased_at=None, touchpoint__archived_at=None
    )
    known = Interaction.rows().filter(external_ref=OuterRef("reference"))
    fresh = sent.annotate(reference=Concat(Value(OF_MESSAGES), Cast("pk", TextField()))).filter(~Exists(known))
    named = fresh.order_by("sent_at", "pk").values_list("pk", "customer", "touchpoint", "sent_at")
    rows = [_contact(pk, customer, place, at or now) for pk, customer, place, at in named[:MOST]]
    return ingest.ingest(rows, by=SYSTEM, now=now).created if rows else 0


def _contact(message_id: UUID, customer_id: UUID, touchpoint_id: UUID, at: datetime) -> InteractionInput:
    return InteractionInput(
        occurred_at=at,
        external_ref=f"{OF_MESSAGES}{message_id}",
        customer=str(customer_id),
        touchpoint=str(touchpoint_id),
        channel="email",
        handled_by="automation",
    )
