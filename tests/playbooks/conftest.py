"""A playbook of Fieldstone Care, and words for more."""

from datetime import UTC, date, datetime

import pytest

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import actions
from touchpoints.playbooks.models import Playbook
from touchpoints.playbooks.rules import Asset, Content, Gift

NOW = datetime.now(UTC)
LATER = date(2100, 1, 1)
EARLIER = date(2020, 1, 1)
FULL = Content(
    name="Explaining a scope change",
    talk_track="Begin with what stays.\nThen say what changes.",
    options=("Now", "With the next visit"),
    gifts=(Gift("offer", "A free look at the second unit"), Gift("tip", "Two changes cost one journey")),
    next_steps=("Send the amended promise",),
    reminders=("Look up what is excluded", "- In the promise, not from memory", "Say the first truth"),
    assets=(Asset("Price list", "https://fieldstone.example/prices"),),
)


def touchpoint(key: str) -> Touchpoint:
    return Touchpoint.rows().get(key=key)


@pytest.fixture
def playbook(cast: Cast) -> Playbook:
    """On the scope change, owned by the leader, not due for long."""
    with scope.acting_for(cast.organization):
        return actions.write(
            by=Actor.of(cast.leader),
            now=NOW,
            content=FULL,
            review_date=LATER,
            owner=cast.leader,
            touchpoints=[touchpoint("scope-change")],
        )
