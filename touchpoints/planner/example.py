"""Two choices of the example organization."""

import random
from datetime import datetime, timedelta

from presence.tenancy.actors import Actor
from touchpoints.planner import actions, rules

CHOSEN = ((40, ("quality", "speed")), (12, ("quality", "price")))


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Price gave when the first year began, the date gives since."""
    for days_ago, keep in CHOSEN:
        way = rules.third(keep)
        at = now - timedelta(days=days_ago)
        actions.decide(by=by, now=at, kind="quality", gives=way.gives, sentence=way.sentence, inputs={"keep": ", ".join(keep)})
