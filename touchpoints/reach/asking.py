"""A customer asks for a person behind a link."""

from datetime import datetime

from presence.tenancy.actors import Actor
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.reach import opening
from touchpoints.reach.forms import Asked
from touchpoints.reach.opening import Opened

CUSTOMER = Actor(kind="customer", label="The customer")


def ask(*, now: datetime, opened: Opened, asked: Asked) -> Handoff:
    """Open a handoff. Whoever asks again through the same link, while nobody answered yet, adds words to theirs."""
    return actions.open_handoff(
        by=CUSTOMER,
        reason=Reason.ASKED,
        now=now,
        customer=opened.customer,
        contact=opened.contact,
        touchpoint=opened.touchpoint,
        words=asked.words,
        caller=asked.caller,
        doubt=asked.doubt,
        source_id=_source(opened, asked),
    )


def waiting(opened: Opened, receipt: str = "") -> Handoff | None:
    """The open handoff of whoever stands before this page."""
    source = opened.source_id if opened.customer else receipt
    return Handoff.rows().filter(source_id=source, handed_back_at=None).first() if source else None


def _source(opened: Opened, asked: Asked) -> str:
    """The link, where it is one customer's own; otherwise the page that was sent, so that pressing twice is asking once."""
    return opened.source_id if opened.customer else opening.source_of(asked.stamp or f"{asked.caller}\n{asked.words}")
