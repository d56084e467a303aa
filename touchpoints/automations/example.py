"""The automations of the example organization: some on, one rewritten, and a series that waits for approval."""

import random
from datetime import datetime, timedelta

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.automations import actions, approving, reading, ready, switching, taking
from touchpoints.automations.actions import Plan
from touchpoints.automations.models import Automation
from touchpoints.automations.templates import Draft
from touchpoints.journeys.models import Mode, Touchpoint
from touchpoints.journeys.published import PublishedTouchpoint

RENEWAL = Draft(
    "en",
    "Your plan ends on {{ customer.renewal_date | the agreed day }}",
    "Hello {{ contact.first_name | there }},\n\nyour plan with us ends on {{ customer.renewal_date | the agreed day }}. "
    "Nothing changes by itself, and no price is decided by mail: {{ customer.owner | your contact }} calls you before.\n\n"
    "If you would rather talk now, the line above leads to a person.",
)
SHORTER = Draft(
    "en",
    RENEWAL.subject,
    "Hello {{ contact.first_name | there }},\n\nyour plan ends on {{ customer.renewal_date | the agreed day }}. "
    "{{ customer.owner | Your contact }} calls you as soon as possible to go through it with you.",
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Leaders write, the owner approves."""
    writer = Membership.rows().filter(role="leader").select_related("user").order_by("joined_at", "id").first()
    owner = Membership.rows().filter(role="owner").select_related("user").order_by("joined_at", "id").first()
    automatic = PublishedTouchpoint.rows().filter(mode=Mode.AUTOMATE, archived=False).values("touchpoint")
    places = {place.key: place for place in Touchpoint.rows().filter(pk__in=automatic)}
    if writer is None or owner is None or not places:
        return
    first = next(iter(places.values()))
    began, leader, approver = now - timedelta(days=60), Actor.of(writer), Actor.of(owner)
    confirmation = _take("confirmation", leader, began, places.get("visit-confirmation", first))
    reminder = _take("reminder", leader, began, places.get("status-update", first))
    ping = _take("status-ping", leader, began, places.get("status-update", first))
    for one in (confirmation, reminder, ping):
        _switch_on(one, approver, began + timedelta(days=1))
        switching.widen(by=leader, now=now - timedelta(days=40), automation=one, seen=one.ramp)
    _renewal(leader, approver, began, places.get("invoice-or-renewal", first))
    _take("education-series", leader, now - timedelta(days=3), places.get("visit-confirmation", first))


def _take(slug: str, by: Actor, now: datetime, place: Touchpoint) -> Automation:
    chosen = next(one for one in ready.GALLERY if one.slug == slug)
    return taking.take(by=by, now=now, ready=chosen, touchpoint=place)[0]


def _switch_on(automation: Automation, by: Actor, now: datetime) -> None:
    approving.approve(by=by, now=now, automation=automation, seen_version=automation.version, number=1)
    switching.activate(by=by, now=now, automation=automation)


def _renewal(leader: Actor, approver: Actor, now: datetime, place: Touchpoint) -> None:
    """On, and since then rewritten in words that two people read differently: these wait."""
    plan = Plan(
        name="Before the renewal",
        touchpoint=place,
        kind="lifecycle",
        trigger="date",
        trigger_details={"date": "renewal", "days": -14, "at": "09:30"},
        conditions={"open_promise": True},
        ramp=100,
    )
    written = actions.write(by=leader, now=now, plan=plan, drafts=[RENEWAL])
    _switch_on(written, approver, now + timedelta(days=1))
    actions.change(by=leader, now=now + timedelta(days=55), automation=reading.rows().get(pk=written.pk), drafts=[SHORTER])
