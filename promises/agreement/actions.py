"""Asking for, giving and refusing the word of delivery and support, and agreeing.

Each verb locks the promise first: a sign-off, an amendment and an agreement that come at once are said of the same words. The
database holds the same rules (migration 0009).
"""

from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.agreement import reading, rules
from promises.agreement.models import SignOff, SignOffWording
from promises.agreement.rules import Stand
from promises.marks import actions as marks
from promises.record import actions as record
from promises.record import rules as record_rules
from promises.record.models import Promise, Revision

State = Promise.State
Verdict = SignOff.Verdict


class NotYours(refusals.Refusal):
    """The member belongs to another team, and is neither leader nor owner."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Only members of the team {name}, leaders and owners can sign for it.")


class NothingToSign(refusals.Refusal):
    """Nobody asked for sign-off yet."""

    def __init__(self) -> None:
        super().__init__("This draft is still being written. Ask for sign-off first.")


class NotSigned(refusals.Refusal):
    """A side whose word is needed has not signed the newest revision."""

    def __init__(self, missing: list[Stand]) -> None:
        names = " and ".join(stand.name for stand in missing)
        super().__init__(f"{names} must sign off before this is agreed.")


def ask(*, by: Actor, now: datetime, promise: Promise, expected_number: int | None = None) -> None:
    """Put a draft up for review. Raises NothingExcluded, PromiseClosed, StaleRevision. Asking twice asks once."""
    with transaction.atomic():
        locked, current = record.lock_current(promise, expected_number)
        record.refuse_without_exclusion(current)
        if locked.state == State.DRAFT:
            record.move(locked, State.IN_REVIEW, by=by, now=now, number=current.number)


def sign(
    *, by: Actor, now: datetime, promise: Promise, side: str, expected_number: int | None = None, comment: str = ""
) -> None:
    """Say for a side that the newest revision can be done. Signing twice signs once.

    Raises KeysMayNotAgree, NotYours, NothingToSign, PromiseClosed, StaleRevision, InvalidPromise.
    """
    said = record_rules.clean_line(comment, "reason", pointer="comment")
    with transaction.atomic():
        locked, stand = _lock_side(by, promise, side, expected_number)
        if stand.standing != "signed":
            _write(locked, stand, Verdict.SIGNED, by=by, now=now, comment=said)
            marks.acknowledge(by=by, now=now, promise=locked, number=locked.current_number)
            audit.record(verb="promise.signed_off", by=by, subject=locked, side=side, number=locked.current_number)


def refuse(*, by: Actor, now: datetime, promise: Promise, side: str, reason: str, expected_number: int | None = None) -> None:
    """Say for a side that the newest revision cannot be done, and why: a promise in review becomes a draft again.

    An agreed promise stays agreed; the reasons stand beside it. Raises the same as `sign`; the reason may not be empty.
    """
    why = record_rules.clean_reason(reason)
    with transaction.atomic():
        locked, stand = _lock_side(by, promise, side, expected_number)
        if stand.standing == "refused" and locked.state == State.AGREED:
            return
        _write(locked, stand, Verdict.REFUSED, by=by, now=now, comment=why)
        marks.acknowledge(by=by, now=now, promise=locked, number=locked.current_number)
        state = State.DRAFT if locked.state == State.IN_REVIEW else State(locked.state)
        record.move(locked, state, by=by, now=now, verb="promise.refused", side=side, number=locked.current_number)


def agree(*, by: Actor, now: datetime, promise: Promise, expected_number: int | None = None) -> None:
    """Make a promise binding after both sides signed its newest revision.

    A side that nobody can sign for needs no word; that is written down as "no such team". Raises KeysMayNotAgree,
    NothingExcluded, NotSigned, PromiseClosed, StaleRevision.
    """
    if by.kind != "member":
        raise record.KeysMayNotAgree
    with transaction.atomic():
        locked, current = record.lock_current(promise, expected_number)
        record.refuse_without_exclusion(current)
        if locked.state == State.AGREED:
            return
        sides = reading.stands(locked)
        if missing := [stand for stand in sides if not stand.is_settled]:
            raise NotSigned(missing)
        for stand in sides:
            if stand.standing == "pending":
                _write(locked, stand, Verdict.NO_SUCH_TEAM, by=by, now=now)
        record.move(locked, State.AGREED, by=by, now=now, number=current.number)


def _lock_side(by: Actor, promise: Promise, side: str, expected_number: int | None) -> tuple[Promise, Stand]:
    """The promise, held, and where the side stands, when this person may speak for it."""
    if by.kind != "member" or by.member_id is None:
        raise record.KeysMayNotAgree
    record_rules.clean_choice(side, rules.SIDES, "side")
    locked, _ = record.lock_current(promise, expected_number)
    stand = next(stand for stand in reading.stands(locked) if stand.side == side)
    member = Membership.rows().select_related("team").get(pk=by.member_id)
    if not rules.may_sign(role=member.role, team=member.team.key, side=side):
        raise NotYours(stand.name)
    if locked.state == State.DRAFT:
        raise NothingToSign
    return locked, stand


def _write(promise: Promise, stand: Stand, verdict: Verdict, *, by: Actor, now: datetime, comment: str = "") -> None:
    revision = Revision.rows().get(promise=promise, number=promise.current_number)
    sign_off = SignOff.objects.create(
        revision=revision, side=stand.side, verdict=verdict, member_id=by.member_id, label=by.label, at=now
    )
    if comment:
        SignOffWording.objects.create(sign_off=sign_off, comment=comment)
