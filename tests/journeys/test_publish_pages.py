"""Checking, publishing, bringing back and approving in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.hours import actions as hours
from presence.hours.models import Calendar
from presence.notices.models import Letter
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.journeys.publishing import NOW, draw, make_whole, publish_mode, row
from touchpoints.journeys import actions, approvals, versions, ways
from touchpoints.journeys.models import EscapeHatch, MessageTemplate, Touchpoint
from touchpoints.journeys.published import MapVersion, PendingChange

SignIn = Callable[[Membership], Client]
HOME = "/o/fieldstone/map/"


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


@pytest.fixture
def leader(acting: Cast, sign_in: SignIn) -> Client:
    return sign_in(acting.leader)


def _text(client: Client, address: str) -> str:
    answer = client.get(f"{HOME}{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def _publish(client: Client, **fields: Any) -> Any:
    return client.post(f"{HOME}check/", fields, follow=True)


def test_the_form_takes_the_way_to_a_person_and_the_first_message(by: Actor, leader: Client, acting: Cast) -> None:
    status = Touchpoint.rows().get(key="status-update")
    fields = {
        "name": "Status update", "stage": str(status.stage_id), "mode": "automate", "version": 1,
        "owner": str(acting.leader.pk), "hatch_member": str(acting.agent.pk), "message_subject": "Where things stand",
        "message_text": "It is on its way.",
    }  # fmt: skip

    assert leader.post(f"{HOME}{status.pk}/edit/", fields).status_code == 302

    assert EscapeHatch.rows().get().reply_minutes == 240
    assert MessageTemplate.rows().get().subject == "Where things stand"
    page = _text(leader, f"{status.pk}/edit/")
    assert "It is on its way." in page
    leader.post(
        f"{HOME}{status.pk}/edit/", fields | {"version": 4, "hatch_member": "", "message_subject": "", "message_text": ""}
    )
    assert not EscapeHatch.rows().exists()
    assert not MessageTemplate.rows().exists()


def test_hours_that_a_way_to_a_person_uses_are_not_deleted(by: Actor, acting: Cast, sign_in: SignIn) -> None:
    Calendar.rows().create(name="Office", time_zone="Europe/Brussels", is_usual=True)
    evenings = Calendar.rows().create(name="Evenings", time_zone="Europe/Brussels")
    status = Touchpoint.rows().get(key="status-update")
    ways.set_hatch(by=by, touchpoint=status, member=acting.leader, reply_minutes=30, calendar=evenings)

    with pytest.raises(hours.CalendarInUse, match="Evenings"):
        hours.delete_calendar(by=by, calendar=evenings)

    assert Calendar.rows().filter(name="Evenings").exists()


def test_the_form_says_which_mode_fits_and_why(by: Actor, leader: Client) -> None:
    page = _text(leader, f"{Touchpoint.rows().get(key='status-update').pk}/edit/")

    assert "It repeats in the same words" in page


def test_half_a_message_is_refused_beside_its_field(by: Actor, leader: Client) -> None:
    status = Touchpoint.rows().get(key="status-update")
    fields = {"name": "Status update", "stage": str(status.stage_id), "mode": "automate", "version": 1, "message_text": "Hello"}

    page = leader.post(f"{HOME}{status.pk}/edit/", fields).content.decode()

    assert "Enter the subject of the message." in page
    assert Touchpoint.rows().get(key="status-update").mode == "human_only"


def test_the_check_page_says_what_is_missing_and_where_to_change_it(by: Actor, leader: Client) -> None:
    status = Touchpoint.rows().get(key="status-update")
    actions.change_touchpoint(by=by, touchpoint=status, mode="automate")

    page = _text(leader, "check/")
    assert "Say whom the customer reaches from here." in page
    assert f"{HOME}{status.pk}/edit/#id_hatch_member" in page
    assert "Status update: human-only → automate" in page

    answer = _publish(leader, state=versions.state()).content.decode()
    assert "Something is missing." in answer
    assert MapVersion.rows().count() == 1


def test_the_check_page_shows_the_exact_mail_and_sends_me_a_test(by: Actor, leader: Client, acting: Cast) -> None:
    status = draw(by, "status-update", mode="automate")
    assert "Want to talk to a person? Answer this mail: Leader of Fieldstone Care" in _text(leader, "check/")

    leader.post(f"{HOME}{status.pk}/test/")

    letter = Letter.rows().get(occasion__startswith="map-test:")
    assert (letter.to, letter.subject) == (acting.leader.user.email, "Test: Where things stand")
    assert "Your order is on its way." in letter.text
    assert leader.post(f"{HOME}{Touchpoint.rows().get(key='first-response').pk}/test/").status_code == 404


def test_publishing_says_so_and_offers_the_way_back(by: Actor, leader: Client) -> None:
    draw(by, "status-update", mode="augment")

    answer = _publish(leader, state=versions.state(), note="Drafts").content.decode()
    assert "Version 2 is published." in answer
    assert f"{HOME}versions/2/back/" in answer
    assert row("status-update").mode == "augment"

    leader.post(f"{HOME}versions/2/back/")
    assert row("status-update").mode == "human_only"
    assert Touchpoint.rows().get(key="status-update").mode == "augment"


def test_only_the_chosen_touchpoints_are_published(by: Actor, leader: Client) -> None:
    status = draw(by, "status-update", mode="augment")
    draw(by, "first-response", mode="augment")

    _publish(leader, state=versions.state(), only=str(status.pk))

    assert (row("status-update").mode, row("first-response").mode) == ("augment", "human_only")


def test_the_second_of_two_leaders_is_told_and_their_words_stay(
    by: Actor, leader: Client, acting: Cast, sign_in: SignIn
) -> None:
    draw(by, "status-update", mode="augment")
    seen = versions.state()
    _publish(sign_in(acting.owner), state=seen)
    draw(by, "first-response", mode="augment")

    answer = _publish(leader, state=seen, note="My words").content.decode()

    assert "published version 2" in answer
    assert "My words" in answer
    assert versions.newest().number == 2  # type: ignore[union-attr]


def test_more_than_a_quarter_of_the_modes_warns_once_somebody_has_chosen(by: Actor, leader: Client) -> None:
    draw(by, "first-response", mode="augment")
    draw(by, "status-update", mode="augment")
    assert "more than a quarter" not in _text(leader, "check/")
    _publish(leader, state=versions.state())
    draw(by, "first-response", mode="human_only")
    assert "more than a quarter" not in _text(leader, "check/")

    draw(by, "status-update", mode="human_only")

    assert "more than a quarter" in _text(leader, "check/")


def test_a_version_for_later_can_be_called_off(by: Actor, leader: Client) -> None:
    draw(by, "status-update", mode="augment")
    answer = _publish(leader, state=versions.state(), effective_from="2199-01-01T09:00").content.decode()
    assert "Version 2 begins" in answer
    assert "Call it off to publish another one." in _text(leader, "check/")

    assert "is called off" in leader.post(f"{HOME}versions/2/cancel/", follow=True).content.decode()
    assert "cannot be canceled any more" in leader.post(f"{HOME}versions/2/cancel/", follow=True).content.decode()


def test_a_version_says_what_it_changed_and_comes_back(by: Actor, leader: Client) -> None:
    publish_mode(by, "status-update", "augment")
    assert "Status update: human-only → augment" in _text(leader, "versions/2/")
    assert "Status update: augment → human-only" in _text(leader, "versions/1/")

    answer = leader.post(f"{HOME}versions/1/revert/", {"state": versions.state()}, follow=True).content.decode()

    assert "Version 1 is back, as version 3." in answer
    assert Touchpoint.rows().get(key="status-update").mode == "human_only"


def test_a_version_is_drawn_again_without_being_published(by: Actor, leader: Client) -> None:
    publish_mode(by, "status-update", "augment")

    answer = leader.post(f"{HOME}versions/1/draw/", follow=True).content.decode()

    assert "The map is drawn as in version 1." in answer
    assert (Touchpoint.rows().get(key="status-update").mode, row("status-update").mode) == ("human_only", "augment")


def test_a_second_person_is_asked_agrees_and_the_first_publishes(
    by: Actor, leader: Client, acting: Cast, sign_in: SignIn
) -> None:
    change = draw(by, "scope-change", protected=[])
    leader.post(f"{HOME}{change.pk}/ask/", {"reason": "Two people handle all of them now."})
    assert "somebody else must agree" in _text(leader, "check/")
    asked = PendingChange.rows().get()
    leader.post(f"{HOME}approvals/{asked.pk}/")
    asked.refresh_from_db()
    assert asked.outcome == ""

    owner = sign_in(acting.owner)
    assert "A change of the map waits for a second person" in owner.get("/o/fieldstone/").content.decode()
    assert "no longer protected (scope trade-off)" in _text(owner, "approvals/")
    owner.post(f"{HOME}approvals/{asked.pk}/", {"words": "Fine."})
    _publish(leader, state=versions.state())

    assert row("scope-change").protected == []
    assert "Approved" in _text(leader, "approvals/")


def test_asking_without_a_reason_is_refused_and_declining_leaves_all_as_it_is(
    by: Actor, leader: Client, acting: Cast, sign_in: SignIn
) -> None:
    change = draw(by, "scope-change", protected=[])
    assert "Say why" in leader.post(f"{HOME}{change.pk}/ask/", follow=True).content.decode()
    asked = approvals.ask(by=by, now=NOW, touchpoint=change, reason="Why not")

    sign_in(acting.owner).post(f"{HOME}approvals/{asked.pk}/refusal/", {"words": "Not yet."})

    asked.refresh_from_db()
    assert (asked.outcome, asked.words) == ("declined", "Not yet.")
    assert row("scope-change").protected == ["scope_tradeoff"]


def test_a_protected_touchpoint_is_not_automated_by_the_page(by: Actor, leader: Client) -> None:
    change = Touchpoint.rows().get(key="scope-change")
    make_whole(by, change)
    fields = {
        "name": "Scope change",
        "stage": str(change.stage_id),
        "mode": "automate",
        "protected": "scope_tradeoff",
        "version": 4,
    }

    assert "never automated" in leader.post(f"{HOME}{change.pk}/edit/", fields).content.decode()


def test_members_read_versions_and_only_leaders_publish(acting: Cast, sign_in: SignIn) -> None:
    viewer = sign_in(acting.viewer)

    assert viewer.get(f"{HOME}versions/1/").status_code == 200
    assert [viewer.get(f"{HOME}{page}/").status_code for page in ("check", "approvals")] == [403, 403]
    assert [viewer.post(f"{HOME}versions/1/{verb}/").status_code for verb in ("revert", "draw", "back", "cancel")] == [403] * 4


def test_another_organizations_versions_are_not_there(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    with scope.acting_for(elsewhere.organization):
        publish_mode(Actor.of(elsewhere.leader), "status-update", "augment")

    assert sign_in(cast.leader).get(f"{HOME}versions/2/").status_code == 404
