"""Changes that two people decide: asked for with a reason, approved or declined by another leader or owner.

Who is the only leader or owner approves alone, an hour after asking (product.md, small organizations). The database refuses
everything else (migration 0013), and to publish such a change without an approval.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.journeys import rules
from touchpoints.journeys.document import Moment
from touchpoints.journeys.models import Touchpoint
from touchpoints.journeys.published import ChangeKind, Decision, PendingChange, PublishedTouchpoint

ALONE_AFTER = timedelta(hours=1)
DECIDERS = (Role.LEADER, Role.OWNER)


class NothingToAsk(refusals.Refusal):
    """The touchpoint as it is drawn needs no second person."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” needs no second person as it is drawn now.")


class NoReason(refusals.Refusal):
    """A change was asked for without saying why."""

    def __init__(self) -> None:
        super().__init__("Say why, so that the second person can decide.", pointer="reason")


class AlreadyDecided(refusals.Refusal):
    """Somebody decided meanwhile."""

    def __init__(self) -> None:
        super().__init__("Somebody has decided this meanwhile.")


class NotYours(refusals.Refusal):
    """Somebody tried to approve what they asked for themselves, or to decide without being allowed to."""


@transaction.atomic
def ask(*, by: Actor, now: datetime, touchpoint: Touchpoint, reason: str) -> PendingChange:
    """Ask for what the touchpoint says as it is drawn now. What was asked for it before is withdrawn.

    Raises NoReason and NothingToAsk.
    """
    current = Touchpoint.rows().select_for_update(no_key=True).get(pk=touchpoint.pk)
    if not reason.strip():
        raise NoReason
    former = PublishedTouchpoint.rows().filter(touchpoint=current).first()
    kind = rules.needs_two(
        former_mode=former.mode if former else "human_only",
        former_protected=former.protected if former else [],
        was_guarded=former.was_guarded if former else False,
        mode=current.mode,
        protected=current.protected,
        stakes=current.stakes,
    )
    if kind is None:
        raise NothingToAsk(current.name)
    member = _person(by)
    PendingChange.rows().filter(touchpoint=current, outcome="").update(
        outcome=Decision.WITHDRAWN, decided_by=member, decided_at=now
    )
    wanted = {"mode": current.mode, "protected": sorted(current.protected)}
    asked = PendingChange.rows().create(
        touchpoint=current, kind=ChangeKind(kind), wanted=wanted, reason=reason.strip(), asked_by=member, asked_at=now
    )
    audit.record(
        verb="approval.asked", by=by, subject=current, name=current.name, kind=kind, wanted=wanted, reason=asked.reason
    )
    return asked


@transaction.atomic
def approve(*, by: Actor, now: datetime, change: PendingChange, words: str = "") -> None:
    """Agree. Raises NotYours (with when one may, for who is alone) and AlreadyDecided."""
    current, member = _lock(change), _person(by)
    alone = current.asked_by_id == member.pk
    if alone and others_than(member):
        raise NotYours("Somebody else must agree: you asked for this yourself.")
    if alone and now < alone_from(current):
        raise NotYours("You are the only one who may agree. You can do so an hour after asking.")
    _decide(current, Decision.APPROVED, member, now, words, alone=alone)
    audit.record(
        verb="approval.given", by=by, subject=current.touchpoint, name=current.touchpoint.name, alone=alone, words=words
    )


@transaction.atomic
def decline(*, by: Actor, now: datetime, change: PendingChange, words: str = "") -> None:
    """Disagree. Who asked withdraws the question instead. Raises AlreadyDecided."""
    current, member = _lock(change), _person(by)
    outcome = Decision.WITHDRAWN if current.asked_by_id == member.pk else Decision.DECLINED
    _decide(current, outcome, member, now, words)
    audit.record(verb=f"approval.{outcome}", by=by, subject=current.touchpoint, name=current.touchpoint.name, words=words)


def others_than(member: Membership) -> bool:
    """Whether somebody else may decide."""
    return Membership.rows().filter(removed_at=None, role__in=DECIDERS).exclude(pk=member.pk).exists()


def alone_from(change: PendingChange) -> datetime:
    """When who asked may approve, if there is nobody else."""
    return change.asked_at + ALONE_AFTER


def of(touchpoint_ids: Collection[UUID]) -> dict[UUID, list[PendingChange]]:
    """What was asked for these touchpoints, newest first."""
    found: dict[UUID, list[PendingChange]] = {}
    rows = PendingChange.rows().filter(touchpoint__in=touchpoint_ids).select_related("asked_by__user")
    for row in rows.order_by("-asked_at", "-id"):
        found.setdefault(row.touchpoint_id, []).append(row)
    return found


def covers(change: PendingChange, moment: Moment) -> bool:
    """Whether what was asked for is what stands on this map, or looser."""
    return rules.allows(
        wanted_mode=change.wanted["mode"],
        wanted_protected=change.wanted["protected"],
        mode=moment.mode.value,
        protected=[mark.value for mark in moment.protected],
    )


def _person(by: Actor) -> Membership:
    """Keys and Presence itself neither ask nor decide."""
    member = Membership.rows().filter(pk=by.member_id).first() if by.kind == "member" and by.member_id else None
    if member is None or not member.may(Role.LEADER):
        raise NotYours("A leader or an owner decides this, in the browser.")
    return member


def _lock(change: PendingChange) -> PendingChange:
    rows = PendingChange.rows().select_for_update(of=("self",), no_key=True).select_related("touchpoint")
    current = rows.get(pk=change.pk)
    if current.outcome:
        raise AlreadyDecided
    return current


def _decide(
    change: PendingChange, outcome: Decision, member: Membership, now: datetime, words: str, *, alone: bool = False
) -> None:
    PendingChange.rows().filter(pk=change.pk).update(
        outcome=outcome, decided_by=member, decided_at=now, words=words.strip(), alone=alone
    )
