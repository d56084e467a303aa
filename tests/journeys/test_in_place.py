"""Editing the map in place: one card's form, single keys, the conflict, new cards, undo and history."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from touchpoints.journeys import actions, outline
from touchpoints.journeys.models import EscapeHatch, Journey, MessageTemplate, Stage, Touchpoint
from touchpoints.map import history

HOME = "/o/fieldstone/map/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/o/fieldstone/map/"}
MESSAGE = ("message_subject", "message_text")
SignIn = Callable[[Any], Client]


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


def touchpoint(key: str = "status-update") -> Touchpoint:
    return Touchpoint.rows().select_related("stage").get(key=key)


def hand(client: Client, found: Touchpoint, **sent: str) -> Any:
    data = {name.replace("was_", "was-").replace("keep_", "keep-"): value for name, value in sent.items()}
    return client.post(f"{HOME}{found.pk}/hand/", data, headers=HTMX)


def also(answer: Any) -> str:
    """What was done in the same breath, as the toast sends it."""
    found = re.search(r'name="also" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def undo_url(answer: Any) -> str:
    found = re.search(r'hx-post="([^"]+/undo/)"', answer.content.decode())
    assert found
    return found[1]


def test_a_key_sets_the_mode_and_the_card_answers_in_hand(acting: Cast, leader: Client) -> None:
    answer = hand(leader, touchpoint(), mode="augment", was_mode="human_only", stay="yes")

    page = answer.content.decode()
    assert touchpoint().mode == "augment"
    assert 'id="card-status-update"' in page
    assert "Who finishes it" in page
    assert "Status update: augment." in page
    assert 'id="map-legend" hx-swap-oob' in page
    assert Entry.rows().filter(verb="touchpoint.changed").count() == 1


def test_name_reason_and_owner_are_saved_together_as_one_change(acting: Cast, leader: Client) -> None:
    found = touchpoint()
    was = {"was_name": found.name, "was_owner": str(found.owner_id), "was_mode_reason": ""}

    hand(leader, found, name="Weekly word", owner=str(acting.agent.pk), mode_reason="They ask", **was)

    now = touchpoint()
    assert (now.name, now.owner, now.mode_reason) == ("Weekly word", acting.agent, "They ask")
    assert Entry.rows().filter(verb="touchpoint.changed").count() == 1


def test_two_people_who_change_different_fields_both_get_what_they_wrote(acting: Cast, leader: Client) -> None:
    seen = touchpoint()
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=seen, name="Weekly update")

    answer = hand(leader, seen, name=seen.name, was_name=seen.name, mode_reason="Mine", was_mode_reason="")

    assert answer.status_code == 200
    assert (touchpoint().name, touchpoint().mode_reason) == ("Weekly update", "Mine")


def test_two_people_who_change_the_same_field_see_both_texts(acting: Cast, leader: Client) -> None:
    seen = touchpoint()
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=seen, name="Weekly update")

    answer = hand(leader, seen, name="Word on Fridays", was_name=seen.name)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Keep mine: <strong>Word on Fridays</strong>" in page
    assert "Keep theirs: <strong>Weekly update</strong>" in page
    assert touchpoint().name == "Weekly update"


@pytest.mark.parametrize(
    ("keep", "name"), [("mine", "Mine"), ("theirs", "Weekly update"), ("both", "Weekly update / Mine"), ("x", "Mine")]
)
def test_the_choice_in_the_conflict_is_what_is_saved(acting: Cast, leader: Client, keep: str, name: str) -> None:
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=touchpoint(), name="Weekly update")

    hand(leader, touchpoint(), name="Mine", was_name="Weekly update", keep_name=keep)

    assert touchpoint().name == name


def test_both_texts_must_fit(acting: Cast, leader: Client) -> None:
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=touchpoint(), name="x" * 100)

    answer = hand(leader, touchpoint(), name="y" * 100, was_name="x" * 100, keep_name="both")

    assert answer.status_code == 422
    assert touchpoint().name == "x" * 100


def test_what_is_refused_keeps_what_was_typed_and_what_others_saved(acting: Cast, leader: Client) -> None:
    seen = touchpoint()
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=seen, mode="augment")

    answer = hand(leader, seen, name="", was_name=seen.name, mode="human_only", was_mode="human_only", mode_reason="Typed")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter name." in page
    assert 'value="Typed"' in page
    assert 'name="was-mode" value="augment"' in page
    assert re.search(r'value="augment" checked', page)


def test_a_protected_card_is_never_automated_by_a_key(acting: Cast, leader: Client) -> None:
    answer = hand(leader, touchpoint("scope-change"), mode="automate", was_mode="human_only", stay="yes")

    assert answer.status_code == 422
    assert "so it is never automated" in answer.content.decode()
    assert touchpoint("scope-change").mode == "human_only"


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "a\x00b"},
        {"name": "x" * 121},
        {"mode": "auto"},
        {"owner": "01999999-0000-7000-8000-000000000000"},
        {"owner": "x", "keep_owner": "theirs"},
        {"mode_reason": "y" * 10_000},
    ],
)
def test_nonsense_is_answered_in_words(acting: Cast, leader: Client, sent: dict[str, str]) -> None:
    answer = hand(leader, touchpoint(), **sent)

    assert answer.status_code in (200, 422)
    assert touchpoint().version == 1


def test_without_htmx_the_same_post_leads_back_to_the_card(acting: Cast, leader: Client) -> None:
    found = touchpoint()

    answer = leader.post(f"{HOME}{found.pk}/hand/", {"mode": "augment"})
    refused = leader.post(f"{HOME}{found.pk}/hand/", {"name": ""}, follow=True)

    assert answer.headers["Location"] == f"{HOME}#card-status-update"
    assert touchpoint().mode == "augment"
    assert "Enter name." in refused.content.decode()
    assert leader.get(f"{HOME}{found.pk}/hand/").headers["Location"] == f"{HOME}{found.pk}/edit/"


def test_a_card_opens_and_closes(acting: Cast, leader: Client) -> None:
    found = touchpoint()

    opened = leader.get(f"{HOME}{found.pk}/hand/", headers=HTMX).content.decode()
    closed = leader.get(f"{HOME}{found.pk}/hand/?close", headers=HTMX).content.decode()

    assert "data-hand-close" in opened
    assert "data-hand-close" not in closed
    assert 'id="card-status-update"' in closed


def test_automate_proposes_a_person_and_a_message_and_saves_what_is_sent(acting: Cast, leader: Client) -> None:
    opened = hand(leader, touchpoint(), mode="automate", was_mode="human_only", stay="yes").content.decode()
    was = {f"was_{name}": "" for name in ("hatch_member", "hatch_calendar", "hatch_reply_minutes", *MESSAGE)}
    sent = {"hatch_member": str(acting.agent.pk), "hatch_calendar": "", "hatch_reply_minutes": "60"}

    answer = hand(leader, touchpoint(), **sent, message_subject="Where it is", message_text="One\r\ntwo", **was)

    assert f'<option value="{acting.leader.pk}" selected>' in opened
    assert "Where things stand" in opened
    hatch, message = EscapeHatch.rows().get(), MessageTemplate.rows().get()
    assert (hatch.member, hatch.calendar, hatch.reply_minutes) == (acting.agent, None, 60)
    assert (message.language, message.subject, message.text) == ("en", "Where it is", "One\ntwo")
    leader.post(undo_url(answer), {"also": also(answer)}, headers=HTMX)
    assert not EscapeHatch.rows().exists()
    assert not MessageTemplate.rows().exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"hatch_member": "x"}, "not one of the available choices"),
        ({"hatch_reply_minutes": "soon"}, "Enter a whole number."),
        ({"hatch_reply_minutes": "0"}, "greater than or equal to 1"),
        ({"hatch_reply_minutes": "9" * 30}, "less than or equal to"),
        ({"message_subject": "", "message_text": "Alone"}, "needs a subject and a text"),
    ],
)
def test_a_way_to_a_person_and_a_message_are_whole(acting: Cast, leader: Client, sent: dict[str, str], words: str) -> None:
    answer = hand(leader, touchpoint(), **sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_person_to_reach_answers_within_some_time(acting: Cast, leader: Client) -> None:
    answer = hand(leader, touchpoint(), hatch_member=str(acting.agent.pk), hatch_reply_minutes="")

    assert "Say within how many minutes" in answer.content.decode()
    assert not EscapeHatch.rows().exists()


def test_an_older_message_is_not_brought_back_over_a_newer_one(acting: Cast, leader: Client) -> None:
    first = hand(leader, touchpoint(), message_subject="One", message_text="Text")
    hand(leader, touchpoint(), message_subject="Two", message_text="Text")

    page = leader.post(undo_url(first), headers=HTMX).content.decode()

    assert "was changed again since" in page
    assert MessageTemplate.rows().get().subject == "Two"


def test_two_people_who_write_one_message_see_both(acting: Cast, leader: Client) -> None:
    hand(leader, touchpoint(), message_subject="Subject", message_text="Theirs")

    answer = hand(leader, touchpoint(), message_text="Mine", was_message_text="", message_subject="Subject")

    assert answer.status_code == 409
    assert "Keep theirs: <strong>Theirs</strong>" in answer.content.decode()


def test_only_leaders_edit_in_place(acting: Cast, sign_in: SignIn) -> None:
    agent, found = sign_in(acting.agent), touchpoint()

    assert agent.post(f"{HOME}{found.pk}/hand/", {"mode": "automate"}).status_code == 403
    assert agent.post(f"{HOME}cards/", {"name": "New", "stage": str(found.stage_id)}).status_code == 403
    assert agent.get(f"{HOME}history/").status_code == 403
    assert touchpoint().version == 1


def test_a_new_card_needs_only_its_name(acting: Cast, leader: Client) -> None:
    stage = Stage.rows().get(name="Money")

    answer = leader.post(f"{HOME}cards/", {"name": "Price change", "stage": str(stage.pk)}, headers=HTMX)

    added = touchpoint("price-change")
    assert (added.stage, added.position, added.mode, added.owner) == (stage, 1, "human_only", acting.leader)
    assert json.loads(answer.headers["HX-Trigger"]) == {"map-focus": "card-price-change"}
    assert 'id="card-price-change"' in answer.content.decode()
    leader.post(undo_url(answer), headers=HTMX)
    assert touchpoint("price-change").archived_at


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x00"])
def test_a_new_card_needs_a_fitting_name(acting: Cast, leader: Client, name: str) -> None:
    answer = leader.post(f"{HOME}cards/", {"name": name, "stage": str(touchpoint().stage_id)}, headers=HTMX)

    assert answer.status_code == 422
    assert Touchpoint.rows().count() == 5


@pytest.mark.parametrize("stage", ["", "x", "01999999-0000-7000-8000-000000000000"])
def test_a_new_card_needs_a_stage_of_ours(acting: Cast, leader: Client, stage: str) -> None:
    assert leader.post(f"{HOME}cards/", {"name": "New", "stage": stage}).status_code == 404


def test_a_change_is_taken_back_and_the_taking_back_too(acting: Cast, leader: Client) -> None:
    found = touchpoint()
    changed = hand(leader, found, mode="augment", owner=str(acting.agent.pk), mode_reason="Because")

    back = leader.post(undo_url(changed), headers=HTMX)
    former = touchpoint()
    leader.post(f"{HOME}history/{Entry.rows().first().pk}/undo/")

    assert (former.mode, former.owner, former.mode_reason) == ("human_only", found.owner, "")
    assert json.loads(back.headers["HX-Trigger"]) == {"map-focus": "card-status-update"}
    assert (touchpoint().mode, touchpoint().owner, touchpoint().mode_reason) == ("augment", acting.agent, "Because")


def test_what_somebody_changed_since_is_not_taken_back(acting: Cast, leader: Client) -> None:
    changed = hand(leader, touchpoint(), mode="augment")
    actions.change_touchpoint(by=Actor.of(acting.owner), touchpoint=touchpoint(), mode="automate")

    page = leader.post(undo_url(changed), headers=HTMX).content.decode()

    assert "was changed again since" in page
    assert touchpoint().mode == "automate"


def test_a_move_is_taken_back_unless_the_neighbors_moved_since(acting: Cast, by: Actor, leader: Client) -> None:
    found = touchpoint("scope-change")
    moved = leader.post(f"{HOME}{found.pk}/place/", {"step": "first"}, headers=HTMX)
    actions.move_touchpoint(by=by, touchpoint=touchpoint(), step="first")

    refused = leader.post(undo_url(moved), headers=HTMX).content.decode()
    actions.move_touchpoint(by=by, touchpoint=touchpoint(), step="last")
    leader.post(undo_url(moved), headers=HTMX)

    assert "moved again since" in refused
    assert touchpoint("scope-change").position == 1


def test_names_of_stages_and_new_ones_are_taken_back_in_the_history(acting: Cast, by: Actor, leader: Client) -> None:
    journey = Journey.rows().get()
    stage = outline.add_stage(by=by, journey=journey, name="Late")
    outline.rename(by=by, part=journey, name="Life")

    for verb in ("journey.renamed", "stage.added"):
        answer = leader.post(f"{HOME}history/{Entry.rows().get(verb=verb).pk}/undo/", {"back": "history"})
        assert answer.headers["Location"] == f"{HOME}history/"

    assert Journey.rows().get().name == journey.name
    assert not Stage.rows().filter(pk=stage.pk).exists()


def test_the_history_says_who_changed_what_and_offers_the_way_back(acting: Cast, leader: Client) -> None:
    hand(leader, touchpoint(), mode="augment", mode_reason="A draft saves minutes")

    page = leader.get(f"{HOME}history/").content.decode()

    assert "Leader of Fieldstone Care changed the touchpoint Status update" in page
    assert "A draft saves minutes" in page
    assert "Mode: " in page
    assert page.count("/undo/") == 1
    assert leader.get(f"{HOME}history/?cursor=x").status_code == 302


def test_a_fact_that_is_not_the_maps_is_not_undone_here(acting: Cast, elsewhere: Cast, leader: Client) -> None:
    other = Entry.rows().exclude(subject_type__in=history.SUBJECTS).first()

    assert other is not None
    assert leader.post(f"{HOME}history/{other.pk}/undo/").status_code == 404


def test_the_map_is_narrowed_by_mode_owner_and_journey(acting: Cast, by: Actor, leader: Client) -> None:
    actions.change_touchpoint(by=by, touchpoint=touchpoint(), mode="augment", owner=acting.agent)
    outline.add_journey(by=by, name="Renewal")

    assert leader.get(f"{HOME}?mode=augment").content.decode().count("<article") == 1
    assert leader.get(f"{HOME}?owner={acting.agent.pk}").content.decode().count("<article") == 1
    assert leader.get(f"{HOME}?owner=nobody").content.decode().count("<article") == 0
    assert leader.get(f"{HOME}?mode=human_only&owner={acting.owner.pk}").content.decode().count("<article") == 4
    assert "No touchpoint fits" in leader.get(f"{HOME}?journey=x%00").content.decode()
    assert "map-small" in leader.get(f"{HOME}?zoom=out").content.decode()


def test_a_part_keeps_to_what_the_page_is_narrowed_to(acting: Cast, by: Actor, leader: Client) -> None:
    headers = HTMX | {"HX-Current-URL": f"http://testserver{HOME}?mode=augment"}
    actions.change_touchpoint(by=by, touchpoint=touchpoint("first-response"), mode="augment")

    answer = leader.post(f"{HOME}{touchpoint().pk}/archive/", headers=headers)

    assert answer.content.decode().count("<article") == 1


def test_an_unchanged_map_is_not_sent_again(acting: Cast, by: Actor, leader: Client) -> None:
    leader.get(HOME)  # gives the browser its cookie
    first = leader.get(HOME)
    same = leader.get(HOME, headers={"If-None-Match": first.headers["ETag"]})
    actions.change_touchpoint(by=by, touchpoint=touchpoint(), mode="augment")
    changed = leader.get(HOME, headers={"If-None-Match": first.headers["ETag"]})
    acting.owner.user.name = "Olga Renamed"
    acting.owner.user.save()
    renamed = leader.get(HOME, headers={"If-None-Match": changed.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert "Olga Renamed" in renamed.content.decode()


def test_a_page_with_something_to_say_is_always_drawn(acting: Cast, leader: Client) -> None:
    tag = leader.get(HOME).headers["ETag"]
    leader.post(f"{HOME}{touchpoint().pk}/place/", {"step": "last"})

    answer = leader.get(HOME, headers={"If-None-Match": tag})

    assert "is now number 2 in Delivery" in answer.content.decode()


def test_the_page_to_move_by_has_a_button_for_each_way(acting: Cast, leader: Client) -> None:
    page = leader.get(f"{HOME}{touchpoint().pk}/place/").content.decode()

    assert [word in page for word in ("Earlier", "First contact", "Money", "After trouble", "Archive")] == [True] * 5
