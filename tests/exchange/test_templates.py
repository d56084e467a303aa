"""The gallery: what comes with the product can be taken, and so can what is saved here."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.exchange.conftest import NOW, touchpoint
from touchpoints.exchange import gallery, templates
from touchpoints.exchange.models import BroughtMap, MapTemplate
from touchpoints.journeys import document as documents
from touchpoints.journeys import versions
from touchpoints.journeys.models import Mode, Touchpoint

HOME = "/o/fieldstone/map/templates/"
SignIn = Callable[[Any], Client]


@pytest.mark.parametrize("ready", gallery.READY.values(), ids=str)
def test_every_map_that_comes_with_the_product_is_whole(ready: gallery.Ready) -> None:
    moments = list(ready.document.moments())

    assert documents.load(documents.dump(ready.document)).journeys
    assert 5 <= len(moments) <= 15
    assert all(moment.intent for moment in moments)
    for moment in moments:
        assert not (moment.protected and moment.mode == Mode.AUTOMATE), moment.key
        assert bool(moment.message) == (moment.mode == Mode.AUTOMATE), moment.key
        assert moment.mode == Mode.HUMAN_ONLY or moment.mode_reason, moment.key
    people = [moment for moment in moments if moment.mode == Mode.HUMAN_ONLY]
    assert len(people) * 2 > len(moments), "most moments stay with people"


def test_a_template_is_added_beside_the_map_and_can_be_taken_back(acting: Cast, leader: Client) -> None:
    before = versions.document()

    answer = leader.post(f"{HOME}new-lead-to-first-value/", {"how": "add"}, follow=True)

    drawn = versions.drawn()
    assert [journey.name for journey in drawn.journeys] == ["From first contact to renewal", "New lead to first value"]
    automatic = touchpoint("inquiry-received")
    assert (automatic.mode, automatic.owner) == ("automate", acting.leader)
    assert "Nothing is published yet." in answer.content.decode()
    assert versions.published() != drawn
    leader.post(f"/o/fieldstone/map/import/{BroughtMap.rows().get().pk}/undo/")
    assert [moment["key"] for moment in all_of(versions.document())] == [moment["key"] for moment in all_of(before)]


def all_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for journey in document["journeys"] for stage in journey["stages"] for one in stage["touchpoints"]]


def test_taken_twice_it_stands_there_twice_with_keys_of_its_own(acting: Cast, leader: Client) -> None:
    for _time in range(2):
        leader.post(f"{HOME}customer-to-advocate/", {"how": "add"})

    names = [journey.name for journey in versions.drawn().journeys]
    assert names[1:] == ["Customer to advocate", "Customer to advocate 2"]
    assert touchpoint("thank-you-2").stage.journey.name == "Customer to advocate 2"


def test_in_place_of_the_map_it_takes_no_protection_away(acting: Cast, by: Actor, leader: Client) -> None:
    Touchpoint.rows().filter(key="status-update").update(protected=["pricing"], mode="augment")

    leader.post(f"{HOME}usual-moments/", {"how": "replace"})

    assert touchpoint("status-update").protected == ["pricing"]
    assert Touchpoint.rows().filter(archived_at=None).count() == 5


def test_the_map_is_saved_without_people_renamed_and_deleted(acting: Cast, full: dict[str, Any], leader: Client) -> None:
    leader.post(HOME, {"name": "Clinics", "about": "For hospitals"})
    saved = MapTemplate.rows().get()
    one = f"{HOME}saved/{saved.pk}/"

    assert "@" not in str(saved.document)
    assert str(acting.agent.pk) not in str(saved.document)
    leader.post(f"{one}name/", {"name": "Hospitals", "about": ""})
    assert "Hospitals" in leader.get(HOME).content.decode()
    leader.post(f"{one}deletion/")
    assert leader.get(one).status_code == 404
    leader.post(f"{one}return/")
    leader.post(one, {"how": "add"})
    assert touchpoint("first-response-2").mode == "automate"
    verbs = Entry.rows().filter(verb__startswith="map_template.").order_by("at", "id").values_list("verb", flat=True)
    assert list(verbs) == [f"map_template.{verb}" for verb in ("saved", "renamed", "deleted", "restored")]


def test_a_name_that_is_taken_is_refused_with_what_was_typed(acting: Cast, by: Actor, leader: Client) -> None:
    templates.save(by=by, name="Clinics")
    schools = templates.save(by=by, name="Schools")

    page = leader.post(HOME, {"name": "Clinics"}).content.decode()
    renamed = leader.post(f"{HOME}saved/{schools.pk}/name/", {"name": "Clinics"}).content.decode()

    assert "There is a template “Clinics” already." in page
    assert "There is a template “Clinics” already." in renamed
    assert MapTemplate.rows().count() == 2


def test_a_deleted_one_does_not_come_back_over_another_of_its_name(acting: Cast, by: Actor, leader: Client) -> None:
    former = templates.save(by=by, name="Clinics")
    templates.delete(by=by, now=NOW, template=former)
    templates.save(by=by, name="Clinics")

    leader.post(f"{HOME}saved/{former.pk}/return/")

    assert MapTemplate.rows().filter(deleted_at=None).count() == 1


@pytest.mark.parametrize("address", ["", "usual-moments/"])
def test_templates_are_for_leaders(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in(cast.agent).get(f"{HOME}{address}").status_code == 403
    assert sign_in(cast.leader).get(f"{HOME}nothing-like-it/").status_code == 404


def test_another_organizations_template_is_not_found(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    from_there = save_there(elsewhere)

    answer = sign_in(cast.leader).post(f"{HOME}saved/{from_there.pk}/", {"how": "add"})

    assert answer.status_code == 404


def save_there(elsewhere: Cast) -> MapTemplate:
    with scope.acting_for(elsewhere.organization):
        return templates.save(by=Actor.of(elsewhere.leader), name="Theirs")
