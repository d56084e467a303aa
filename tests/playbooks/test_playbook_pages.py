"""The pages of playbooks: reading, writing, two at once, versions, putting away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.customers import actions as customers
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.playbooks.conftest import EARLIER, FULL, LATER, NOW, touchpoint
from touchpoints.playbooks import actions, hanging, reading
from touchpoints.playbooks.models import Playbook, PlaybookVersion
from touchpoints.playbooks.rules import Content

SignIn = Callable[[Membership], Client]
AT = "/o/fieldstone/playbooks/"


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def typed(**more: Any) -> dict[str, Any]:
    return {
        "name": "Making good",
        "talk_track": "Say sorry once.\r\nThen ask.",
        "options": "Today\r\nTomorrow",
        "reminders": "Ring again\r\n- two days later",
        "gifts-0-kind": "offer",
        "gifts-0-text": "A free visit",
        "assets-0-title": "Prices",
        "assets-0-url": "https://a.example/",
        "review_date": "2100-01-01",
        **more,
    }


def content(cast: Cast, playbook: Playbook) -> Content:
    with scope.acting_for(cast.organization):
        return reading.content_of(Playbook.rows().get(pk=playbook.pk))


def test_everybody_reads_a_playbook(cast: Cast, sign_in: SignIn, playbook: Playbook) -> None:
    words = sign_in(cast.viewer).get(f"{AT}{playbook.pk}/").content.decode()

    for told in (
        "Begin with what stays.",
        "A free look at the second unit",
        "In the promise, not from memory",
        "Price list",
        "Scope change",
    ):
        assert told in words
    assert "Edit playbook" not in words


def test_a_leader_writes_one(cast: Cast, leader: Client) -> None:
    with scope.acting_for(cast.organization):
        place = touchpoint("status-update")

    answer = leader.post(f"{AT}new/", typed(touchpoints=[str(place.pk)]))

    assert answer.status_code == 302
    with scope.acting_for(cast.organization):
        written = Playbook.rows().get(name="Making good")
        said = reading.content_of(written)
        assert [row.key for row in hanging.of(written)] == ["status-update"]
    assert said.talk_track == "Say sorry once.\nThen ask."
    assert said.reminders == ("Ring again", "- two days later")
    assert (said.gifts[0].kind, said.assets[0].url) == ("offer", "https://a.example/")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter name."),
        ({"assets-0-url": "javascript:alert(1)"}, "begins with https://"),
        ({"review_date": "0001-01-01"}, "Give a day between"),
        ({"gifts-0-kind": "bribe"}, "Select a valid choice"),
        ({"options": "x" * 1001}, "longer than 1,000 characters"),
        ({"touchpoints": ["nonsense"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    leader: Client, wrong: dict[str, Any], words: str
) -> None:
    page = leader.post(f"{AT}new/", typed(**wrong)).content.decode()

    assert words in page
    assert "Then ask." in page
    assert "A free visit" in page


def test_groups_grow_without_script_and_with_htmx(leader: Client) -> None:
    page = leader.post(f"{AT}new/", typed(**{"gifts-add": "1"})).content.decode()
    part = leader.post(f"{AT}new/", typed(**{"assets-add": "1"}), headers={"HX-Request": "true"}).content.decode()

    assert 'name="gifts-1-text"' in page
    assert "Then ask." in page
    assert 'name="assets-1-url"' in part
    assert "<html" not in part


def test_a_change_is_a_new_version_with_its_why(cast: Cast, leader: Client, playbook: Playbook) -> None:
    leader.post(f"{AT}{playbook.pk}/edit/", typed(version=1, why="Two complaints"))

    history = leader.get(f"{AT}{playbook.pk}/versions/").content.decode()
    assert "Two complaints" in history
    assert "<del>" in history
    assert content(cast, playbook).name == "Making good"


def test_two_leaders_lose_nothing(cast: Cast, leader: Client, playbook: Playbook) -> None:
    with scope.acting_for(cast.organization):
        theirs = Content(FULL.name, "Theirs", gifts=FULL.gifts[:1])
        actions.change(by=Actor.of(cast.owner), now=NOW, playbook=playbook, content=theirs)
    address = f"{AT}{playbook.pk}/edit/"

    answer = leader.post(address, typed(version=1))
    page = answer.content.decode()
    assert answer.status_code == 409
    for told in (
        "Somebody else changed this playbook",
        "Theirs",
        "Then ask.",
        "Offer: A free visit",
        'name="version" value="2"',
    ):
        assert told in page
    assert content(cast, playbook).talk_track == "Theirs"

    taken = leader.post(address, typed(version=2, take="gifts")).content.decode()
    assert "A free look at the second unit" in taken
    assert "A free visit" not in taken

    assert leader.post(address, typed(version=2)).status_code == 302
    assert content(cast, playbook).options == ("Today", "Tomorrow")


def test_a_form_without_its_version_overwrites_nothing(cast: Cast, leader: Client, playbook: Playbook) -> None:
    assert leader.post(f"{AT}{playbook.pk}/edit/", typed()).status_code == 409
    assert content(cast, playbook) == FULL


def test_any_two_versions_are_compared_and_an_older_one_comes_back(cast: Cast, leader: Client, playbook: Playbook) -> None:
    leader.post(f"{AT}{playbook.pk}/edit/", typed(version=1))
    leader.post(f"{AT}{playbook.pk}/edit/", typed(version=2, name="Making it good"))

    compared = leader.get(f"{AT}{playbook.pk}/versions/?from=1&to=3").content.decode()
    assert "From version 1 to 3" in compared
    assert "Begin" in leader.get(f"{AT}{playbook.pk}/versions/1/").content.decode()

    leader.post(f"{AT}{playbook.pk}/versions/1/restoration/")
    assert content(cast, playbook) == FULL
    leader.post(f"{AT}{playbook.pk}/versions/3/restoration/")
    assert content(cast, playbook).name == "Making it good"
    with scope.acting_for(cast.organization):
        assert PlaybookVersion.rows().filter(playbook=playbook).count() == 5


@pytest.mark.parametrize("path", ["versions/9/", "versions/99999999999999999999/"])
def test_a_version_that_is_not_there_is_not_found(leader: Client, playbook: Playbook, path: str) -> None:
    assert leader.get(f"{AT}{playbook.pk}/{path}").status_code == 404


@pytest.mark.parametrize("query", ["from=x&to=-1", "from=99999999999999999999&to=2", "from=&to="])
def test_a_comparison_of_nonsense_shows_the_newest(leader: Client, playbook: Playbook, query: str) -> None:
    assert leader.get(f"{AT}{playbook.pk}/versions/?{query}").status_code == 200


def test_what_is_due_is_flagged_everywhere_until_somebody_says_it_holds(cast: Cast, leader: Client, playbook: Playbook) -> None:
    with scope.acting_for(cast.organization):
        actions.review(by=Actor.of(cast.leader), now=NOW, playbook=playbook, next_date=EARLIER)
        place = touchpoint("scope-change")

    assert "Is this still right?" in leader.get(f"{AT}{playbook.pk}/").content.decode()
    assert "Due since" in leader.get(f"{AT}?view=stale").content.decode()
    assert "To look through" in leader.get(f"/o/fieldstone/map/{place.pk}/").content.decode()

    leader.post(f"{AT}{playbook.pk}/review/", {"until": "2100-06-01"})
    assert "Is this still right?" not in leader.get(f"{AT}{playbook.pk}/").content.decode()
    assert "Nothing waits" in leader.get(f"{AT}?view=stale").content.decode()


def test_a_day_that_is_none_reviews_nothing(cast: Cast, leader: Client, playbook: Playbook) -> None:
    leader.post(f"{AT}{playbook.pk}/review/", {"until": "soon"})

    with scope.acting_for(cast.organization):
        assert Playbook.rows().get(pk=playbook.pk).review_date == LATER


def test_archived_ones_leave_the_list_and_come_back(cast: Cast, leader: Client, playbook: Playbook) -> None:
    leader.post(f"{AT}{playbook.pk}/archive/")
    leader.get(AT)  # shows the words about it
    assert FULL.name not in leader.get(AT).content.decode()
    assert FULL.name in leader.get(f"{AT}?view=archived").content.decode()
    assert "archived. It stands in no brief" in leader.get(f"{AT}{playbook.pk}/").content.decode()
    assert leader.get(f"{AT}{playbook.pk}/edit/").status_code == 302

    leader.post(f"{AT}{playbook.pk}/return/")
    assert FULL.name in leader.get(AT).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=second+unit", True),
        ("q=SCOPE", True),
        ("q=100%25", False),
        ("q=%22kind", False),
        ("q=talk_track", False),
        ("view=mine", True),
        ("view=unhung", False),
        ("view=nonsense", True),
        ("owner=nonsense", True),
        ("q=" + "x" * 101, True),
    ],
)
def test_the_list_finds_what_is_asked_for(leader: Client, playbook: Playbook, query: str, found: bool) -> None:
    assert (f">{FULL.name}</a>" in leader.get(f"{AT}?{query}").content.decode()) == found


def test_the_first_page_says_what_a_playbook_is(cast: Cast, leader: Client, sign_in: SignIn) -> None:
    assert "Write the first playbook" in leader.get(AT).content.decode()
    assert "A leader can write one" in sign_in(cast.viewer).get(AT).content.decode()


@pytest.mark.parametrize("path", ["new/", "{}/edit/", "{}/archive/", "{}/review/", "{}/versions/1/restoration/"])
def test_agents_do_not_write(cast: Cast, sign_in: SignIn, playbook: Playbook, path: str) -> None:
    assert sign_in(cast.agent).post(AT + path.format(playbook.pk), typed()).status_code == 403


def test_it_is_at_hand_in_the_call(cast: Cast, sign_in: SignIn, playbook: Playbook) -> None:
    with scope.acting_for(cast.organization):
        harbor = customers.add(by=Actor.of(cast.agent), name="Harbor Dental")
        here = touchpoint("scope-change")
        elsewhere = touchpoint("status-update")
    client = sign_in(cast.agent)

    words = client.get(f"/o/fieldstone/c/{harbor.pk}/?moment={here.pk}").content.decode()
    without = client.get(f"/o/fieldstone/c/{harbor.pk}/?moment={elsewhere.pk}").content.decode()

    moment = words.split('id="moment"', 1)[1].split("</section>", 1)[0]
    for told in (
        "Begin with what stays.",
        "A free look at the second unit",
        "Look up what is excluded",
        f"playbooks/{playbook.pk}/",
    ):
        assert told in moment
    assert "May be given" not in without
