"""What the example organization set out to reach."""

import random
from datetime import datetime, timedelta

from metrics.targets import actions
from presence.tenancy.actors import Actor

# Metric, how many days ago, and the level from then on.
TARGETS = (
    ("promise-kept-rate", 200, 85),
    ("promise-kept-rate", 40, 90),
    ("presence-time", 120, 20),
    ("first-truth-rate", 120, 80),
    ("human-touch-ratio", 120, 95),
    ("employee-load-index", 120, 85),
)


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Targets for the five figures; the first one was raised."""
    for metric, days_ago, level in TARGETS:
        actions.set_target(by=by, now=now, metric=metric, level=level, from_day=now.date() - timedelta(days=days_ago))
