"""One's own timers over REST: those of the member who made the key, or who is signed in. Nobody reads another's."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec
from django.urls import reverse

from presence.customers.models import Customer
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, said
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.journeys.models import Touchpoint
from touchpoints.timer import actions, reading
from touchpoints.timer.models import Timer as Row

Kind = Literal["outreach", "clarifying_call", "follow_up"]


class Timer(msgspec.Struct, frozen=True):
    """`minutes` is null while it runs, and for one that ran for more than four hours: somebody has to say."""

    id: UUID
    customer: UUID | None
    touchpoint: UUID | None
    presence_kind: Kind | None
    started_at: At
    stopped_at: At | None
    discarded_at: At | None
    interaction: Annotated[UUID | None, said("What was logged with it.")]
    minutes: int | None


class NewTimer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Everything can be said later, where the contact is logged."""

    customer: UUID | None = None
    touchpoint: UUID | None = None
    presence_kind: Kind | None = None


class TimerView(ApiView):
    tag = "interactions"
    refusals: ClassVar = {actions.AlreadyRunning: problems.Conflict, actions.TimerGone: problems.Conflict}


class Timers(TimerView):
    @operation(name="list_timers", summary="List my timers", scope="interactions:read", query=PageQuery, answer=Page[Timer])
    def get(self, call: Call[PageQuery]) -> Reply:
        """The latest first."""
        return call.page(reading.of(callers.of(call).member.pk), order=["-started_at", "-id"], shape=_shapes)

    @operation(
        name="start_timer",
        summary="Start my timer",
        scope="interactions:write",
        body=NewTimer,
        answer=Timer,
        status=201,
        has_etag=True,
        conflicts=True,
        example={"presence_kind": "outreach"},
    )
    def post(self, call: Call[NoQuery], body: NewTimer) -> Reply:
        """One runs at a time: 409 when another does."""
        customers, touchpoints = Customer.rows(), Touchpoint.rows()
        row = actions.start(
            by=callers.actor(call),
            now=call.now,
            member=callers.of(call).member,
            customer=lookups.named(customers, body.customer, pointer="/customer", noun="customer") if body.customer else None,
            touchpoint=lookups.named(touchpoints, body.touchpoint, pointer="/touchpoint", noun="touchpoint")
            if body.touchpoint
            else None,
            presence_kind=body.presence_kind or "",
        )
        return Reply(_shapes([row])[0], status=201, location=call.url(reverse("api_timer", args=[row.pk])))


class OneTimer(TimerView):
    @operation(name="get_timer", summary="Read my timer", scope="interactions:read", answer=Timer, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Another member's is as good as none."""
        return Reply(_read(call, id))


class TimerStop(TimerView):
    @operation(name="stop_timer", summary="Stop my timer", scope="interactions:write", answer=Timer, conflicts=True)
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Its minutes then wait to be logged. Stopped already, it stays as it was; 409 when it was discarded or logged."""
        actions.stop(by=callers.actor(call), now=call.now, timer=_mine(call, id))
        return Reply(_read(call, id))


class TimerDiscard(TimerView):
    @operation(name="discard_timer", summary="Discard my timer", scope="interactions:write", answer=Timer, conflicts=True)
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """It measured nothing. 409 when it is logged."""
        actions.discard(by=callers.actor(call), now=call.now, timer=_mine(call, id))
        return Reply(_read(call, id))


def _mine(call: Call[NoQuery], id: UUID) -> Row:
    return lookups.one(reading.of(callers.of(call).member.pk), id)


def _read(call: Call[NoQuery], id: UUID) -> Timer:
    return _shapes([_mine(call, id)])[0]


def _shapes(rows: Sequence[Row]) -> list[Timer]:
    return [
        Timer(
            id=row.pk,
            customer=row.customer_id,
            touchpoint=row.touchpoint_id,
            presence_kind=row.presence_kind or None,  # type: ignore[arg-type]  # one of the kinds, by a constraint
            started_at=json.utc(row.started_at),
            stopped_at=json.utc(row.stopped_at) if row.stopped_at else None,
            discarded_at=json.utc(row.discarded_at) if row.discarded_at else None,
            interaction=row.interaction_id,
            minutes=reading.minutes(row),
        )
        for row in rows
    ]
