"""The map as others write it: people by e-mail address, business hours by name, no ids, so that it can go anywhere.

A touchpoint is known by its key, a stage by its name in its journey, a journey by its name.
"""

from typing import Annotated

import msgspec

from presence.kit.api.fields import Email, number, said, text, title
from touchpoints.journeys import rules
from touchpoints.journeys.models import Channel, Mode, Protection, Stake

Key = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=rules.KEY_LENGTH,
        pattern="^[-a-zA-Z0-9_]+$",
        description="Names the touchpoint, whatever it is called; unique on the map.",
        examples=["status-update"],
        extra={"words": "Use letters, digits, - and _ only, such as status-update."},
    ),
]


class MapHatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the customer reaches from an automatic moment."""

    member: Annotated[Email, said("The e-mail address of the member who is reached.")]
    calendar: Annotated[str, title(60, description="Named business hours; without, the usual ones.")] | None = None
    reply_minutes: Annotated[int, number(1, 600_000, description="Minutes of those hours until an answer.")]


class MapMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an automatic moment says first. Nobody has approved it before the map is published."""

    language: Annotated[str, title(8, examples=["en"])] = "en"
    subject: Annotated[str, title(150)]
    text: Annotated[str, title(5000)]


class MapTouchpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A moment with the customer. Key and name suffice; no mode is human-only."""

    key: Key
    name: Annotated[str, title(120, examples=["Status update"])]
    intent: Annotated[str, text(300, description="What the customer wants at this moment.")] = ""
    mode: Mode = Mode.HUMAN_ONLY
    mode_reason: Annotated[str, text(300, description="Why this mode.")] = ""
    owner: Annotated[Email, said("The e-mail address of the member who answers for this moment.")] | None = None
    protected: Annotated[list[Protection], msgspec.Meta(max_length=7, description="Why it stays with people.")] = []
    stakes: Annotated[list[Stake], msgspec.Meta(max_length=6)] = []
    channel: Channel | None = None
    response_target_minutes: Annotated[int, number(0, 2_000_000)] | None = None
    key_moment: bool = False
    top_five: bool = False
    first_truth_due: bool = False
    hatch: MapHatch | None = None
    message: MapMessage | None = None


class MapStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phase of a journey; its name is its own there."""

    name: Annotated[str, title(120, examples=["Delivery"])]
    touchpoints: Annotated[list[MapTouchpoint], msgspec.Meta(max_length=500)] = []


class MapJourney(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ordered list of stages; its name is its own on the map."""

    name: Annotated[str, title(120, examples=["From first contact to renewal"])]
    owner: Annotated[Email, said("The e-mail address of the member who answers for the journey.")] | None = None
    stages: Annotated[list[MapStage], msgspec.Meta(min_length=1, max_length=100)]


class WholeMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole map, in order."""

    journeys: Annotated[list[MapJourney], msgspec.Meta(min_length=1, max_length=50)]
