"""The touchpoint map: what leaders edit and everybody reads."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.interactions.rows import row
from touchpoints.interactions import ingest
from touchpoints.journeys import actions, outline, ways
from touchpoints.journeys.models import Journey, Stage, Touchpoint

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOME = "/o/fieldstone/map/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


def touchpoint(key: str) -> Touchpoint:
    return Touchpoint.rows().select_related("stage").get(key=key)


def filled(found: Touchpoint, **fields: Any) -> dict[str, Any]:
    """The edit form as a leader sees it, with some fields changed."""
    said = {
        "version": found.version,
        "name": found.name,
        "intent": found.intent,
        "stage": str(found.stage_id),
        "mode": found.mode,
        "mode_reason": found.mode_reason,
        "protected": found.protected,
        "owner": str(found.owner_id or ""),
        "key": found.key,
    }
    return said | fields


def edit(client: Client, found: Touchpoint, **fields: Any) -> Any:
    return client.post(f"{HOME}{found.pk}/edit/", filled(found, **fields))


def test_a_card_shows_mode_owner_protection_and_the_last_28_days(acting: Cast, by: Actor, leader: Client) -> None:
    rows = [
        *[
            row(touchpoint_key="scope-change", handled_by=how, occurred_at="2026-11-10T09:00:00Z")
            for how in ("human", "assisted", "none")
        ],
        row(touchpoint_key="scope-change", checks=[{"verdict": "kept"}], occurred_at="2026-11-20T22:59:00Z"),
        row(touchpoint_key="scope-change", promised_by="2026-11-11T09:00:00Z", occurred_at="2026-11-10T09:00:00Z"),
        row(touchpoint_key="scope-change", checks=[{"verdict": "kept"}], occurred_at="2026-11-20T23:01:00Z"),
        row(touchpoint_key="scope-change", checks=[{"verdict": "kept"}], occurred_at="2026-10-23T09:00:00Z"),
    ]
    ingest.ingest(rows, by=by, now=NOW, create_customers=True)

    with time_machine.travel(NOW, tick=False):
        page = leader.get(HOME).content.decode()

    card = page[page.index('id="card-scope-change"') :].split("</article>")[0]
    assert "Protected: scope trade-off" in card
    assert "Human-only" in card
    assert "Olga of Fieldstone Care" in card
    assert ">5 times</a>" in card
    assert ">4 of 5</a>" in card
    assert ">1 of 2</a>" in card
    assert "3 by a person, 1 by a person, assisted, 1 by nobody" in card
    assert "?touchpoint=scope-change&amp;from=2026-10-24&amp;to=2026-11-20&amp;verdict=judged" in card
    assert "24 Oct to 20 Nov" in page
    assert "Not met in these days" in page


def test_an_automated_card_says_whom_the_customer_reaches(acting: Cast, by: Actor, leader: Client) -> None:
    one = touchpoint("invoice-or-renewal")
    edit(leader, one, mode="automate", mode_reason="The same words every time.")
    assert "<dt>To a person</dt><dd>nobody yet</dd>" in leader.get(HOME).content.decode()

    ways.set_hatch(by=by, touchpoint=touchpoint("invoice-or-renewal"), member=acting.agent, reply_minutes=120, calendar=None)

    assert f"<dt>To a person</dt><dd>{acting.agent}, within 2 h</dd>" in leader.get(HOME).content.decode()


def test_the_map_is_one_query_beside_the_frame_at_any_size(
    acting: Cast, by: Actor, leader: Client, django_assert_num_queries: Any
) -> None:
    leader.get(HOME)
    for place in range(12):
        stage = outline.add_stage(by=by, journey=Journey.rows().first(), name=f"Stage {place}")
        for number in range(4):
            actions.add_touchpoint(by=by, name=f"Moment {place}.{number}", stage=stage)

    with django_assert_num_queries(7):  # session, person, member, is it fresh, the map, and a savepoint around the view
        page = leader.get(HOME).content.decode()

    assert page.count("<article") == 53


def test_empty_stages_and_journeys_are_shown(acting: Cast, by: Actor, leader: Client, sign_in: SignIn) -> None:
    outline.add_journey(by=by, name="Renewal to expansion", first_stage="Preparation")

    assert "a touchpoint to Preparation" in leader.get(HOME).content.decode()
    assert "No touchpoint here." in sign_in(acting.viewer).get(HOME).content.decode()


def test_everybody_reads_and_only_leaders_edit(acting: Cast, sign_in: SignIn) -> None:
    found = touchpoint("status-update")
    agent = sign_in(acting.agent)

    page = agent.get(HOME).content.decode()
    assert f"{HOME}{found.pk}/" in page
    assert "New touchpoint" not in page
    assert "data-card-menu" not in page
    assert "To know where things stand" in agent.get(f"{HOME}{found.pk}/").content.decode()
    for address in ("new/", "outline/", f"{found.pk}/edit/", f"outline/stage/{found.stage_id}/name/"):
        assert agent.get(HOME + address).status_code == 403
    for address in (
        f"{found.pk}/edit/",
        f"{found.pk}/place/",
        f"{found.pk}/archive/",
        f"{found.pk}/return/",
        "outline/journeys/",
    ):
        assert agent.post(HOME + address, filled(found, mode="automate")).status_code == 403
    assert touchpoint("status-update").mode == "human_only"


def test_a_leader_chooses_a_mode_with_its_reason(acting: Cast, leader: Client) -> None:
    answer = edit(leader, touchpoint("status-update"), mode="automate", mode_reason="Nobody reads them twice", key_moment="on")

    found = touchpoint("status-update")
    assert answer.headers["Location"] == f"{HOME}#card-status-update"
    assert (found.mode, found.mode_reason, found.key_moment) == ("automate", "Nobody reads them twice", True)
    entry = Entry.rows().get(verb="touchpoint.changed")
    assert entry.detail["changes"]["mode"] == ["human_only", "automate"]


def test_a_protected_touchpoint_is_never_automated_by_the_page(acting: Cast, leader: Client) -> None:
    answer = edit(leader, touchpoint("scope-change"), mode="automate", intent="typed and kept")

    page = answer.content.decode()
    assert "so it is never automated" in page
    assert "typed and kept" in page
    assert touchpoint("scope-change").mode == "human_only"
    answer = leader.post(
        f"{HOME}new/", {"name": "Price change", "stage": str(Stage.rows()[0].pk), "mode": "automate", "protected": ["pricing"]}
    )
    assert "so it is never automated" in answer.content.decode()
    assert not Touchpoint.rows().filter(name="Price change").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter name."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"mode": "auto"}, "not one of the available choices"),
        ({"mode": ""}, "Choose one for “Mode”."),
        ({"protected": ["magic"]}, "not one of the available choices"),
        ({"stage": "01999999-0000-7000-8000-000000000000"}, "not one of the available choices"),
        ({"owner": "01999999-0000-7000-8000-000000000000"}, "not one of the available choices"),
        ({"response_target_minutes": "soon"}, "Enter a whole number."),
        ({"key": "not a slug"}, "valid “slug”"),
        ({"key": "first-response"}, "in use by another touchpoint"),
        ({"intent": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said(acting: Cast, leader: Client, fields: dict[str, Any], words: str) -> None:
    answer = edit(leader, touchpoint("status-update"), **fields)

    assert words in answer.content.decode()
    assert touchpoint("status-update").version == 1


def test_a_touchpoint_is_added_where_the_leader_says(acting: Cast, leader: Client) -> None:
    money = Stage.rows().get(name="Money")

    leader.post(
        f"{HOME}new/", {"name": "Price change", "stage": str(money.pk), "mode": "augment", "owner": str(acting.agent.pk)}
    )

    added = touchpoint("price-change")
    assert (added.stage, added.position, added.mode, added.owner) == (money, 1, "augment", acting.agent)


def test_two_leaders_at_once_lose_nothing(acting: Cast, by: Actor, leader: Client) -> None:
    seen = touchpoint("status-update")
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=seen, name="Weekly update", mode="augment")

    answer = edit(leader, seen, intent="My own words")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My own words" in page
    differing = {one.field: (one.mine, one.theirs) for one in answer.context["differences"]}
    assert differing == {
        "name": ("Status update", "Weekly update"),
        "mode": ("Human-only", "Augment"),
        "intent": ("My own words", seen.intent),
    }
    taken = leader.post(f"{HOME}{seen.pk}/edit/", filled(seen, intent="My own words", version=2, take="name"))
    assert taken.context["form"]["name"].value() == "Weekly update"
    assert touchpoint("status-update").intent == seen.intent
    edit(leader, seen, version=2, name="Weekly update", mode="augment", intent="My own words")
    assert touchpoint("status-update").intent == "My own words"


@pytest.mark.parametrize(
    ("asked", "place"), [({"step": "first"}, 0), ({"step": "earlier"}, 0), ({"step": "last"}, 1), ({"step": "later"}, 1)]
)
def test_it_moves_by_the_menu(acting: Cast, leader: Client, asked: dict[str, str], place: int) -> None:
    leader.post(f"{HOME}{touchpoint('scope-change').pk}/place/", asked)

    assert touchpoint("scope-change").position == place


def test_it_moves_to_another_stage_and_back_by_the_toast(acting: Cast, leader: Client) -> None:
    found, money = touchpoint("status-update"), Stage.rows().get(name="Money")

    page = leader.post(f"{HOME}{found.pk}/place/", {"stage": str(money.pk)}, follow=True).content.decode()
    assert (touchpoint("status-update").stage, "number 2 in Money" in page) == (money, True)
    leader.post(re.search(r'action="([^"]+/undo/)"', page)[1])

    assert (touchpoint("status-update").stage, touchpoint("status-update").position) == (found.stage, 0)


@pytest.mark.parametrize("position", ["9" * 30, "9" * 5000, "-1", "²", "x"])
def test_a_place_that_is_none_is_the_end(acting: Cast, leader: Client, position: str) -> None:
    found, money = touchpoint("status-update"), Stage.rows().get(name="Money")

    leader.post(f"{HOME}{found.pk}/place/", {"stage": str(money.pk), "position": position})

    assert (touchpoint("status-update").stage, touchpoint("status-update").position) == (money, 1)


@pytest.mark.parametrize("asked", [{}, {"step": "up"}, {"stage": "x"}, {"stage": "01999999-0000-7000-8000-000000000000"}])
def test_a_move_to_nowhere_is_not_found(acting: Cast, leader: Client, asked: dict[str, str]) -> None:
    assert leader.post(f"{HOME}{touchpoint('scope-change').pk}/place/", asked).status_code == 404


def test_archiving_is_undone_from_the_toast(acting: Cast, leader: Client) -> None:
    found = touchpoint("status-update")

    page = leader.post(f"{HOME}{found.pk}/archive/", follow=True).content.decode()
    assert 'id="card-status-update"' not in page
    undo = re.search(r'action="([^"]+/undo/)"', page)[1]
    assert "This touchpoint is archived." in leader.get(f"{HOME}{found.pk}/edit/", follow=True).content.decode()
    assert leader.post(f"{HOME}{found.pk}/place/", {"step": "first"}).status_code == 404
    leader.post(undo)

    assert touchpoint("status-update").position == 0
    assert 'id="card-status-update"' in leader.get(HOME).content.decode()


def test_journeys_and_stages_are_edited_on_one_page(acting: Cast, leader: Client) -> None:
    leader.post(f"{HOME}outline/journeys/", {"journey-name": "Renewal"})
    journey = Journey.rows().get(name="Renewal")
    leader.post(f"{HOME}outline/{journey.pk}/stages/", {f"{journey.pk}-name": "Offer"})
    stage = Stage.rows().get(name="Offer")
    leader.post(f"{HOME}outline/stage/{stage.pk}/name/", {"name": "Proposal"})
    leader.post(f"{HOME}outline/stage/{stage.pk}/place/", {"step": "first"})
    leader.post(f"{HOME}outline/journey/{journey.pk}/place/", {"step": "first"})

    assert [one.name for one in Stage.rows().filter(journey=journey).order_by("position")] == ["Proposal", "Start"]
    assert Journey.rows().order_by("position")[0] == journey
    used = leader.post(f"{HOME}outline/stage/{touchpoint('scope-change').stage_id}/removal/", follow=True).content.decode()
    assert "still has touchpoints" in used
    leader.post(f"{HOME}outline/stage/{stage.pk}/removal/")
    leader.post(f"{HOME}outline/journey/{journey.pk}/removal/")
    assert Journey.rows().count() == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x00"])
def test_a_journey_needs_a_fitting_name(acting: Cast, leader: Client, name: str) -> None:
    page = leader.post(f"{HOME}outline/journeys/", {"journey-name": name}).content.decode()

    assert "field-error" in page
    assert Journey.rows().count() == 1
