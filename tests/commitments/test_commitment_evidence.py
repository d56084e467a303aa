"""What becomes of a commitment, and the evidence the rule leaves of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from promises.commitments import actions
from promises.record import actions as record
from promises.record import reading, rules
from promises.record.models import Commitment, Promise
from promises.record.rules import TermInput
from tests.commitments.conftest import Agree
from tests.conftest import Cast
from tests.promises.agreed import agree as bring_to_agreement
from tests.promises.conftest import DUE, NOW, Write
from touchpoints.interactions import commitments as evidence
from touchpoints.interactions.models import Check

HOUR = timedelta(hours=1)
NEXT = DUE + timedelta(days=7)


def said() -> list[tuple[str, datetime | None, datetime | None]]:
    """The rule's verdicts, oldest due first."""
    rows = Check.rows().filter(interaction=None, basis="rule").order_by("promised_by", "verdict")
    return list(rows.values_list("verdict", "promised_by", "done_at"))


def amend(cast: Cast, promise: Promise, now: datetime, *, due_at: datetime | None, **fields: Any) -> None:
    """Amend the promise so that its commitment is due at another time, or dropped."""
    current = reading.current([promise.pk])[promise.pk]
    terms = [
        TermInput(t.kind, t.text or "", t.flexibility, due_at if t.due_at else None, t.amount, t.key)
        for t in current.terms
        if t.kind != "commitment" or due_at
    ]
    record.amend(
        by=Actor.of(cast.agent),
        now=now,
        promise=promise,
        expected_number=current.number,
        **{"reason": "They asked", "title": "Care plan", "source": "quote", "terms": terms} | fields,
    )


def test_only_an_agreed_promise_binds(acting: Cast, write: Write) -> None:
    promise = write()
    assert not Commitment.rows().exists()

    bring_to_agreement(promise=promise, now=NOW)

    row = Commitment.rows().get()
    assert (row.due_at, row.done_at, row.is_open) == (DUE, None, True)
    assert said() == []


def test_done_on_time_is_kept(acting: Cast, agreed: Agree) -> None:
    row = actions.finish(by=Actor.of(acting.agent), now=DUE, commitment=agreed())

    assert said() == [("kept", DUE, DUE)]
    assert (row.done_by_id, Promise.rows().get().next_due_at) == (acting.agent.pk, None)
    assert Entry.rows().get(verb="commitment.done").detail["in_time"] is True


def test_done_late_is_broken(acting: Cast, agreed: Agree) -> None:
    actions.finish(by=Actor.of(acting.agent), now=DUE + HOUR, commitment=agreed())

    assert said() == [("broken", DUE, DUE + HOUR)]


def test_the_time_it_was_done_counts_not_the_time_it_was_said(acting: Cast, agreed: Agree) -> None:
    actions.finish(by=Actor.of(acting.agent), now=DUE + HOUR, commitment=agreed(), done_at=DUE - HOUR)

    assert said() == [("kept", DUE, DUE - HOUR)]


def test_the_tick_finds_it_overdue_once_and_doing_it_makes_it_late(acting: Cast, agreed: Agree) -> None:
    row = agreed()
    assert evidence.find_overdue(now=DUE) == 0

    assert (evidence.find_overdue(now=DUE + HOUR), evidence.find_overdue(now=DUE + HOUR)) == (1, 0)

    assert said() == [("broken", DUE, None)]
    assert Entry.rows().get(verb="commitments.overdue").detail["count"] == 1
    actions.finish(by=Actor.of(acting.agent), now=DUE + 2 * HOUR, commitment=row)
    assert said() == [("broken", DUE, DUE + 2 * HOUR)]


@pytest.mark.parametrize(("now", "left"), [(DUE - HOUR, []), (DUE + HOUR, [("broken", DUE, None)])])
def test_undoing_leaves_what_the_time_alone_says(acting: Cast, agreed: Agree, now: datetime, left: list[Any]) -> None:
    row = actions.finish(by=Actor.of(acting.agent), now=now, commitment=agreed())

    actions.reopen(by=Actor.of(acting.agent), now=now, commitment=row)

    assert said() == left
    assert (Commitment.rows().get().is_open, Promise.rows().get().next_due_at) == (True, DUE)


def test_renegotiated_before_due_counts_apart_and_the_new_time_is_open(acting: Cast, agreed: Agree) -> None:
    row = agreed()

    revision = actions.renegotiate(
        by=Actor.of(acting.agent),
        now=NOW,
        commitment=row,
        due_at=NEXT,
        customer_told_at=NOW - HOUR,
        reason="Strike at the port",
    )

    assert said() == [("renegotiated", DUE, None)]
    assert (revision.number, revision.customer_told_at, Commitment.rows().get().due_at) == (2, NOW - HOUR, NEXT)
    assert Promise.rows().get().next_due_at == NEXT
    actions.finish(by=Actor.of(acting.agent), now=NEXT, commitment=row)
    assert said() == [("renegotiated", DUE, None), ("kept", NEXT, NEXT)]


def test_renegotiated_after_due_is_broken(acting: Cast, agreed: Agree) -> None:
    row = agreed()
    evidence.find_overdue(now=DUE + HOUR)

    now = DUE + 2 * HOUR
    actions.renegotiate(
        by=Actor.of(acting.agent), now=now, commitment=row, due_at=NEXT, customer_told_at=now, reason="Strike at the port"
    )

    assert said() == [("broken", DUE, None)]
    assert Commitment.rows().get().is_open


def test_there_and_back_again_keeps_every_step(acting: Cast, agreed: Agree) -> None:
    row = agreed()
    for due_at in (NEXT, DUE + HOUR, NEXT):
        amend(acting, row.promise, NOW, due_at=due_at, customer_told_at=NOW)

    # Moving NEXT to an earlier time asked more of us, so it left nothing; each later time left the one before it.
    assert said() == [("renegotiated", DUE, None), ("renegotiated", DUE + HOUR, None)]
    amend(acting, row.promise, NOW, due_at=DUE, customer_told_at=NOW)
    actions.finish(by=Actor.of(acting.agent), now=NOW, commitment=row)
    assert said() == [("kept", DUE, NOW), ("renegotiated", DUE, None), ("renegotiated", DUE + HOUR, None)]


@pytest.mark.parametrize(
    ("told_at", "verdict"), [(NOW, "renegotiated"), (None, "broken"), (DUE + HOUR, "broken")], ids=["told", "untold", "late"]
)
@pytest.mark.parametrize("due_at", [NEXT, None], ids=["later", "dropped"])
def test_an_amendment_counts_by_when_the_customer_was_told(
    acting: Cast, agreed: Agree, told_at: datetime | None, verdict: str, due_at: datetime | None
) -> None:
    row = agreed()

    amend(acting, row.promise, DUE + 2 * HOUR if told_at == DUE + HOUR else NOW, due_at=due_at, customer_told_at=told_at)

    assert [one[0] for one in said()] == [verdict]
    assert Commitment.rows().get().is_open is bool(due_at)


def test_an_amendment_of_something_else_leaves_it_as_it_is(acting: Cast, agreed: Agree) -> None:
    row = agreed()
    evidence.find_overdue(now=DUE + HOUR)

    amend(acting, row.promise, DUE + HOUR, due_at=DUE, title="Care plan, Gold")
    evidence.find_overdue(now=DUE + 2 * HOUR)

    assert said() == [("broken", DUE, None)]
    assert Commitment.rows().get().term_id == row.term_id


def test_fulfilling_says_that_all_is_done_and_ending_judges_only_what_was_due(acting: Cast, agreed: Agree) -> None:
    fulfilled, ended, late = agreed(), agreed(), agreed()
    by = Actor.of(acting.leader)

    record.fulfill(by=by, now=NOW, promise=fulfilled.promise)
    record.end(by=by, now=NOW, promise=ended.promise)
    record.end(by=by, now=DUE + HOUR, promise=late.promise)

    found = Check.rows().filter(interaction=None)
    assert [(one.promise_id, one.verdict) for one in found.order_by("judged_at")] == [
        (fulfilled.promise_id, "kept"),
        (late.promise_id, "broken"),
    ]
    assert not any(row.is_open for row in Commitment.rows())


def test_it_refuses_what_cannot_be(acting: Cast, agreed: Agree) -> None:
    row, by = agreed(), Actor.of(acting.agent)
    move: dict[str, Any] = {"by": by, "commitment": row, "reason": "Strike"}
    with pytest.raises(actions.NotYet):
        actions.finish(by=by, now=NOW, commitment=row, done_at=NOW + HOUR)
    with pytest.raises(actions.NotYet):
        actions.renegotiate(now=NOW, due_at=NEXT, customer_told_at=NOW + HOUR, **move)
    with pytest.raises(actions.NotLater):
        actions.renegotiate(now=NOW, due_at=NOW, customer_told_at=NOW, **move)
    with pytest.raises(rules.InvalidPromise):
        actions.renegotiate(now=NOW, due_at=NEXT, customer_told_at=NOW, **move | {"reason": " "})
    with pytest.raises(actions.NotDone):
        actions.reopen(by=by, now=NOW, commitment=row)

    actions.finish(by=by, now=NOW, commitment=row)
    with pytest.raises(actions.NotOpen, match="done already"):
        actions.finish(by=by, now=NOW, commitment=row)
    with pytest.raises(actions.NotOpen):
        actions.renegotiate(now=NOW, due_at=NEXT, customer_told_at=NOW, **move)


def test_many_are_done_and_taken_back_at_once(acting: Cast, agreed: Agree) -> None:
    rows = [agreed() for _ in range(3)]
    by, ids = Actor.of(acting.agent), [row.pk for row in rows]
    actions.finish(by=by, now=NOW, commitment=rows[0])

    marked = actions.finish_many(by=by, now=NOW, ids=ids)

    assert {row.pk for row in marked} == set(ids[1:])
    assert actions.reopen_many(by=by, now=NOW, ids=[row.pk for row in marked]) == 2
    assert Commitment.rows().filter(done_at=None).count() == 2
