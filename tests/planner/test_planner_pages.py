"""The planner as leaders meet it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import Error
from django.test import Client

from presence.audit.models import Entry
from presence.hours import actions as hours
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from touchpoints.planner.models import Tradeoff

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOME = "/o/fieldstone/map/planner/"
SignIn = Callable[[Membership], Client]
WISH = {"customers": "100", "offers": "2", "service": "excellent", "hours": "20", "basic": "3", "good": "6", "excellent": "12"}
PEAK = {"name": "the heat wave", "first_day": "2026-12-01", "last_day": "2026-12-14", "percent": "50"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_begins_with_what_is_there(leader: Client) -> None:
    page = leader.get(HOME).content.decode()

    assert "All three" in page
    assert "Human first at key moments" in page


def test_what_does_not_fit_says_what_can_give(leader: Client) -> None:
    page = leader.get(HOME, WISH).content.decode()

    assert "All three do not fit" in page
    assert "40 h a week needed" in page
    assert page.count("Let this give") == 4
    assert "With 2 offers and excellent service we look after 50 customers; the next one waits." in page


def test_a_choice_is_recorded_with_its_sentence(acting: Cast, leader: Client) -> None:
    query = "&".join(f"{name}={value}" for name, value in WISH.items())

    page = leader.post(f"{HOME}?{query}", {"gives": "customers", "sentence": "We take 50."}, follow=True).content.decode()

    kept = Tradeoff.rows().get()
    assert (kept.kind, kept.gives, kept.sentence) == ("customers", "customers", "We take 50.")
    assert kept.inputs["customers"] == "100"
    assert "We take 50." in page
    assert Entry.rows().filter(verb="tradeoff.decided", subject_id=kept.pk).count() == 1


@pytest.mark.parametrize("posted", [{}, {"gives": "customers"}, {"gives": "nonsense", "sentence": "x"}])
def test_a_choice_without_words_is_not_recorded(leader: Client, posted: dict[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in WISH.items())

    page = leader.post(f"{HOME}?{query}", posted, follow=True).content.decode()

    assert "Nothing was recorded" in page
    assert not Tradeoff.rows().exists()


@pytest.mark.parametrize(
    ("address", "given", "words"),
    [
        ("", WISH | {"customers": "0"}, "greater than or equal to 1"),
        ("", WISH | {"customers": "many"}, "Enter a whole number."),
        ("", WISH | {"hours": "NaN"}, "Enter a number."),
        ("", WISH | {"good": "30"}, "Put the minutes in order."),
        ("", WISH | {"service": "royal"}, "royal is not one of the available choices"),
        ("quality/", {"keep": "speed"}, "Choose two"),
        ("quality/", {"keep": ["speed", "price", "quality"]}, "Choose two"),
        ("quality/", {"other": "1"}, "Choose the two that must hold."),
        ("peak/", PEAK | {"last_day": "2026-11-01"}, "It ends before it begins."),
        ("peak/", PEAK | {"last_day": "2027-11-01"}, "Half a year of more is no peak."),
        ("peak/", PEAK | {"first_day": "soon"}, "Enter a valid date."),
        ("peak/", PEAK | {"percent": "-5"}, "greater than or equal to 1"),
    ],
)
def test_bad_input_is_refused_in_words(leader: Client, address: str, given: dict[str, Any], words: str) -> None:
    page = leader.get(f"{HOME}{address}", given)

    assert page.status_code == 200
    assert words in page.content.decode()


def test_two_of_three_are_kept(leader: Client) -> None:
    page = leader.get(f"{HOME}quality/", {"keep": ["quality", "price"]}).content.decode()

    assert "Speed gives" in page
    leader.post(f"{HOME}quality/?keep=quality&keep=price", {"gives": "speed", "sentence": "The date moves."})
    assert Tradeoff.rows().get().gives == "speed"


def test_a_peak_names_what_slips_from_the_hours_of_those_days(acting: Cast, leader: Client) -> None:
    """Nothing is recorded, so each of the starter map's five moments counts 5 x 12 minutes: 5 h, in the peak 7.5 h."""
    by = Actor.of(acting.leader)
    hours.set_frontline_hours(by=by, member=acting.agent, from_day=date(2026, 1, 1), minutes=[60] * 7)
    hours.add_absence(by=by, member=acting.agent, first_day=date(2026, 12, 8), last_day=date(2026, 12, 14))

    page = leader.get(f"{HOME}peak/", PEAK).content.decode()

    assert "7.5 h a week needed, 3.5 h there" in page, "one of the two weeks the agent is away"
    assert "What will slip" in page
    assert "1 Dec to 14 Dec is the heat wave:" in page
    assert "Scope change" not in page.split("What will slip")[1].split("</ol>")[0], "it is protected"


def test_a_choice_is_never_changed(leader: Client) -> None:
    leader.post(f"{HOME}quality/?keep=quality&keep=price", {"gives": "speed", "sentence": "The date moves."})

    for statement in ("UPDATE touchpoints_tradeoff SET sentence = 'x'", "DELETE FROM touchpoints_tradeoff"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Tradeoff.rows().get().sentence == "The date moves."


def test_agents_do_not_plan(acting: Cast, sign_in: SignIn) -> None:
    assert sign_in(acting.agent).get(HOME).status_code == 403
