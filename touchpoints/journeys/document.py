"""A whole map as one value: what a version keeps, what is exported, compared and written back.

Order in the lists is order on the map. Ids are the rows' own; where a row is not known, its key or a new id stands for it.
People and calendars are named by their ids.
"""

import hashlib
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

import msgspec

from presence.kit import refusals
from presence.kit.api.fields import number, text, title
from touchpoints.journeys import rules
from touchpoints.journeys.models import Channel, Mode, Protection, Stake

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=rules.KEY_LENGTH, pattern="^[-a-zA-Z0-9_]+$")]
Minutes = Annotated[int, number(1, 600_000)]


class Hatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the customer reaches. Without a calendar the organization's usual hours hold."""

    member: UUID
    calendar: UUID | None = None
    reply_minutes: Minutes


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an automatic moment says first."""

    language: Annotated[str, title(8)] = "en"
    subject: Annotated[str, title(150)]
    text: Annotated[str, title(5000)]

    @property
    def sha256(self) -> str:
        """What a person approves: the same hash as touchpoints_message_hash() in the database."""
        return hashlib.sha256(f"{self.language}\n{self.subject}\n\n{self.text}".encode()).hexdigest()


class Moment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A touchpoint."""

    id: UUID | None = None
    key: Key
    name: Annotated[str, title(120)]
    intent: Annotated[str, text(300)] = ""
    mode: Mode = Mode.HUMAN_ONLY
    mode_reason: Annotated[str, text(300)] = ""
    owner: UUID | None = None
    protected: list[Protection] = []
    stakes: list[Stake] = []
    channel: Channel | None = None
    response_target_minutes: Annotated[int, number(0, 2_000_000)] | None = None
    key_moment: bool = False
    top_five: bool = False
    first_truth_due: bool = False
    hatch: Hatch | None = None
    message: Message | None = None


class StagePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID | None = None
    name: Annotated[str, title(120)]
    touchpoints: Annotated[list[Moment], msgspec.Meta(max_length=500)] = []


class JourneyPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: UUID | None = None
    name: Annotated[str, title(120)]
    owner: UUID | None = None
    stages: Annotated[list[StagePart], msgspec.Meta(min_length=1, max_length=100)]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The map. It has at least one journey, and each journey at least one stage."""

    journeys: Annotated[list[JourneyPart], msgspec.Meta(min_length=1, max_length=50)]

    def moments(self) -> Iterator[Moment]:
        return (moment for journey in self.journeys for stage in journey.stages for moment in stage.touchpoints)

    def places(self) -> Iterator[tuple[JourneyPart, StagePart, int, Moment]]:
        """Every touchpoint with its journey, its stage and its place there from 0."""
        for journey in self.journeys:
            for stage in journey.stages:
                for place, moment in enumerate(stage.touchpoints):
                    yield journey, stage, place, moment


class BadDocument(refusals.Refusal):
    """What was given is no map. `pointer` leads to the part that is wrong."""


def load(given: dict[str, Any]) -> Document:
    """The map that a plain value describes. Raises BadDocument and rules.ProtectedNeverAutomate."""
    try:
        found = msgspec.convert(given, Document)
    except msgspec.ValidationError as error:
        words, _, where = str(error).partition(" - at ")
        raise BadDocument(f"{words}.", pointer=_pointer(where)) from error
    _refuse_twice(found)
    for moment in found.moments():
        rules.guard(mode=moment.mode, protected=[mark.value for mark in moment.protected])
    return found


def dump(document: Document) -> dict[str, Any]:
    """The map as plain values, lists of marks in one order, so that equal maps are equal."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    for journey in plain["journeys"]:
        for stage in journey["stages"]:
            for moment in stage["touchpoints"]:
                moment["protected"] = sorted(set(moment["protected"]))
                moment["stakes"] = sorted(set(moment["stakes"]))
    return plain


def digest(given: dict[str, Any]) -> str:
    """A short name for exactly this map."""
    return hashlib.sha256(msgspec.json.encode(given, order="deterministic")).hexdigest()[:32]


def _pointer(where: str) -> str:
    """`$.journeys[0].name` as journeys/0/name."""
    return where.strip("`$.").replace("[", "/").replace("]", "").replace(".", "/")


def _refuse_twice(document: Document) -> None:
    keys: set[str] = set()
    ids: set[UUID] = set()
    for _journey, stage, place, moment in document.places():
        if moment.key in keys or moment.id in ids:
            raise BadDocument(f"The touchpoint “{moment.key}” stands on the map twice.", pointer=f"{stage.name}/{place}")
        keys.add(moment.key)
        ids |= {moment.id} if moment.id else set()
    known = [journey.id for journey in document.journeys] + [stage.id for each in document.journeys for stage in each.stages]
    given = [one for one in known if one]
    if len(given) != len(set(given)):
        raise BadDocument("A journey or stage stands on the map twice.", pointer="journeys")
