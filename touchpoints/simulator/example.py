"""Two scenarios of the example organization: people at key moments, and reminders left to machines."""

import random
from datetime import datetime

from presence.tenancy.actors import Actor
from touchpoints.journeys.models import Touchpoint
from touchpoints.simulator import actions, assumptions

MORE_BY_MACHINE = {"first-response": "automate", "post-issue-follow-up": "automate", "renewal-proposal": "automate"}
MORE_BY_PEOPLE = {"first-response": "human_only", "status-update": "augment", "invoice-or-renewal": "augment"}


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Make both from the map as it is drawn."""
    drawn = {one.key: one for one in Touchpoint.rows().filter(archived_at=None)}
    for name, wanted in (("People wherever it matters", MORE_BY_PEOPLE), ("More by machine", MORE_BY_MACHINE)):
        modes = {str(one.pk): wanted.get(key, one.mode) for key, one in drawn.items()}
        actions.make_scenario(by=by, name=name, content=assumptions.Scenario(modes=modes))
