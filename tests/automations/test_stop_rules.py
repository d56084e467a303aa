"""What stops an automation by itself, and the sentence that says so."""

import pytest

from presence.notices.models import Letter
from tests.automations.conftest import NOW, stored
from tests.conftest import Cast
from touchpoints.automations import attention, rules, stopping
from touchpoints.automations.models import Automation, State
from touchpoints.automations.results import Results
from touchpoints.automations.rules import Counted, StopRules
from touchpoints.journeys.models import Touchpoint


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (Counted(100, 0, 4, 4), ""),
        (Counted(100, 1, 0, 0), "1 reported as spam in 30 days; the limit is 1."),
        (Counted(100, 0, 5, 0), "5 of 100 unsubscribed in 30 days; the limit is 5%."),
        (Counted(19, 0, 19, 0), ""),
        (Counted(20, 0, 1, 0), "1 of 20 unsubscribed in 30 days; the limit is 5%."),
        (Counted(0, 0, 0, 5), "5 replies in 30 days wait for an answer; the limit is 5."),
    ],
)
def test_the_first_rule_that_is_reached_stops_it(counted: Counted, words: str) -> None:
    assert rules.broken(StopRules(), counted) == words


def test_without_limits_nothing_stops_it() -> None:
    asked = StopRules(complaints=None, unsubscribed_percent=None, unresolved_replies=None)

    assert rules.broken(asked, Counted(100, 100, 100, 100)) == ""


@pytest.mark.parametrize(("ramp", "wider"), [(10, 100), (50, 100), (100, None), (5000, None), (None, None)])
def test_the_ramp_goes_from_ten_to_a_hundred_to_all(ramp: int | None, wider: int | None) -> None:
    assert rules.next_ramp(ramp) == wider


def test_the_tick_stops_what_broke_its_rule_and_nothing_else(
    inside: Cast, automatic: Touchpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud, calm = (stored(inside, "schedule", {"weekdays": [1]}, name=name) for name in ("Loud", "Calm"))
    approved = {"template_number": 1, "approved_by": inside.owner, "approved_at": NOW}
    Automation.rows().update(state=State.ACTIVE, active_from=NOW, **approved)
    monkeypatch.setattr(stopping.results, "of", lambda ids, **_: {loud.pk: Results(complaints=3), calm.pk: Results(sent=50)})

    assert stopping.look(now=NOW) == 1

    loud.refresh_from_db()
    calm.refresh_from_db()
    assert (loud.state, loud.state_why) == (State.STOPPED, "3 reported as spam in 30 days; the limit is 1.")
    assert calm.state == State.ACTIVE
    letters = list(Letter.rows().order_by("to").values_list("to", "subject"))
    assert letters == [(to, "Stopped by a rule: Loud") for to in ("leader@fieldstone.example", "owner@fieldstone.example")]


def test_leaders_find_what_was_stopped_on_the_first_page(inside: Cast, automatic: Touchpoint) -> None:
    loud = stored(inside, "schedule", {"weekdays": [1]}, name="Loud")
    Automation.rows().filter(pk=loud.pk).update(state=State.STOPPED, state_why="3 reported as spam")

    found = attention.stopped(inside.leader)

    assert found is not None
    assert [(one.word, one.said) for one in found.matters] == [("Loud", "3 reported as spam")]
    assert attention.stopped(inside.agent) is None
