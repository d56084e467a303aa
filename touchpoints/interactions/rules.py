"""How an interaction is judged: pure decisions over plain values and `now`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

KEPT, BROKEN, RENEGOTIATED, CANNOT_TELL = "kept", "broken", "renegotiated", "cannot_tell"
BROKEN_LATE, BROKEN_OVERDUE, BROKEN_JUDGED, UNCHECKED = "broken_late", "broken_overdue", "broken_judged", "unchecked"

# Whose word counts where they disagree about the same thing: a customer's beats a person's beats a rule's.
STRENGTH = {"customer": 3, "person": 2, "rule": 1}


@dataclass(frozen=True, slots=True)
class Judgment:
    """One check as far as the outcome depends on it. `target` names the promise or term; None is the whole interaction."""

    verdict: str
    basis: str = "person"
    target: object = None
    due_at: datetime | None = None


def commitment(*, promised_by: datetime | None, done_at: datetime | None, now: datetime) -> str:
    """On time is kept, late is broken, not done and past is overdue; still ahead, or nothing promised, is unjudged."""
    if promised_by is None:
        return UNCHECKED
    if done_at is not None:
        return KEPT if done_at <= promised_by else BROKEN_LATE
    return BROKEN_OVERDUE if promised_by < now else UNCHECKED


def as_of(*, outcome: str, promised_by: datetime | None, now: datetime) -> str:
    """A stored outcome read at a later moment: an open commitment whose time has passed since is overdue."""
    if outcome == UNCHECKED and promised_by is not None and promised_by < now:
        return BROKEN_OVERDUE
    return outcome


def weigh(judgments: Iterable[Judgment], *, occurred_at: datetime) -> str:
    """The outcome of an interaction with these checks.

    Any broken one makes it broken; else any kept one kept; else any renegotiated one renegotiated; else it stays unjudged.
    Renegotiating what was already due is breaking it.
    """
    verdicts = {_verdict(judgment, occurred_at) for judgment in strongest(judgments)}
    if BROKEN in verdicts:
        return BROKEN_JUDGED
    return next((verdict for verdict in (KEPT, RENEGOTIATED, CANNOT_TELL) if verdict in verdicts), UNCHECKED)


def strongest(judgments: Iterable[Judgment]) -> list[Judgment]:
    """For each target the judgment that counts."""
    by_target: dict[object, Judgment] = {}
    for judgment in judgments:
        rival = by_target.get(judgment.target)
        if rival is None or STRENGTH[judgment.basis] > STRENGTH[rival.basis]:
            by_target[judgment.target] = judgment
    return list(by_target.values())


def _verdict(judgment: Judgment, occurred_at: datetime) -> str:
    too_late = judgment.due_at is not None and occurred_at > judgment.due_at
    return BROKEN if judgment.verdict == RENEGOTIATED and too_late else judgment.verdict


def seconds(minutes: float | None) -> int | None:
    """Decimal minutes, as people and clients give them, in whole seconds, as they are kept. Half a second rounds up."""
    return None if minutes is None else int(minutes * 60 + 0.5)


def minutes(seconds: int | None) -> float | None:
    """Whole seconds as decimal minutes with two decimals: enough to come back to the same second."""
    return None if seconds is None else round(seconds / 60, 2)


def may_see_minutes(member_id: object, reader_id: object) -> bool:
    """How long somebody took is shown to that person alone; what nobody is named for is shown to all."""
    return member_id is None or member_id == reader_id
