"""What the planner begins with: how many customers there are, what they take, and what the coming weeks hold."""

from datetime import date, timedelta
from typing import Any

from presence.customers.models import Customer
from presence.hours import reading as hours
from presence.tenancy.models import Membership, Organization
from touchpoints.planner import rules
from touchpoints.simulator import assumptions, inputs
from touchpoints.simulator.reading import Ground
from touchpoints.simulator.rules import Traits

OFFERS = 3
MINUTES = 4.0
LEVELS = {"basic": 0.5, "good": 1.0, "excellent": 2.0}  # of what a customer and offer take now
HOURS = 40.0


def usual_wish(ground: Ground) -> dict[str, Any]:
    """Numbers to begin with: today's customers and hours, and the minutes a customer takes now as good service."""
    customers = Customer.rows().count() or 1
    recorded = ground.recorded_hours * 60 / (customers * OFFERS)
    now = round(recorded, 1) or MINUTES
    minutes = {level: max(0.1, round(now * share, 1)) for level, share in LEVELS.items()}
    available = round(sum(ground.available.values()), 1) or HOURS
    return {"customers": customers, "offers": OFFERS, "service": "good", "hours": available, **minutes}


def loads(ground: Ground) -> list[rules.Load]:
    """The touchpoints as they are in a usual week, with how much each matters."""
    moments = inputs.moments(ground.subjects, assumptions.Scenario(), ground.weeks)
    return [rules.Load(one.name, one.weekly, one.hours, _weight(one.traits)) for one in moments]


def hours_between(organization: Organization, first: date, last: date) -> float:
    """Frontline hours a week in these days, absences and holidays taken off."""
    members = list(Membership.rows().filter(removed_at=None).values_list("pk", flat=True))
    days = (last - first + timedelta(days=1)).days
    return sum(hours.minutes_there(organization, members, first, last).values()) / 60 / days * 7


def _weight(traits: Traits) -> int:
    """What needs a person weighs more, and most where several reasons meet."""
    return len(traits.protected) + len(traits.stakes) + 2 * traits.key_moment + 2 * traits.first_truth_due
