"""Views of lists that people save: for themselves, for their team, among the tabs, under a name."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from presence.audit.models import Entry
from presence.customers import actions as customers
from presence.kit.filters import Filters
from presence.members import actions as members
from presence.saved import actions, lists
from presence.saved.models import SavedView
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Team
from tests.conftest import Cast
from tests.promises.conftest import NOW

HOME = "/o/fieldstone/"
DRAFTS = {"list": "promises", "query": "state=draft&sort=attention&q=&made_by="}


@pytest.fixture
def viewer(cast: Cast, sign_in: Any) -> Client:
    return sign_in(cast.viewer)


def saved(cast: Cast) -> list[SavedView]:
    with scope.acting_for(cast.organization), transaction.atomic():
        return list(SavedView.rows())


def save(client: Client, name: str = "My drafts", **fields: Any) -> Any:
    return client.post(f"{HOME}views/new/", DRAFTS | {"name": name, "team": "mine", "pinned": "on"} | fields, follow=True)


def delivery(cast: Cast) -> str:
    with scope.acting_for(cast.organization), transaction.atomic():
        return str(Team.rows().get(key="delivery").pk)


def test_a_viewer_saves_what_the_list_shows_and_finds_it_among_the_tabs(cast: Cast, viewer: Client) -> None:
    listed = viewer.get(f"{HOME}promises/?state=draft&sort=attention").content.decode()
    assert "Save this view" in listed

    page = save(viewer)

    assert page.redirect_chain[-1][0] == f"{HOME}promises/?state=draft"
    assert 'aria-current="page">My drafts</a>' in page.content.decode()
    assert [view.filters for view in saved(cast)] == [{"state": "draft"}]
    with scope.acting_for(cast.organization), transaction.atomic():
        assert Entry.rows().filter(verb="view.saved", member=cast.viewer).count() == 1


def test_what_everybody_has_is_not_offered_for_saving(viewer: Client) -> None:
    for query in ("", "state=draft&sort=newest", "risk=on"):
        assert "Save this view" not in viewer.get(f"{HOME}promises/?{query}").content.decode()


def test_saving_twice_saves_once_and_another_view_needs_another_name(cast: Cast, viewer: Client) -> None:
    save(viewer)
    save(viewer)
    assert len(saved(cast)) == 1

    answer = save(viewer, query="state=void").content.decode()

    assert "There is a view “My drafts” already" in answer
    assert 'value="state=void"' in answer
    assert len(saved(cast)) == 1


def test_mine_is_nobody_elses(cast: Cast, viewer: Client, sign_in: Any) -> None:
    save(viewer)
    (view,) = saved(cast)
    owner = sign_in(cast.owner)

    assert "My drafts" not in owner.get(f"{HOME}promises/").content.decode()
    assert owner.get(f"{HOME}views/{view.pk}/").status_code == 404
    assert owner.post(f"{HOME}views/{view.pk}/removal/").status_code == 404
    assert len(saved(cast)) == 1


def test_a_team_keeps_its_views_together_and_a_leader_keeps_those_of_any(cast: Cast, viewer: Client, sign_in: Any) -> None:
    save(viewer, "Ours", team=str(cast.viewer.team_id))
    agent, leader = sign_in(cast.agent), sign_in(cast.leader)
    assert "Ours" in agent.get(f"{HOME}promises/").content.decode()

    assert "Select a valid choice" in save(viewer, "Theirs", team=delivery(cast)).content.decode()
    save(leader, "Theirs", team=delivery(cast))

    theirs = next(view for view in saved(cast) if view.name == "Theirs")
    assert agent.get(f"{HOME}views/{theirs.pk}/").status_code == 404
    assert "Theirs" not in leader.get(f"{HOME}promises/").content.decode()
    assert "Theirs" in leader.get(f"{HOME}views/").content.decode()


def test_the_verb_itself_refuses_another_team(acting: Cast) -> None:
    given: dict[str, Any] = {"listed": lists.every()["promises"], "name": "Theirs", "filters": {"state": "draft"}}
    team = Team.rows().get(key="delivery")
    with pytest.raises(actions.NotYourTeam):
        actions.save(by=Actor.of(acting.agent), now=NOW, member=acting.agent, team=team, **given)


def test_a_view_is_renamed_and_taken_from_the_tabs(cast: Cast, viewer: Client) -> None:
    save(viewer)
    (view,) = saved(cast)

    viewer.post(f"{HOME}views/{view.pk}/", {"name": "Written, not asked for", "team": "mine"}, follow=True)

    (view,) = saved(cast)
    assert (view.name, view.pinned_at) == ("Written, not asked for", None)
    page = viewer.get(f"{HOME}promises/").content.decode()
    assert "Written, not asked for" not in page
    assert "1 more saved view" in page


def test_a_deleted_view_comes_back_by_its_undo(cast: Cast, viewer: Client) -> None:
    save(viewer)
    (view,) = saved(cast)

    page = viewer.post(f"{HOME}views/{view.pk}/removal/", follow=True)

    assert saved(cast) == []
    assert "“My drafts” is deleted." in page.content.decode()
    again = {"list": "promises", "query": view.query, "name": view.name, "team": "mine", "pinned": "on"}
    assert all(f'name="{name}" value="{value}"' in page.content.decode() for name, value in again.items())
    viewer.post(f"{HOME}views/new/", again)
    assert [(one.name, one.filters) for one in saved(cast)] == [(view.name, view.filters)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "Enter name"),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "a\x00b"}, "Null characters"),
        ({"query": ""}, "This view filters nothing"),
        ({"query": "flavor=salt&state=molten"}, "This view filters nothing"),
        ({"team": "x"}, "Select a valid choice"),
    ],
)
def test_half_a_view_says_what_is_missing(cast: Cast, viewer: Client, fields: dict[str, Any], words: str) -> None:
    answer = save(viewer, **fields)

    assert answer.status_code == 200
    assert words.lower() in answer.content.decode().lower()
    assert saved(cast) == []


def test_a_list_that_is_none_is_not_found(viewer: Client) -> None:
    assert viewer.get(f"{HOME}views/new/?list=planets").status_code == 404
    assert viewer.post(f"{HOME}views/new/", {"name": "x", "team": "mine"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("promises", f"made_by={uuid4()}"),
        ("promises", "made_by=somebody"),
        ("promises", f"customer={uuid4()}"),
        ("promises", "customer=\x00"),
        ("promises", "state=molten"),
        ("c", "segment=Gold"),
        ("c", f"owner={uuid4()}"),
    ],
)
def test_a_value_that_is_gone_is_left_out_and_said_so(cast: Cast, viewer: Client, path: str, query: str) -> None:
    with scope.acting_for(cast.organization):
        customers.add(by=Actor.of(cast.agent), name="Harbor Dental Group")

    answer = viewer.get(f"{HOME}{path}/?{query}")

    assert answer.status_code == 200
    assert "is gone or never was there, so it is left out" in answer.content.decode()
    if path == "c":
        assert "Harbor Dental Group" in answer.content.decode()


def test_somebody_who_left_is_still_a_filter(cast: Cast, viewer: Client) -> None:
    with scope.acting_for(cast.organization), transaction.atomic():
        members.remove_member(by=Actor.of(cast.owner), now=NOW, member=Membership.rows().get(pk=cast.agent.pk))

    page = viewer.get(f"{HOME}promises/?made_by={cast.agent.pk}").content.decode()

    assert "left out" not in page
    assert f'<option value="{cast.agent.pk}" selected>' in page


def test_views_of_customers_are_saved_too_and_stand_in_the_palette(cast: Cast, viewer: Client) -> None:
    save(viewer, "Soon", list="customers", query=urlencode({"renewal": "30", "sort": "name"}))

    assert "Soon" in viewer.get(f"{HOME}c/").content.decode()
    assert "Customers: Soon" in viewer.get(f"{HOME}palette").content.decode()


def test_there_is_an_end_to_saving(cast: Cast, viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    save(viewer)

    assert "Delete one that nobody needs" in save(viewer, "Another", query="state=void").content.decode()


def test_the_database_keeps_names_apart(acting: Cast) -> None:
    fields = {"listed": "promises", "name": "Same", "filters": {}, "member": acting.agent}
    SavedView.objects.create(**fields)
    SavedView.objects.create(**fields, team=acting.agent.team)
    for team in (None, acting.agent.team):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(**fields, team=team)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE presence_savedview SET name = ''")


def test_no_list_has_a_filter_the_address_of_a_page_needs() -> None:
    forms: list[type[Filters]] = [listed.filters for listed in lists.every().values()]
    assert len(forms) == 2
    assert all("after" not in form.base_fields for form in forms)
