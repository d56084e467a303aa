"""The example organization's map: published as its leaders went along, one version set for later, one change asked for."""

from datetime import datetime, timedelta

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import actions, approvals, publishing, ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import MapVersion

MESSAGES = {
    "visit-confirmation": Message(
        subject="Your visit is booked",
        text="We come when we said. If the day no longer suits you, answer this mail and we find another one.",
    ),
    "status-update": Message(
        subject="Where your order stands",
        text="Nothing has changed since we last wrote: the work goes on as agreed. You hear from us when it does not.",
    ),
    "invoice-or-renewal": Message(
        subject="Your invoice",
        text="It holds what we agreed and nothing else. If a line surprises you, tell us before you pay.",
    ),
}


def publish_careful(*, by: Actor, now: datetime) -> None:
    """The first version somebody chose: what is automatic later is still prepared here, and finished by people."""
    for key in MESSAGES:
        actions.change_touchpoint(by=by, touchpoint=_find(key), mode="augment")
    publishing.publish(by=by, now=now, note="Every moment has its mode; machines only prepare.")


def publish_automatic(*, by: Actor, now: datetime) -> MapVersion:
    """The second one: three moments go out by themselves, each with a person to reach."""
    owner = Membership.rows().filter(role="owner").order_by("joined_at", "id")[0]
    person = Membership.rows().filter(role="agent").order_by("joined_at", "id").first() or owner
    for key, message in MESSAGES.items():
        touchpoint = actions.change_touchpoint(by=by, touchpoint=_find(key), mode="automate", owner=owner)
        ways.set_hatch(by=by, touchpoint=touchpoint, member=person, reply_minutes=120)
        ways.set_message(by=by, touchpoint=touchpoint, message=message)
    return publishing.publish(by=by, now=now, note="Confirmations, status updates and invoices go out at once.")


def look_ahead(*, by: Actor, now: datetime) -> None:
    """A version for the day after tomorrow, and a change that waits for a second person."""
    actions.change_touchpoint(by=by, touchpoint=_find("post-issue-follow-up"), key_moment=True, response_target_minutes=480)
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=2)
    publishing.publish(by=by, now=now, note="Follow-ups count as key moments.", effective_from=morning)
    leader = Membership.rows().filter(role="leader").select_related("user").order_by("joined_at", "id").first()
    if leader:
        recovery = actions.change_touchpoint(by=Actor.of(leader), touchpoint=_find("service-recovery"), mode="augment")
        reason = "A short summary before the call would save the customer from telling it twice."
        approvals.ask(by=Actor.of(leader), now=now - timedelta(hours=3), touchpoint=recovery, reason=reason)


def _find(key: str) -> Touchpoint:
    return Touchpoint.rows().get(key=key)
