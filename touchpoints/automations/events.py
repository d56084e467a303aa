"""Taking in what other systems say has happened."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit import refusals
from presence.tenancy.actors import Actor
from promises.record.models import Promise
from touchpoints.automations import values
from touchpoints.automations.models import Event


class OthersPromise(refusals.Refusal):
    """The promise was made to another customer."""

    def __init__(self) -> None:
        super().__init__("This promise was made to another customer.", pointer="promise")


@transaction.atomic
def receive(
    *,
    by: Actor,
    key: str,
    external_ref: str,
    customer: Customer,
    occurred_at: datetime,
    address: str = "",
    promise: Promise | None = None,
    facts: Mapping[str, str] | None = None,
) -> tuple[Event, bool]:
    """Write an event down, and whether it is new: the same reference of a key is one event, as it was said first.

    Automations with this key answer it when they are next looked at. Raises OthersPromise; TypeError for unknown facts.
    """
    given = {name: value for name, value in (facts or {}).items() if value}
    if unknown := set(given) - set(values.SENT_BY_EVENTS):
        raise TypeError(f"An event has no {', '.join(sorted(unknown))}.")
    if promise and promise.customer_id != customer.pk:
        raise OthersPromise
    said = {"customer": customer, "occurred_at": occurred_at, "address": address, "promise": promise, "facts": given}
    event, is_new = Event.objects.get_or_create(key=key, external_ref=external_ref, defaults=said)
    if is_new:
        audit.record(verb="event.received", by=by, subject=event, key=key)
    return event, is_new
