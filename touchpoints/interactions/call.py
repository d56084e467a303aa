"""Judging while the customer is on the line: each press is one check on the call that is going on.

The call is an interaction of the member who judges, with this customer, at the touchpoint they chose. The first judgment
records it, later ones add to it, and every change keeps what was said before as a former version. What another system owns
(it has a reference) or the clock judges (it has a promised time) is left alone: that is not the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.customers.models import Customer
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.interactions import actions, ingest, judging, rules, writing
from touchpoints.interactions.models import Basis, ExceptionKind, FormerVersion, HandledBy, Interaction
from touchpoints.journeys.models import Channel, Touchpoint

LASTS = timedelta(hours=1)
_KEPT_AS_SAID = ("presence_kind", "attempts", "amount", "first_truth", "exception", "conversation_held", "resolved", "note")

Check = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged: one term by its key, or without one the promise as a whole."""

    promise_id: UUID
    term_key: UUID | None = None

    def said(self, verdict: str, evidence: str = "") -> Check:
        """The check in the write form."""
        return judging.Target(self.promise_id, self.term_key, "", "").said(verdict, evidence)


class CallGone(refusals.Refusal):
    """The interaction that this belongs to was deleted, or the line is no longer judged in it."""

    def __init__(self) -> None:
        super().__init__("This judgment was taken back meanwhile. Judge the line again, then write what happened.")


@transaction.atomic
def judge(
    *, by: Actor, now: datetime, customer: Customer, touchpoint: Touchpoint, subject: Subject, verdict: str
) -> Interaction:
    """Say in the call that is going on whether this was kept; the last word of the same member counts.

    Raises NotTaken, for a promise or term of somebody else.
    """
    Customer.rows().select_for_update(no_key=True).get(pk=customer.pk)  # of two presses at once, one begins the call
    current = going_on(by=by, now=now, customer=customer, touchpoint=touchpoint)
    if current is None:
        return _begin(by=by, now=now, customer=customer, touchpoint=touchpoint, subject=subject, verdict=verdict)
    checks = _checks(_locked(current))
    former = _word_on(subject, checks)
    evidence = former["evidence"] if former and former["verdict"] == verdict else ""
    told = _with_word(subject, subject.said(verdict, evidence), checks)
    _write(current, told, by=by, now=now, verb="promise.judged", subject=subject)
    return Interaction.rows().get(pk=current.pk)


@transaction.atomic
def explain(*, by: Actor, now: datetime, interaction: Interaction, subject: Subject, evidence: str) -> None:
    """Say in one line what happened; an empty line takes it away. Raises CallGone, NotTaken."""
    current = _locked(interaction)
    checks = _checks(current)
    judged = _word_on(subject, checks)
    if current.deleted_at is not None or judged is None:
        raise CallGone
    told = _with_word(subject, judged | {"evidence": evidence.strip()}, checks)
    _write(current, told, by=by, now=now, verb="judgment.explained", subject=subject)


@transaction.atomic
def take_back(*, by: Actor, now: datetime, interaction: Interaction, version: int, subject: Subject) -> None:
    """Undo the judgment that wrote this version: the line is as it was before, whatever was judged or noted since.

    A call of which nothing is left is deleted with it. Twice is once.
    """
    current = _locked(interaction)
    checks = _checks(current)
    left = _with_word(subject, _word_before(current, version, subject), checks)
    if current.deleted_at is None and left != checks:
        _write(current, left, by=by, now=now, verb="judgment.taken_back", subject=subject)
        if not left and _is_bare(current):
            writing.keep_former([current.pk], cause="undo", by=by, import_id=None)
            writing.mark_deleted([current.pk], now=now)


def going_on(*, by: Actor, now: datetime, customer: Customer, touchpoint: Touchpoint | None = None) -> Interaction | None:
    """The member's call with this customer that began less than an hour ago, at one touchpoint or at any."""
    calls = Interaction.rows().filter(
        customer=customer,
        member_id=by.member_id,
        handled_by=HandledBy.HUMAN,
        channel=Channel.CALL,
        external_ref="",
        promised_by=None,
        deleted_at=None,
        occurred_at__gt=now - LASTS,
        occurred_at__lte=now,
    )
    return (calls.filter(touchpoint=touchpoint) if touchpoint else calls).order_by("-occurred_at", "-id").first()


def _begin(
    *, by: Actor, now: datetime, customer: Customer, touchpoint: Touchpoint, subject: Subject, verdict: str
) -> Interaction:
    row = {
        "occurred_at": now,
        "customer": str(customer.pk),
        "touchpoint": str(touchpoint.pk),
        "member": _email(by.member_id),
        "handled_by": HandledBy.HUMAN.value,
        "channel": Channel.CALL.value,
        "checks": [subject.said(verdict)],
    }
    candidate, zone = actions.prepare(row, now)
    writing.insert([candidate], time_zone=zone, by=by, now=now)
    _record("promise.judged", by=by, subject=subject, interaction_id=candidate.id, verdict=verdict)
    return Interaction.rows().get(pk=candidate.id)


def _write(current: Interaction, checks: Sequence[Check], *, by: Actor, now: datetime, verb: str, subject: Subject) -> None:
    """The same call with these checks; nothing at all when they are the same."""
    candidate, zone = actions.prepare(_row(current, checks), now)
    if ingest.replace([candidate.with_id(current.pk)], zone=zone, by=by, now=now, cause="page"):
        said = _word_on(subject, checks)
        _record(verb, by=by, subject=subject, interaction_id=current.pk, verdict=said["verdict"] if said else "")


def _row(interaction: Interaction, checks: Sequence[Check]) -> dict[str, Any]:
    """What the interaction says, in the write form, with other checks."""
    return {name: getattr(interaction, name) for name in _KEPT_AS_SAID} | {
        "occurred_at": interaction.occurred_at,
        "customer": str(interaction.customer_id),
        "touchpoint": str(interaction.touchpoint_id),
        "member": _email(interaction.member_id),
        "handled_by": interaction.handled_by,
        "channel": interaction.channel,
        "minutes": rules.minutes(interaction.seconds),
        "response_minutes": rules.minutes(interaction.response_seconds),
        "checks": list(checks),
    }


def _locked(interaction: Interaction) -> Interaction:
    return Interaction.rows().select_for_update(no_key=True).get(pk=interaction.pk)


def _checks(interaction: Interaction) -> list[Check]:
    """What people said, in the write form and in one order."""
    return sorted(
        (
            judging.Target(check.promise_id, check.term_key, "", "").said(check.verdict, check.evidence, check.basis)
            for check in judging.checks_of(interaction)
            if check.basis != Basis.RULE
        ),
        key=_place,
    )


def _with_word(subject: Subject, word: Check | None, checks: Sequence[Check]) -> list[Check]:
    """The checks, with this word on the subject instead of the one that stood there; None leaves it unjudged."""
    others = [check for check in checks if not _is_on(subject, check)]
    return sorted([*others, *([word] if word else [])], key=_place)


def _place(check: Check) -> tuple[str, str, str]:
    return check.get("promise", ""), check.get("term", ""), check["basis"]


def _word_on(subject: Subject, checks: Sequence[Check]) -> Check | None:
    return next((check for check in checks if _is_on(subject, check)), None)


def _is_on(subject: Subject, check: Check) -> bool:
    """Whether this is a member's word on the subject."""
    return check | {"verdict": "", "evidence": ""} == subject.said("")


def _word_before(interaction: Interaction, version: int, subject: Subject) -> Check | None:
    """The member's word on the subject before that version was written."""
    former = FormerVersion.rows().filter(interaction=interaction, number=version - 1).first()
    said = former.body["checks"] if former else []
    mine = (check for check in said if check["basis"] == Basis.PERSON and _fits(check, subject))
    return next((subject.said(check["verdict"], check["evidence"]) for check in mine), None)


def _fits(stored: dict[str, Any], subject: Subject) -> bool:
    wanted = str(subject.term_key) if subject.term_key else None
    return (stored["promise_id"], stored["term_key"]) == (str(subject.promise_id), wanted)


def _is_bare(interaction: Interaction) -> bool:
    """Nothing was written down but judgments."""
    measured = (interaction.seconds, interaction.response_seconds, interaction.conversation_held, interaction.resolved)
    written = (interaction.note, interaction.first_truth, interaction.presence_kind, interaction.amount, interaction.attempts)
    return interaction.exception == ExceptionKind.NONE and not any(written) and measured == (None, None, None, None)


def _email(member_id: UUID | None) -> str:
    return Membership.objects.select_related("user").get(pk=member_id).user.email if member_id else ""


def _record(verb: str, *, by: Actor, subject: Subject, interaction_id: UUID, verdict: str) -> None:
    detail = {"interaction": str(interaction_id), "verdict": verdict, "term": str(subject.term_key or "")}
    audit.record(verb=verb, by=by, subject=None, subject_type="promise", subject_id=subject.promise_id, **detail)
