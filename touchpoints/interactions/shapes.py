"""What interactions look like over REST; the write form is intake.InteractionInput."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.db.models import Prefetch, QuerySet
from msgspec import UNSET, UnsetType

from presence.kit.api import json
from presence.kit.api.fields import At, MoneyOut, said
from presence.kit.api.problems import FieldProblem
from touchpoints.interactions import filters, rules
from touchpoints.interactions.intake import CheckInput, InteractionInput
from touchpoints.interactions.models import (
    Basis,
    Check,
    ExceptionKind,
    FirstTruth,
    HandledBy,
    Outcome,
    PresenceKind,
    Verdict,
)
from touchpoints.interactions.models import Interaction as Row
from touchpoints.journeys.models import Channel, Mode

EXAMPLE = {
    "external_ref": "T-4711",
    "customer_ref": "C-1001",
    "touchpoint_key": "status-update",
    "occurred_at": "2026-11-20T09:30:00Z",
    "handled_by": "human",
    "channel": "call",
    "minutes": 12.5,
    "checks": [{"verdict": "kept"}],
}
COMMITMENT_EXAMPLE = {
    "external_ref": "T-4712",
    "customer_ref": "C-1001",
    "touchpoint_key": "status-update",
    "occurred_at": "2026-11-20T09:30:00Z",
    "promised_by": "2026-11-20T17:00:00Z",
    "done_at": "2026-11-20T16:10:00Z",
}

InteractionChange = msgspec.defstruct(
    "InteractionChange",
    [(field.name, field.type | UnsetType, UNSET) for field in msgspec.structs.fields(InteractionInput)],
    kw_only=True,
    forbid_unknown_fields=True,
)
InteractionChange.__doc__ = "What is absent stays; null empties; `checks` replaces them all."


class Judged(msgspec.Struct, frozen=True):
    """A verdict; without promise and term it is on the interaction as a whole."""

    promise: UUID | None
    term: Annotated[UUID | None, said("The term's key, stable across revisions.")]
    verdict: Verdict
    basis: Annotated[Basis, said("Whose word it is: a customer's beats a person's beats a rule's.")]
    evidence: str


class Interaction(msgspec.Struct, frozen=True):
    """One occurrence of a touchpoint. Mode, map version, team, segment and day are those of the time it happened."""

    id: UUID
    external_ref: str
    customer: UUID
    customer_ref: str
    touchpoint: UUID
    touchpoint_key: str
    occurred_at: At
    local_day: Annotated[date, said("In the organization's time zone.")]
    handled_by: HandledBy
    member: str | None
    team: str | None
    segment: str
    mode: Mode
    map_version: Annotated[int | None, said("Number of the map's version that held then.")]
    channel: Channel | None
    minutes: Annotated[float | None, said("Null for another member's: how long somebody took is shown to that person alone.")]
    response_minutes: float | None
    proactive: bool
    presence_kind: PresenceKind | None
    attempts: int | None
    amount: MoneyOut | None
    first_truth: FirstTruth | None
    exception: ExceptionKind
    conversation_held: bool | None
    resolved: bool | None
    note: str
    checks: list[Judged]
    promised_by: At | None
    done_at: At | None
    outcome: Annotated[Outcome, said("The verdict on the whole, as of now.")]
    created_at: At
    updated_at: At


class RejectedRow(msgspec.Struct, frozen=True):
    """A row that was not taken."""

    index: Annotated[int, said("Its place in the body, from 0.")]
    errors: list[FieldProblem]


class BulkReport(msgspec.Struct, frozen=True):
    """What became of the rows. Good ones are taken even where others are not."""

    created: int
    updated: int
    unchanged: Annotated[int, said("Said the same before: nothing was written.")]
    superseded: Annotated[int, said("Replaced by a later row of this body with the same `external_ref`.")]
    rejected: list[RejectedRow]
    first_day: Annotated[date | None, said("The days of the rows taken, for the metrics' `from` and `to`.")]
    last_day: date | None


def readable(now: datetime, *, outcomes: Collection[str] = ()) -> QuerySet[Row]:
    """Interactions with everything that `shape` reads, judged as of now; only those with one of these outcomes, if any."""
    rows = Row.rows().filter(deleted_at=None).annotate(verdict_now=filters.live_outcome(now))
    if outcomes:
        rows = rows.filter(verdict_now__in=outcomes)
    rows = rows.select_related("customer", "touchpoint", "member__user", "team")
    return rows.prefetch_related(Prefetch("checks", queryset=Check.rows().order_by("id")))


def shaper(reader_id: UUID) -> Callable[[Sequence[Row]], list[Interaction]]:
    """Shapes rows for one reader."""
    return lambda rows: [shape(row, reader_id) for row in rows]


def shape(row: Row, reader_id: UUID) -> Interaction:
    """An interaction of `readable` as answers show it to this member, or to this member's key."""
    shown = whole(row)
    may_see = rules.may_see_minutes(row.member_id, reader_id)
    return shown if may_see else msgspec.structs.replace(shown, minutes=None)


def whole(row: Row) -> Interaction:
    """With what only one person may see."""
    return Interaction(
        id=row.pk,
        external_ref=row.external_ref,
        customer=row.customer_id,
        customer_ref=row.customer.external_ref,
        touchpoint=row.touchpoint_id,
        touchpoint_key=row.touchpoint.key,
        occurred_at=json.utc(row.occurred_at),
        local_day=row.local_day,
        handled_by=HandledBy(row.handled_by),
        member=row.member.user.email if row.member else None,
        team=row.team.key if row.team else None,
        segment=row.segment,
        mode=Mode(row.mode),
        map_version=row.map_version,
        outcome=Outcome(row.verdict_now),  # type: ignore[attr-defined]  # annotated by readable()
        checks=[_judged(check) for check in row.checks.all()],
        created_at=json.utc(row.created_at),
        updated_at=json.utc(row.updated_at),
        **_told(row),
    )


def _told(row: Row) -> dict[str, Any]:
    """What was written about the occurrence itself."""
    return {
        "channel": Channel(row.channel) if row.channel else None,
        "minutes": rules.minutes(row.seconds),
        "response_minutes": rules.minutes(row.response_seconds),
        "proactive": bool(row.presence_kind),
        "presence_kind": PresenceKind(row.presence_kind) if row.presence_kind else None,
        "attempts": row.attempts,
        "amount": row.amount,
        "first_truth": FirstTruth(row.first_truth) if row.first_truth else None,
        "exception": ExceptionKind(row.exception),
        "conversation_held": row.conversation_held,
        "resolved": row.resolved,
        "note": row.note,
        "promised_by": json.utc(row.promised_by) if row.promised_by else None,
        "done_at": json.utc(row.done_at) if row.done_at else None,
    }


def _judged(check: Check) -> Judged:
    return Judged(
        promise=check.promise_id,
        term=check.term_key,
        verdict=Verdict(check.verdict),
        basis=Basis(check.basis),
        evidence=check.evidence,
    )


def written(shown: Interaction) -> dict[str, Any]:
    """The write form that says what this interaction says."""
    kept = set(InteractionInput.__struct_fields__) - {"customer_ref", "touchpoint_key", "proactive", "checks"}
    form: dict[str, Any] = {name: msgspec.to_builtins(getattr(shown, name)) for name in kept}
    judged = [check for check in shown.checks if check.basis != Basis.RULE]
    form["checks"] = [
        {name: msgspec.to_builtins(getattr(check, name)) for name in CheckInput.__struct_fields__} for check in judged
    ]
    return form


def corrected(shown: Interaction, given: dict[str, Any]) -> dict[str, Any]:
    """The write form after a change. Naming something in one way drops the other way it was named."""
    form = written(shown)
    for one, other in (("customer", "customer_ref"), ("touchpoint", "touchpoint_key")):
        if given.get(other) and one not in given:
            del form[one]
    if given.get("checks"):
        form |= {"promised_by": None, "done_at": None}
    if given.get("promised_by"):
        form["checks"] = []
    if given.get("proactive") is False:
        form["presence_kind"] = None
    return form | given
