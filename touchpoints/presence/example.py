"""What the example organization shows of its people's own time: targets, follow-ups that are due, a timer that runs."""

import random
from datetime import datetime, timedelta

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.followups import actions as followups
from touchpoints.interactions.models import Interaction
from touchpoints.presence import actions
from touchpoints.timer import actions as timing

TARGETS = (("agent", 200, 15, 25), ("agent", 40, 20, 30), ("leader", 200, 10, 20))
# Whose (by place among agents and leaders), on which day from now, and what about.
FOLLOW_UPS = (
    (0, 0, "Ask whether the new pump is quiet"),
    (0, 0, "Tell them when the part arrives"),
    (0, 2, "Walk through the renewal before it is due"),
    (0, 9, "Hear how the first month went"),
    (1, 0, "Confirm who opens the door on site"),
    (1, 1, "Say what the change in scope costs"),
    (2, 0, "Ask how the repair holds"),
    (2, 5, "Offer the spring visit"),
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Follow-ups with customers spoken with last, for everybody who meets customers; the last of them is on the phone."""
    today = now.date()
    for role, days_ago, low, high in TARGETS:
        actions.set_target(by=by, now=now, role=role, from_day=today - timedelta(days=days_ago), low=low, high=high)
    people = [*_members(Role.AGENT), *_members(Role.LEADER)]
    spoken = list(Interaction.rows().select_related("customer").order_by("-occurred_at", "-id")[: 4 * len(FOLLOW_UPS)])
    customers = list({one.customer_id: one.customer for one in spoken}.values())
    for (place, days, words), customer in zip(FOLLOW_UPS, customers, strict=False):
        member = people[place % len(people)]
        due = today + timedelta(days=days)
        followups.add(by=Actor.of(member), customer=customer, member=member, due_date=due, today=today, words=words)
    if people and customers:
        last = people[-1]
        began = now - timedelta(minutes=7)
        timing.start(by=Actor.of(last), now=began, member=last, customer=customers[-1], presence_kind="outreach")


def _members(role: Role) -> list[Membership]:
    return list(Membership.rows().select_related("user").filter(role=role, removed_at=None).order_by("joined_at", "id"))
