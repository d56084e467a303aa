"""Links with which the example organization shows its map outside. Nobody was given their addresses."""

import random
from datetime import datetime

from presence.tenancy.actors import Actor
from touchpoints.pictures import links


def fill(*, by: Actor, now: datetime, dice: random.Random) -> None:
    """Make one for an adviser, with owners and figures, and one that shows the modes alone."""
    links.make(by=by, label="Our adviser", with_figures=True, with_owners=True)
    links.make(by=by, label="Harbor Dental Group", with_figures=False, with_owners=False)
