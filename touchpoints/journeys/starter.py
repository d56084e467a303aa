"""The map a new organization starts with: the five usual moments, all of them human-only until somebody chooses.

It is published at once as version 1, so that there is always a map that holds.
"""

from dataclasses import dataclass
from datetime import timedelta

from presence.audit import actions as audit
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization
from touchpoints.journeys import publishing
from touchpoints.journeys.models import Journey, Protection, Stage, Touchpoint


@dataclass(frozen=True, slots=True)
class Moment:
    key: str
    name: str
    intent: str
    protected: tuple[str, ...] = ()


EXAMPLE_BEGAN = timedelta(days=120)
"""How long ago an example organization began, so that its own versions come after its first one."""
JOURNEY = "From first contact to renewal"
STAGES = {
    "First contact": [Moment("first-response", "First response", "To know I was heard and what happens next.")],
    "Delivery": [
        Moment("status-update", "Status update", "To know where things stand without asking."),
        Moment(
            "scope-change",
            "Scope change",
            "To understand what a change costs before I decide.",
            (Protection.SCOPE_TRADEOFF.value,),
        ),
    ],
    "Money": [Moment("invoice-or-renewal", "Invoice or renewal", "To pay for what was agreed, without surprises.")],
    "After trouble": [Moment("post-issue-follow-up", "Post-issue follow-up", "To hear that it is fixed, from a person.")],
}


def organization_created(*, organization: Organization, owner: Membership) -> None:
    """Reaction: draw the starter map in the same transaction that makes the organization, as one recorded fact."""
    journey = Journey.objects.create(name=JOURNEY, position=0, owner=owner)
    stages = Stage.objects.bulk_create(Stage(journey=journey, name=name, position=place) for place, name in enumerate(STAGES))
    touchpoints = Touchpoint.objects.bulk_create(
        Touchpoint(
            stage=stage,
            position=place,
            key=moment.key,
            name=moment.name,
            intent=moment.intent,
            protected=list(moment.protected),
            owner=owner,
            top_five=True,
        )
        for stage in stages
        for place, moment in enumerate(STAGES[stage.name])
    )
    audit.record(verb="map.started", by=Actor.of(owner), subject=journey, touchpoints=[one.key for one in touchpoints])
    publishing.publish_first(owner=owner, ago=EXAMPLE_BEGAN if organization.is_example else timedelta())
