"""The example organization's queue: a few who wait, one who is late, one somebody reached, and many that were handed back."""

import random
from datetime import datetime, timedelta
from typing import Any

from presence.customers.models import Contact, Customer
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.journeys.models import Touchpoint

CUSTOMER = Actor(kind="customer", label="The customer")
HANDED_BACK = 32  # more than one page of the list
BEFORE = timedelta(days=80)

# What was said, at which touchpoint, why a person is needed, and how many minutes ago. The first one is late by now.
WAITING: tuple[tuple[str, str, Reason, int], ...] = (
    ("The day on the confirmation is not the one we spoke about. Who can I call?", "visit-confirmation", Reason.ASKED, 60 * 80),
    ("I got three updates that say nothing. Is somebody working on it?", "status-update", Reason.REPLY, 95),
    ("Line four of the invoice is not what we agreed.", "invoice-or-renewal", Reason.COMPLAINT, 40),
    ("", "status-update", Reason.ASKED, 12),
)
SAID = (
    ("Please call me about Thursday.", "Called; Thursday is confirmed."),
    ("Is the second unit part of this?", "Explained what the plan holds and sent it once more."),
    ("I do not understand the invoice.", "Went through it line by line; nothing is open."),
    ("Nobody came.", "Apologized, and booked the first visit tomorrow."),
)
CALLER = "Marc, somebody at the dental practice opposite the station, 0479 00 00 00"


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Those who wait belong to different customers; one is claimed, one is reached, one wrote from the organization's page."""
    agents = [
        Actor.of(one) for one in Membership.rows().filter(role="agent").select_related("user").order_by("joined_at", "id")
    ]
    customers = list(Customer.rows().select_related("owner").order_by("external_ref")[: HANDED_BACK + len(WAITING)])
    places = {one.key: one for one in Touchpoint.rows()}
    if agents:
        _past(customers[len(WAITING) :], places["status-update"], agents, now, dice)
    opened = [
        _open(customer, now - timedelta(minutes=minutes), reason, words, places[key])
        for customer, (words, key, reason, minutes) in zip(customers, WAITING, strict=False)
    ]
    actions.open_handoff(by=CUSTOMER, reason=Reason.ASKED, now=now - timedelta(minutes=25), customer=None, caller=CALLER)
    if agents and len(opened) > 2:
        actions.claim(by=agents[0], now=now - timedelta(minutes=60), handoff=opened[1])
        claimed = actions.claim(by=agents[-1], now=now - timedelta(minutes=30), handoff=opened[2])
        actions.reach(by=agents[-1], now=now - timedelta(minutes=20), handoff=claimed)


def _past(customers: list[Customer], place: Touchpoint, agents: list[Actor], now: datetime, dice: random.Random) -> None:
    for number, customer in enumerate(customers):
        opened_at = now - BEFORE * (number + 1) / (len(customers) + 1)
        words, done = SAID[number % len(SAID)]
        handoff = _open(customer, opened_at, dice.choice([Reason.ASKED, Reason.REPLY]), words, place)
        agent, waited = dice.choice(agents), timedelta(minutes=dice.randrange(5, 200))
        handoff = actions.claim(by=agent, now=opened_at + waited / 2, handoff=handoff)
        handoff = actions.reach(by=agent, now=opened_at + waited, handoff=handoff)
        actions.hand_back(by=agent, now=opened_at + waited + timedelta(minutes=9), handoff=handoff, done=done)


def _open(customer: Customer, now: datetime, reason: Reason, words: str, place: Touchpoint) -> Handoff:
    contact = Contact.rows().filter(customer=customer).first()
    about: dict[str, Any] = {"reason": reason, "words": words, "touchpoint": place, "contact": contact}
    return actions.open_handoff(by=CUSTOMER, now=now, customer=customer, **about)
