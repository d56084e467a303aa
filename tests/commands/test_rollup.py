"""`manage.py rollup`: what is over, at once, and given days anew."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

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


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "2025-10-01"),
        ("--from", "2025-10-02", "--to", "2025-10-01"),
        ("--from", "October", "--to", "2025-10-01"),
        ("--from", "2025-10-01", "--to", "2025-10-02", "--organization", "nobody"),
    ],
)
def test_it_says_what_is_wrong(recorded: Cast, wrong: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*wrong)
