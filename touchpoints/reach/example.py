"""What the example organization says to whoever wants a person."""

import random
from datetime import datetime

from presence.tenancy.actors import Actor
from touchpoints.reach import actions


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    actions.write(
        by=by, phone="02 555 01 23", words="In an emergency please call: somebody answers until ten at night.", country="BE"
    )
