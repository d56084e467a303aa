"""A template that the example organization saved from its own map."""

import random
from datetime import datetime

from presence.tenancy.actors import Actor
from touchpoints.exchange import templates


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Save the map as it is drawn."""
    about = "Our usual map: machines confirm and remind, people talk about money, scope and trouble."
    templates.save(by=by, name="Service company", about=about)
