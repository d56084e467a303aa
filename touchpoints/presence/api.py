"""Presence time over REST: one's own, and the targets."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Day, number, said
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers
from touchpoints.presence import actions, reading, rules
from touchpoints.presence.models import PresenceTarget

Role = Annotated[Literal["leader", "agent"], said("Whose target it is.")]


class TargetRange(msgspec.Struct, frozen=True):
    """Percent of frontline time, from a day on."""

    low: int
    high: int
    from_day: date


class PresenceTime(msgspec.Struct, frozen=True):
    """Minutes of proactive contact between two days, both included. `share` is null without frontline hours.

    A contact counts once: as `timer` when a timer measured it, else as `logged`. `untimed` ones had no minutes and count none.
    """

    first_day: date
    last_day: date
    minutes: float
    by_kind: dict[str, float]
    by_source: dict[str, float]
    contacts: int
    untimed: int
    available_minutes: int
    share: float | None
    target: TargetRange | None


class RoleTarget(msgspec.Struct, frozen=True):
    """What was set; the one with the latest `from_day` that has come holds, of two for one day the one set last."""

    role: Role
    low: int
    high: int
    from_day: date
    set_at: At


class NewTarget(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """It holds from a day on; former ones hold for the days before."""

    role: Role
    low: Annotated[int, number(0, 100, description="Percent of frontline time.")]
    high: Annotated[int, number(1, 100, description="Percent of frontline time.")]
    from_day: Day


class PresenceQuery(msgspec.Struct, frozen=True, kw_only=True):
    week: Annotated[Day, said("Any day of the week that is asked for; this week without it.")] | None = None


class PresenceView(ApiView):
    tag = "interactions"
    refusals: ClassVar = {actions.OutOfOrder: problems.Invalid}


class MyPresence(PresenceView):
    @operation(
        name="get_my_presence_time",
        summary="My presence time",
        scope="interactions:read",
        query=PresenceQuery,
        answer=PresenceTime,
    )
    def get(self, call: Call[PresenceQuery]) -> Reply:
        """Of whoever made the key, or is signed in; nobody reads another's. Teams are a metric: `/metrics/presence-time/`."""
        caller = callers.of(call)
        today = call.now.astimezone(caller.organization.zone).date()
        first, last = rules.week_of(call.query.week or today)
        return Reply(_shape(reading.mine(caller.member, caller.organization, first, last)))


class PresenceTargets(PresenceView):
    @operation(
        name="list_presence_targets",
        summary="Targets of presence time",
        scope="interactions:read",
        query=PageQuery,
        answer=Page[RoleTarget],
    )
    def get(self, call: Call[PageQuery]) -> Reply:
        """All that were ever set, the newest day first."""
        return call.page(PresenceTarget.rows(), order=["-from_day", "-set_at", "-id"], shape=_targets)

    @operation(
        name="set_presence_target",
        summary="Set a target of presence time",
        scope="touchpoints:write",
        body=NewTarget,
        answer=RoleTarget,
        status=201,
        has_address=False,
        example={"role": "agent", "low": 20, "high": 30, "from_day": "2026-12-01"},
    )
    def post(self, call: Call[NoQuery], body: NewTarget) -> Reply:
        """Leaders set targets: the scope needs a leader's key."""
        about = {"role": body.role, "low": body.low, "high": body.high, "from_day": body.from_day}
        row = actions.set_target(by=callers.actor(call), now=call.now, **about)  # type: ignore[arg-type]  # each its own type
        return Reply(_targets([row])[0], status=201)


def _targets(rows: Sequence[PresenceTarget]) -> list[RoleTarget]:
    return [
        RoleTarget(row.role, row.low, row.high, row.from_day, json.utc(row.set_at))  # type: ignore[arg-type]  # a constraint says so
        for row in rows
    ]


def _shape(mine: reading.Mine) -> PresenceTime:
    target = mine.target
    return PresenceTime(
        first_day=mine.first,
        last_day=mine.last,
        minutes=round(mine.minutes, 2),
        by_kind={kind: round(minutes, 2) for kind, minutes in mine.by_kind.items()},
        by_source={source: round(minutes, 2) for source, minutes in mine.by_source.items()},
        contacts=mine.contacts,
        untimed=mine.untimed,
        available_minutes=mine.available,
        share=None if mine.share is None else round(mine.share, 6),
        target=TargetRange(target.low, target.high, target.from_day) if target else None,
    )
