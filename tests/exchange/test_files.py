"""What files say about the map: it goes out and comes back the same, and bad rows are named."""

import csv
import io
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presence.kit import csv as kit_csv
from presence.tenancy.actors import Actor
from tests.exchange.conftest import NOW, change
from touchpoints.exchange import bringing, files, naming, table
from touchpoints.exchange.files import NotAMap
from touchpoints.journeys import versions


def as_csv() -> str:
    out = io.StringIO()
    kit_csv.write(table.rows(naming.told(versions.drawn())), out)
    return out.getvalue()


def as_json() -> str:
    return msgspec.json.encode(naming.told(versions.drawn())).decode()


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("replace", [True, False], ids=["replace", "keep"])
@pytest.mark.parametrize("write", [as_csv, as_json], ids=["csv", "json"])
def test_what_goes_out_comes_back_the_same(write: Any, replace: bool) -> None:
    foreseen = bringing.foresee(files.read(write()), replace=replace)

    assert foreseen.problems == []
    assert foreseen.sentences == []


@pytest.mark.usefixtures("full")
def test_the_table_has_a_row_for_each_touchpoint_and_is_safe_to_open() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv())))

    assert [row["key"] for row in rows][:3] == ["first-response", "status-update", "scope-change"]
    assert rows[0]["message_subject"] == "'=We have it"
    assert rows[0]["hatch_member"] == "agent@fieldstone.example"
    assert rows[2]["protected"] == "scope_tradeoff"
    assert (rows[-1]["stage"], rows[-1]["name"]) == ("Later", "")


def test_a_file_changes_what_it_names_and_leaves_the_rest(by: Actor) -> None:
    given_ = files.read("name;key;mode;because\nStatus update;status-update;Augment;Drafts save time\n")
    brought = bringing.bring(by=by, now=NOW, given=given_, replace=False, expected=None, source="file", name="modes.csv")

    assert brought is not None
    assert brought.changes == 2
    assert [moment.mode.value for moment in versions.drawn().moments()].count("augment") == 1
    assert sum(1 for _moment in versions.drawn().moments()) == 5


def test_new_rows_go_to_the_end_of_their_stage_and_make_what_is_missing(by: Actor) -> None:
    text = "journey,stage,name,mode\nFrom first contact to renewal,Delivery,Visit confirmed,augment\nNew one,Start,Kick-off,\n"

    bringing.bring(by=by, now=NOW, given=files.read(text), replace=False, expected=None, source="file")

    whole = naming.told(versions.drawn())
    assert [one.key for one in whole.journeys[0].stages[1].touchpoints] == ["status-update", "scope-change", "visit-confirmed"]
    assert (whole.journeys[1].name, whole.journeys[1].stages[0].touchpoints[0].mode) == ("New one", "human_only")


def test_everything_else_leaves_the_map_when_asked(by: Actor) -> None:
    text = "journey,stage,key,name\nFrom first contact to renewal,Delivery,scope-change,Scope change\n"

    bringing.bring(by=by, now=NOW, given=files.read(text), replace=True, expected=None, source="file")

    assert [moment.key for moment in versions.drawn().moments()] == ["scope-change"]


@pytest.mark.parametrize(
    ("text", "where", "field", "words"),
    [
        ("name,mode\nCall,robot\n", "2", "mode", "“robot” is none of: human-only, augment, automate."),
        ("name,owner\nCall,nobody@x.example\n", "2", "owner", "No member has the e-mail address nobody@x.example"),
        (
            "name,owner\nCall,owner@elsewhere.example\n",
            "2",
            "owner",
            "No member has the e-mail address owner@elsewhere.example",
        ),
        ("name,key\nCall,a b\n", "2", "key", "Use letters, digits"),
        ("name,key\n,unknown\n", "2", "name", "No touchpoint has the key “unknown”"),
        ("name,mode\nCall,\n,augment\n", "3", "name", "Give the touchpoint a name."),
        (f"name\n{'x' * 121}\n", "2", "name", "Use at most 120 signs."),
        ("name,key\nA,k\nB,k\n", "3", "key", "“k” is given twice"),
        ("name,key_moment\nCall,maybe\n", "2", "key_moment", "“maybe” is neither yes nor no."),
        ("name,response_target_minutes\nCall,1.5\n", "2", "response_target_minutes", "whole minutes"),
        ("name,mode,protected\nCall,automate,pricing\n", "2", "mode", "so it is never automated"),
        ("name,hatch_member\nCall,agent@fieldstone.example\n", "2", "hatch_reply_minutes", "within how many minutes"),
        ("name,hatch_member,hatch_reply_minutes,hatch_calendar\nCall,agent@fieldstone.example,5,Moon\n", "2", "hatch", "Moon"),
        ("name,mode\nCall,augment,3\n", "2", "", "This row has 3 cells"),
        ('{"journeys":[{"name":"A","stages":[]}]}', "/journeys/0", "stages", "at least one stage"),
        ('{"journeys":[{"name":"A","stages":[{"name":"B"},{"name":"B"}]}]}', "/journeys/0/stages/1", "name", "two stages “B”"),
        ('{"journeys":[]}', "", "journeys", "at least one journey"),
        ('{"journeys":[{"name":"A","stages":[{"name":"B","x":1}]}]}', "/journeys/0/stages/0", "x", "no such field"),
    ],
)
def test_problems_are_named_row_by_row(by: Actor, text: str, where: str, field: str, words: str) -> None:
    foreseen = bringing.foresee(files.read(text), replace=False)

    [problem] = foreseen.problems
    assert (problem.where, problem.field) == (where, field)
    assert words in problem.words
    with pytest.raises(bringing.CannotBeBrought):
        bringing.bring(by=by, now=NOW, given=files.read(text), replace=False, expected=None, source="file")


@pytest.mark.parametrize("cells", ["scope-change,Scope change,automate", "scope-change,Scope change,human_only"])
def test_no_file_takes_a_protection_away(by: Actor, cells: str) -> None:
    foreseen = bringing.foresee(files.read(f"key,name,mode,protected\n{cells},\n"), replace=True)

    assert [problem.field for problem in foreseen.problems] == ["protected"]
    assert "a second person agrees" in foreseen.problems[0].words


def test_automatic_without_the_column_of_protections_is_refused_too(by: Actor) -> None:
    foreseen = bringing.foresee(files.read("key,name,mode\nscope-change,Scope change,automate\n"), replace=False)

    assert [problem.field for problem in foreseen.problems] == ["mode"]


@pytest.mark.parametrize("text", ["", "hello", "journey,stage\nA,B\n", "{", "[1, 2", "PK\x03\x04 something"])
def test_what_is_no_map_is_told(acting: Any, text: str) -> None:
    with pytest.raises(NotAMap):
        bringing.foresee(files.read(text), replace=False)


def test_undo_brings_back_what_stood_before(by: Actor, full: dict[str, Any]) -> None:
    text = "journey,stage,name\nOther,Start,Only this\n"
    brought = bringing.bring(by=by, now=NOW, given=files.read(text), replace=True, expected=None, source="file")
    assert brought is not None
    assert versions.document() != full

    bringing.undo(by=by, now=NOW, brought=brought)
    bringing.undo(by=by, now=NOW, brought=brought)

    assert plain(versions.document()) == plain(full)


def plain(document: dict[str, Any]) -> Any:
    """The map as it reads; stages that were made anew have other ids."""
    moments = [
        [(one["id"], one["key"], one["mode"]) for one in s["touchpoints"]] for j in document["journeys"] for s in j["stages"]
    ]
    return [j["name"] for j in document["journeys"]], [s["name"] for j in document["journeys"] for s in j["stages"]], moments


def test_undo_refuses_when_somebody_went_on(by: Actor) -> None:
    given_ = files.read("name,key,mode\nStatus update,status-update,augment\n")
    brought = bringing.bring(by=by, now=NOW, given=given_, replace=False, expected=None, source="file")
    assert brought is not None
    change(by, "first-response", name="First answer")

    with pytest.raises(bringing.AlreadyChanged):
        bringing.undo(by=by, now=NOW, brought=brought)

    assert "First answer" in [moment.name for moment in versions.drawn().moments()]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_map_or_told_not_to_be(content: bytes) -> None:
    try:
        found = files.read(files.text_of(content))
    except NotAMap as refusal:
        told = refusal.words
    else:
        told = f"{len(found.lines)} lines and {len(found.problems)} problems"

    assert told
