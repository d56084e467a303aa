"""`manage.py rollup`: what is over, at once, and given days anew."""

from datetime import date, datetime
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from metrics.rollups import running, verification
from metrics.rollups.models import ChangedDay, DayTotal
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from tests.metrics.test_rollups import take


@pytest.fixture
def recorded(cast: Cast) -> Cast:
    with scope.acting_for(cast.organization):
        take(Actor.of(cast.leader), row(occurred_at="2025-10-10T09:00:00Z"), row(occurred_at="2025-11-10T09:00:00Z"))
    return cast


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rollup", *arguments, stdout=out)
    return out.getvalue()


def test_it_sums_up_what_is_over(recorded: Cast) -> None:
    said = run()

    assert "2 sums written" in said
    with scope.acting_for(recorded.organization):
        assert DayTotal.rows().count() == 2
        assert not ChangedDay.rows().exists()


def test_it_sums_given_days_up_anew(recorded: Cast) -> None:
    run()
    with scope.acting_for(recorded.organization):
        DayTotal.rows().update(unchecked=7)

    said = run("--from", "2025-10-01", "--to", "2025-10-31", "--organization", "fieldstone")

    assert "1 day to sum up" in said
    with scope.acting_for(recorded.organization):
        assert dict(DayTotal.rows().values_list("day", "unchecked")) == {date(2025, 10, 10): 1, date(2025, 11, 10): 7}


def test_broken_off_it_goes_on_where_it_was(recorded: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """One day at a time; somebody presses Ctrl-C after the first."""
    one_by_one, runs = partial(running.roll_up, most=1), 0

    def broken_off(*, now: datetime) -> int:
        nonlocal runs
        runs += 1
        if runs == 2:
            raise KeyboardInterrupt
        return one_by_one(now=now)

    monkeypatch.setattr(running, "roll_up", broken_off)
    with pytest.raises(KeyboardInterrupt):
        run()
    with scope.acting_for(recorded.organization):
        assert (DayTotal.rows().count(), ChangedDay.rows().count()) == (1, 1)

    assert "1 sum written" in run()
    with scope.acting_for(recorded.organization):
        assert (DayTotal.rows().count(), ChangedDay.rows().count()) == (2, 0)
        assert list(verification.sums()) == []


def test_twice_is_harmless(recorded: Cast) -> None:
    run()

    assert run() == "Everything that is over is summed up.\n"


def test_it_does_not_say_that_all_is_done_while_something_is_left(recorded: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run is at it, so this one may not."""
    monkeypatch.setattr(running, "roll_up", lambda *, now: 0)
    said = StringIO()

    with pytest.raises(CommandError, match="Not everything"):
        call_command("rollup", stdout=StringIO(), stderr=said)

    assert said.getvalue() == f"{recorded.organization.pk}: 2 days left.\n"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--from", "2025-10-01"), "both --from and --to"),
        (("--from", "2025-10-02", "--to", "2025-10-01"), "Swap them"),
        (("--from", "October", "--to", "2025-10-01"), "October is no day"),
        (("--from", "9999-10-01", "--to", "9999-10-02"), "still ahead"),
        (("--from", "2025-10-01", "--to", "2025-10-02", "--organization", "nobody"), "no organization “nobody”"),
        (("--organization", "fieldstone"), "give --from and --to, too"),
    ],
)
def test_it_says_what_is_wrong(recorded: Cast, wrong: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*wrong)
