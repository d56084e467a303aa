"""Commitments beside the promise-kept rate, against numbers counted by hand."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from metrics.calculators.commitments import CommitmentCounts
from metrics.facts import commitments as facts
from metrics.facts import promise_kept
from presence.customers.models import Customer
from presence.kit.windows import Window
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from promises.commitments import actions
from promises.record.models import Commitment
from tests.commitments.conftest import Agree
from tests.conftest import Cast
from tests.interactions import rows
from tests.promises.conftest import DUE, NOW
from touchpoints.interactions import commitments as evidence
from touchpoints.interactions import filters, ingest

HOUR = timedelta(hours=1)
NOVEMBER = Window(date(2026, 11, 1), date(2026, 11, 30))


def counted(now: datetime = NOW, window: Window = NOVEMBER, **given: str) -> dict[str, int]:
    """The counts that are not zero."""
    found = facts.count(window=window, now=now, filters=filters.read(given))
    assert found is not None
    return {name: count for name, count in asdict(found).items() if count}


def judge(cast: Cast, row: Commitment, verdict: str, basis: str = "person") -> None:
    checks = [{"term": str(row.term_key), "verdict": verdict, "basis": basis}]
    given = rows.row(f"{verdict} {basis}", customer=str(row.promise.customer_id), customer_ref=None, checks=checks)
    assert not ingest.ingest([given], by=Actor.of(cast.agent), now=NOW).rejected


def test_each_due_time_counts_once_where_it_belongs(acting: Cast, agreed: Agree) -> None:
    by = Actor.of(acting.agent)
    kept, late, _overdue, moved = agreed(), agreed(), agreed(), agreed()
    assert counted() == {"open": 4}
    actions.finish(by=by, now=DUE, commitment=kept)
    actions.finish(by=by, now=DUE + HOUR, commitment=late)
    actions.renegotiate(
        by=by, now=NOW, commitment=moved, due_at=DUE + timedelta(days=2), customer_told_at=NOW, reason="The road is closed"
    )

    assert counted() == {"kept": 1, "broken_late": 1, "renegotiated": 1, "open": 2}
    assert counted(DUE + HOUR) == {"kept": 1, "broken_late": 1, "broken_overdue": 1, "renegotiated": 1, "open": 1}


def test_a_late_tick_changes_no_figure(acting: Cast, agreed: Agree) -> None:
    agreed()
    before = counted(DUE + HOUR)

    evidence.find_overdue(now=DUE + HOUR)

    assert counted(DUE + HOUR) == before == {"broken_overdue": 1}


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([("broken", "person")], {"broken_judged": 1}),
        ([("broken", "person"), ("kept", "customer")], {"kept": 1}),
        ([("kept", "person"), ("broken", "customer")], {"broken_judged": 1}),
        ([("cannot_tell", "person")], {"kept": 1}),
    ],
)
def test_a_stronger_word_counts_more_than_the_clock(
    acting: Cast, agreed: Agree, said: list[tuple[str, str]], counts: dict[str, int]
) -> None:
    row = agreed()
    actions.finish(by=Actor.of(acting.agent), now=NOW, commitment=row)
    for verdict, basis in said:
        judge(acting, row, verdict, basis)

    assert counted() == counts


def test_the_day_is_the_organizations(acting: Cast, agreed: Agree) -> None:
    agreed()
    friday = DUE.date()

    assert counted(window=Window(friday, friday)) == {"open": 1}
    assert counted(window=Window(friday - timedelta(days=9), friday - timedelta(days=1))) == {}


def test_it_stands_outside_the_rate_and_inside_the_wall(acting: Cast, elsewhere: Cast, agreed: Agree) -> None:
    actions.finish(by=Actor.of(acting.agent), now=NOW, commitment=agreed())

    assert promise_kept.answer(window=NOVEMBER, now=NOW).counts.total == 0
    with scope.acting_for(elsewhere.organization):
        assert facts.count(window=NOVEMBER, now=NOW) == CommitmentCounts()


def test_filters_that_no_commitment_has_leave_it_out(acting: Cast, agreed: Agree, harbor: Customer) -> None:
    agreed()

    assert counted(customer=str(harbor.pk)) == counted(segment="~") == {"open": 1}
    assert counted(segment="dental") == {}
    given: Any = filters.read({"handled_by": "human"})
    assert facts.count(window=NOVEMBER, now=NOW, filters=given) is None
