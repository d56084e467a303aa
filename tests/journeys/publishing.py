"""Short ways to a published map, for tests of what obeys it."""

from datetime import UTC, datetime
from typing import Any

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys import actions, publishing, ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import MapVersion, PublishedTouchpoint

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
WORDS = Message(subject="Where things stand", text="Your order is on its way.")


def draw(by: Actor, key: str, **fields: Any) -> Touchpoint:
    """Change a touchpoint of the map being drawn. Automate gets an owner, a way to a person and a message."""
    touchpoint = actions.change_touchpoint(by=by, touchpoint=Touchpoint.rows().get(key=key), **fields)
    if touchpoint.mode == "automate":
        make_whole(by, touchpoint)
    return touchpoint


def make_whole(by: Actor, touchpoint: Touchpoint) -> None:
    """Give a touchpoint all that automate needs."""
    member = Membership.objects.get(pk=by.member_id)
    actions.change_touchpoint(by=by, touchpoint=touchpoint, owner=member)
    ways.set_hatch(by=by, touchpoint=touchpoint, member=member, reply_minutes=60)
    ways.set_message(by=by, touchpoint=touchpoint, message=WORDS)


def publish_mode(by: Actor, key: str, mode: str, now: datetime = NOW) -> MapVersion:
    """Publish a touchpoint with this mode."""
    draw(by, key, mode=mode)
    return publishing.publish(by=by, now=now)


def row(key: str) -> PublishedTouchpoint:
    """What holds at this touchpoint."""
    return PublishedTouchpoint.rows().get(touchpoint__key=key)
