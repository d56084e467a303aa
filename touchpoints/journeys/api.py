"""Touchpoints over REST. A change needs the version that was read: two leaders must not overwrite each other unseen."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.urls import reverse
from msgspec import UNSET, UnsetType

from presence.hours.models import Calendar
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Email, number, said, text, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.journeys import actions, models, rules, ways
from touchpoints.journeys.document import Message
from touchpoints.journeys.models import Channel, Mode, Protection, Stage, Stake

Key = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=rules.KEY_LENGTH,
        pattern="^[-a-zA-Z0-9_]+$",
        description="Names the touchpoint in other systems; unique in the organization.",
        examples=["status-update"],
        extra={"words": "Use letters, digits, - and _ only, such as status-update."},
    ),
]
Name = Annotated[str, title(120, examples=["Status update"])]
Intent = Annotated[str, text(300, description="What the customer wants at this moment.")]
Reason = Annotated[str, text(300, description="Why this mode.")]
Owner = Annotated[Email, said("The e-mail address of the member who answers for this moment.")]
Protected = Annotated[list[Protection], msgspec.Meta(max_length=7, description="Why it stays with people: never `automate`.")]
Stakes = Annotated[list[Stake], msgspec.Meta(max_length=6)]
Target = Annotated[int, number(0, 2_000_000, description="Minutes within which the customer is answered.")]
Position = Annotated[int, number(0, 10_000, description="Place in its stage, from 0; beyond the end is the end.")]

EXAMPLE = {"key": "quote-call", "name": "Quote call", "mode": "human_only", "protected": ["pricing"], "channel": "call"}


class WayOut(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whom the customer reaches from an automatic moment. Without a calendar the organization's usual hours hold."""

    member: Annotated[Email, said("The e-mail address of the member whom the customer reaches.")]
    calendar: UUID | None = None
    reply_minutes: Annotated[int, number(1, 600_000, description="Minutes of those hours within which they answer.")]


class NewTouchpoint(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Key and name suffice: journey and stage default to the first, the mode to human-only."""

    key: Key
    name: Name
    journey: UUID | None = None
    stage: UUID | None = None
    position: Position | None = None
    intent: Intent = ""
    mode: Mode = Mode.HUMAN_ONLY
    mode_reason: Reason = ""
    owner: Owner | None = None
    protected: Protected = []
    stakes: Stakes = []
    channel: Channel | None = None
    response_target_minutes: Target | None = None
    key_moment: bool = False
    top_five: bool = False
    first_truth_due: bool = False
    hatch: WayOut | None = None
    message: Message | None = None


class TouchpointChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays; lists are replaced. `journey`, `stage` and `position` move it."""

    key: Key | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    journey: UUID | UnsetType = UNSET
    stage: UUID | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    intent: Intent | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    mode_reason: Reason | UnsetType = UNSET
    owner: Owner | UnsetType | None = UNSET
    protected: Protected | UnsetType = UNSET
    stakes: Stakes | UnsetType = UNSET
    channel: Channel | UnsetType | None = UNSET
    response_target_minutes: Target | UnsetType | None = UNSET
    key_moment: bool | UnsetType = UNSET
    top_five: bool | UnsetType = UNSET
    first_truth_due: bool | UnsetType = UNSET
    hatch: WayOut | UnsetType | None = UNSET
    message: Message | UnsetType | None = UNSET


class Touchpoint(msgspec.Struct, frozen=True):
    id: UUID
    key: str
    name: str
    journey: UUID
    journey_name: str
    stage: UUID
    stage_name: str
    position: int
    intent: str
    mode: Mode
    mode_reason: str
    owner: str | None
    protected: list[Protection]
    stakes: list[Stake]
    channel: Channel | None
    response_target_minutes: int | None
    key_moment: bool
    top_five: bool
    first_truth_due: bool
    hatch: WayOut | None
    message: Message | None
    published_mode: Annotated[Mode, said("What holds now: `mode` is what is drawn, and obeyed once it is published.")]
    published_version: Annotated[int | None, said("The map's version it was published in; null when it never was.")]
    archived_at: At | None
    created_at: At
    updated_at: At


class TouchpointQuery(PageQuery, frozen=True, kw_only=True):
    key: Annotated[str, title(60, description="Only the touchpoint with this key.")] | None = None
    mode: Annotated[Mode, said("Only touchpoints of this mode.")] | None = None
    stage: Annotated[UUID, said("Only touchpoints of this stage.")] | None = None
    journey: Annotated[UUID, said("Only touchpoints of this journey.")] | None = None


class TouchpointView(ApiView):
    tag = "touchpoints"
    refusals: ClassVar = {
        actions.KeyTaken: problems.Conflict,
        actions.StaleTouchpoint: problems.Stale,
        actions.NoStage: problems.Invalid,
        rules.ProtectedNeverAutomate: problems.Invalid,
    }


class Touchpoints(TouchpointView):
    @operation(
        name="list_touchpoints",
        summary="List touchpoints",
        scope="touchpoints:read",
        query=TouchpointQuery,
        answer=Page[Touchpoint],
    )
    def get(self, call: Call[TouchpointQuery]) -> Reply:
        """Those on the map today, newest first; `position` tells their order in a stage."""
        asked = call.query
        filters = {"key": asked.key, "mode": asked.mode, "stage": asked.stage, "stage__journey": asked.journey}
        rows = readable().filter(archived_at=None, **{name: value for name, value in filters.items() if value is not None})
        return call.page(rows, order=["-id"], shape=shape_all)

    @operation(
        name="create_touchpoint",
        summary="Add a touchpoint",
        scope="touchpoints:write",
        body=NewTouchpoint,
        answer=Touchpoint,
        status=201,
        has_etag=True,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: NewTouchpoint) -> Reply:
        """At the end of its stage, or at `position`."""
        stage = _stage(body.journey, body.stage)
        row = actions.add_touchpoint(by=callers.actor(call), stage=stage, **_values(body))
        _write_ways(call, row, body)
        if body.position is not None:
            actions.move_touchpoint(by=callers.actor(call), touchpoint=row, position=body.position)
        return Reply(_read(row.pk), status=201, location=call.url(reverse("api_touchpoint", args=[row.pk])))


class OneTouchpoint(TouchpointView):
    @operation(name="get_touchpoint", summary="Read a touchpoint", scope="touchpoints:read", answer=Touchpoint, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Its `ETag` is what a change needs."""
        return Reply(_read(id))

    @operation(
        name="change_touchpoint",
        summary="Change a touchpoint",
        scope="touchpoints:write",
        body=TouchpointChange,
        answer=Touchpoint,
        if_match="required",
        has_etag=True,
        conflicts=True,
        example={"mode": "augment", "mode_reason": "Drafts save time, a person sends."},
    )
    def patch(self, call: Call[NoQuery], body: TouchpointChange, id: UUID) -> Reply:
        """Fields that are absent stay as they are. `If-Match` is needed."""
        row = lookups.one(models.Touchpoint.rows().select_related("stage").select_for_update(of=("self",), no_key=True), id)
        call.require_match(_read(id))
        if row.archived_at:
            raise problems.Conflict("This touchpoint is archived. Restore it on the map first.")
        actions.change_touchpoint(by=callers.actor(call), touchpoint=row, **_values(body))
        _write_ways(call, row, body)
        _move(call, row, body)
        return Reply(_read(id))


def readable() -> QuerySet[models.Touchpoint]:
    """Touchpoints with everything that `shape` reads."""
    rows = models.Touchpoint.rows().select_related("stage__journey", "owner__user")
    return rows.prefetch_related("hatches__member__user", "messages", "published")


def shape_all(rows: Sequence[models.Touchpoint]) -> list[Touchpoint]:
    return [shape(row) for row in rows]


def shape(row: models.Touchpoint) -> Touchpoint:
    """A touchpoint as answers show it."""
    return Touchpoint(
        id=row.pk,
        key=row.key,
        name=row.name,
        journey=row.stage.journey_id,
        journey_name=row.stage.journey.name,
        stage=row.stage_id,
        stage_name=row.stage.name,
        position=row.position,
        intent=row.intent,
        mode=Mode(row.mode),
        mode_reason=row.mode_reason,
        owner=row.owner.user.email if row.owner else None,
        protected=[Protection(mark) for mark in row.protected],
        stakes=[Stake(stake) for stake in row.stakes],
        channel=Channel(row.channel) if row.channel else None,
        response_target_minutes=row.response_target_minutes,
        key_moment=row.key_moment,
        top_five=row.top_five,
        first_truth_due=row.first_truth_due,
        **_held(row),
        archived_at=json.utc(row.archived_at) if row.archived_at else None,
        created_at=json.utc(row.created_at),
        updated_at=json.utc(row.updated_at),
    )


def _held(row: models.Touchpoint) -> dict[str, Any]:
    """What an automatic touchpoint needs, and what is published of it."""
    published = next(iter(row.published.all()), None)
    ways_out = [
        WayOut(member=one.member.user.email, calendar=one.calendar_id, reply_minutes=one.reply_minutes)
        for one in row.hatches.all()
    ]
    messages = [Message(language=one.language, subject=one.subject, text=one.text) for one in row.messages.all()]
    return {
        "hatch": next(iter(ways_out), None),
        "message": next(iter(messages), None),
        "published_mode": Mode(rules.effective_mode(published.mode if published else None)),
        "published_version": published.version_number if published else None,
    }


def _write_ways(call: Call[NoQuery], row: models.Touchpoint, body: NewTouchpoint | TouchpointChange) -> None:
    by = callers.actor(call)
    if body.message is None:
        ways.remove_message(by=by, touchpoint=row)
    elif body.message is not UNSET:
        ways.set_message(by=by, touchpoint=row, message=body.message)
    if body.hatch is None:
        ways.remove_hatch(by=by, touchpoint=row)
    elif body.hatch is not UNSET:
        given = body.hatch
        member = lookups.member_with(given.member, pointer="/hatch/member")
        hours = given.calendar
        named = lookups.named(Calendar.rows(), hours, pointer="/hatch/calendar", noun="calendar") if hours else None
        ways.set_hatch(by=by, touchpoint=row, member=member, calendar=named, reply_minutes=given.reply_minutes)


def _read(id: UUID) -> Touchpoint:
    return shape(lookups.one(readable(), id))


def _values(body: NewTouchpoint | TouchpointChange) -> dict[str, Any]:
    """What the verbs take: given fields only, without place, the owner as a member."""
    given = {name: getattr(body, name) for name in actions.CHANGEABLE}
    given = {name: value for name, value in given.items() if value is not UNSET}
    if given.get("owner"):
        given["owner"] = lookups.member_with(given["owner"], pointer="/owner")
    if "channel" in given:
        given["channel"] = given["channel"] or ""
    return given


def _move(call: Call[NoQuery], row: models.Touchpoint, body: TouchpointChange) -> None:
    journey = None if body.journey is UNSET else body.journey
    stage = _stage(journey, None if body.stage is UNSET else body.stage) if journey or body.stage is not UNSET else None
    position = None if body.position is UNSET else body.position
    if stage or position is not None:
        actions.move_touchpoint(by=callers.actor(call), touchpoint=row, stage=stage, position=position)


def _stage(journey: UUID | None, stage: UUID | None) -> Stage | None:
    """The stage named, or the first of the journey named; None for the first of all. Raises Invalid."""
    stages = Stage.rows().filter(journey=journey) if journey else Stage.rows()
    if stage:
        noun = "stage in this journey" if journey else "stage"
        return lookups.named(stages, stage, pointer="/stage", noun=noun)
    if not journey:
        return None
    lookups.named(models.Journey.rows(), journey, pointer="/journey", noun="journey")
    return stages.order_by("position").first() or _no_stage()


def _no_stage() -> Stage:
    raise problems.invalid("/journey", "empty", "This journey has no stage yet.")
