"""The map being drawn becomes what a document says."""

import copy
from typing import Any
from uuid import uuid4

import pytest

from presence.audit.models import Entry
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.journeys.publishing import NOW, draw
from touchpoints.journeys import actions, document, outline, rules, versions, writing
from touchpoints.journeys.models import EscapeHatch, Journey, Stage, Touchpoint


@pytest.fixture
def by(acting: Cast) -> Actor:
    return Actor.of(acting.leader)


def _write(by: Actor, given: dict[str, Any], **more: Any) -> list[str]:
    return writing.write_document(by=by, now=NOW, document=given, **more)


def _stage(given: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(stage for stage in given["journeys"][0]["stages"] if stage["name"] == name)
    return found


def test_the_same_document_writes_nothing(by: Actor) -> None:
    assert _write(by, versions.document()) == []
    assert not Entry.rows().filter(verb="map.written").exists()
    assert set(Touchpoint.rows().values_list("version", flat=True)) == {1}


def test_what_was_changed_moved_added_and_archived_comes_back(by: Actor) -> None:
    before = versions.document()
    status = draw(by, "status-update", mode="automate", name="State of things", stakes=["value"])
    actions.move_touchpoint(by=by, touchpoint=status, stage=Stage.rows().get(name="Money"), position=0)
    actions.archive_touchpoint(by=by, now=NOW, touchpoint=Touchpoint.rows().get(key="first-response"))
    outline.remove(by=by, part=Stage.rows().get(name="First contact"))
    actions.add_touchpoint(by=by, name="Visit confirmation", stage=Stage.rows().get(name="Delivery"))
    outline.add_journey(by=by, name="Renewal to expansion")

    said = _write(by, before, cause="version 1")

    after = versions.document()
    _stage(before, "First contact")["id"] = _stage(after, "First contact")["id"]
    assert after == before
    assert not EscapeHatch.rows().exists()
    assert Touchpoint.rows().get(key="visit-confirmation").archived_at == NOW
    assert Journey.rows().count() == 1
    assert "Status update: automate → human-only" in said
    assert Entry.rows().get(verb="map.written").detail["cause"] == "version 1"


def test_a_document_without_ids_is_known_by_keys_and_names(by: Actor) -> None:
    ids = dict(Touchpoint.rows().values_list("key", "pk"))
    stages = dict(Stage.rows().values_list("name", "pk"))
    given = versions.document()
    for journey in given["journeys"]:
        journey["id"] = None
        for stage in journey["stages"]:
            stage["id"] = None
            for moment in stage["touchpoints"]:
                moment["id"] = None
    _stage(given, "Delivery")["touchpoints"].append({"key": "handover", "name": "Handover"})

    assert _write(by, given) == ["Handover: new, human-only"]
    assert dict(Stage.rows().values_list("name", "pk")) == stages
    assert {key: one for key, one in Touchpoint.rows().values_list("key", "pk") if key in ids} == ids


def test_ids_that_belong_to_another_organization_are_as_good_as_unknown(by: Actor, elsewhere: Cast) -> None:
    with scope.acting_for(elsewhere.organization):
        theirs = versions.document()
    for journey in theirs["journeys"]:
        journey["owner"] = None
        for stage in journey["stages"]:
            for moment in stage["touchpoints"]:
                moment["owner"] = None

    _write(by, theirs)

    with scope.acting_for(elsewhere.organization):
        assert Touchpoint.rows().count() == 5
    assert Touchpoint.rows().count() == 5
    assert Touchpoint.rows().filter(archived_at=None).count() == 5


def test_two_touchpoints_may_swap_their_keys(by: Actor) -> None:
    given = versions.document()
    first, second = _stage(given, "Delivery")["touchpoints"]
    first["key"], second["key"] = second["key"], first["key"]
    ids = [first["id"], second["id"]]

    _write(by, given)

    assert [str(Touchpoint.rows().get(key=key).pk) for key in ("scope-change", "status-update")] == ids


def test_a_key_of_an_archived_touchpoint_can_be_given_to_another(by: Actor) -> None:
    given = versions.document()
    moments = _stage(given, "Delivery")["touchpoints"]
    gone = moments.pop(0)
    moments[0]["key"] = gone["key"]

    _write(by, given)

    assert Touchpoint.rows().get(key="status-update").name == "Scope change"
    assert Touchpoint.rows().get(name="Status update").key == "status-update-2"


def test_a_protected_touchpoint_never_becomes_automatic(by: Actor) -> None:
    given = versions.document()
    _stage(given, "Delivery")["touchpoints"][1]["mode"] = "automate"

    with pytest.raises(rules.ProtectedNeverAutomate):
        _write(by, given)


def _map(*moments: dict[str, Any], **journey: Any) -> dict[str, Any]:
    return {"journeys": [{"name": "A", "stages": [{"name": "B", "touchpoints": list(moments)}], **journey}]}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"journeys": []}, "length"),
        (_map(stages=[]), "length"),
        (_map({"key": "x"}), "name"),
        (_map({"key": "x", "name": "X", "mode": "auto"}), "auto"),
        (_map({"key": "x", "name": "X"}, {"key": "x", "name": "X"}), "twice"),
        (_map(owner=str(uuid4())), "not a member"),
        ({"stages": []}, "stages"),
    ],
)
def test_what_is_no_map_is_refused_in_words_and_nothing_is_written(by: Actor, part: dict[str, Any], words: str) -> None:
    before = versions.document()

    with pytest.raises(document.BadDocument, match=words):
        _write(by, part)

    assert versions.document() == before


def test_who_read_an_older_map_is_told(by: Actor) -> None:
    before = versions.document()
    seen = document.digest(before)
    draw(by, "status-update", mode="augment")
    given = copy.deepcopy(before)
    given["journeys"][0]["name"] = "Another"

    with pytest.raises(writing.StaleMap):
        _write(by, given, expected=seen)
    assert _write(by, given, expected=document.digest(versions.document())) != []
