"""Bringing a map in by page: look first, write then, take back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.exchange.conftest import NOW, change, touchpoint
from touchpoints.exchange import bringing, files
from touchpoints.exchange.models import BroughtMap

HOME = "/o/fieldstone/map/import/"
SignIn = Callable[[Any], Client]
TEXT = "key,name,mode,because\nstatus-update,Status update,augment,Drafts save time\n"


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def test_a_file_is_looked_at_first_and_written_by_a_second_press(acting: Cast, leader: Client) -> None:
    upload = SimpleUploadedFile("modes.csv", TEXT.encode("utf-16"))

    page = leader.post(HOME, {"file": upload, "rest": "keep"}).content.decode()

    assert "Status update: human-only → augment" in page
    assert touchpoint("status-update").mode == "human_only"
    shown = {"text": TEXT, "rest": "keep", "write": "1", "expected": field(page, "expected"), "name": field(page, "name")}
    after = leader.post(HOME, shown, follow=True).content.decode()
    assert touchpoint("status-update").mode == "augment"
    assert "2 changes written to the map. Nothing is published yet." in after
    assert "modes.csv" in leader.get(HOME).content.decode()
    leader.post(f"{HOME}{BroughtMap.rows().get().pk}/undo/")
    assert touchpoint("status-update").mode == "human_only"


def test_problems_stand_row_by_row_and_nothing_is_written(acting: Cast, leader: Client) -> None:
    text = TEXT + "scope-change,Scope change,automate,Faster\n"

    page = leader.post(HOME, {"text": text, "rest": "keep", "write": "1", "expected": "x"}).content.decode()

    assert "Row 3" in page
    assert "so it is never automated" in page
    assert "Write it to the map" not in page
    assert touchpoint("status-update").mode == "human_only"
    assert not BroughtMap.rows().exists()


def test_what_somebody_changed_meanwhile_is_looked_at_again(acting: Cast, by: Actor, leader: Client) -> None:
    page = leader.post(HOME, {"text": TEXT, "rest": "keep"}).content.decode()
    change(by, "status-update", mode_reason="Because they ask for it")

    again = leader.post(HOME, {"text": TEXT, "rest": "keep", "write": "1", "expected": field(page, "expected")})

    assert "Somebody changed the map meanwhile" in again.content.decode()
    assert touchpoint("status-update").mode_reason == "Because they ask for it"


def test_without_having_looked_nothing_is_written(acting: Cast, leader: Client) -> None:
    leader.post(HOME, {"text": TEXT, "rest": "keep", "write": "1"})

    assert touchpoint("status-update").mode == "human_only"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rest": "keep"}, "Choose a file, or paste its text."),
        ({"rest": "keep", "text": "hello there"}, "The file has no column “name”."),
        ({"rest": "keep", "text": "{]"}, "The file is not JSON"),
        ({"rest": "all", "text": TEXT}, "Error: "),
        ({"rest": "keep", "text": "name\nA\0B\n"}, "Error: "),
    ],
)
def test_what_cannot_be_read_is_told_beside_the_field(acting: Cast, leader: Client, fields: dict[str, str], words: str) -> None:
    answer = leader.post(HOME, fields)

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_large_file_is_refused(acting: Cast, leader: Client) -> None:
    upload = SimpleUploadedFile("map.csv", b"name\n" + b"x\n" * 600_000)

    assert "The file is larger than 1 MB." in leader.post(HOME, {"file": upload, "rest": "keep"}).content.decode()


@pytest.mark.parametrize("name", ["map.csv", "map.json"])
def test_everybody_may_take_the_map_away(acting: Cast, sign_in: SignIn, name: str) -> None:
    viewer = sign_in(acting.viewer)

    for address in (name, f"{name}?version=1"):
        answer = viewer.get(f"/o/fieldstone/map/{address}")
        assert "attachment" in answer["Content-Disposition"]
        assert b"post-issue-follow-up" in (b"".join(answer) if answer.streaming else answer.content)
    assert viewer.get(f"/o/fieldstone/map/{name}?version=99").status_code == 404
    assert viewer.get(f"/o/fieldstone/map/{name}?version=x").status_code == 404


def test_importing_is_for_leaders(cast: Cast, elsewhere: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.agent).get(HOME).status_code == 403
    assert sign_in(cast.agent).post(HOME, {"text": TEXT, "rest": "keep"}).status_code == 403
    with scope.acting_for(elsewhere.organization):
        brought = BroughtMap.rows().create(source="file", before={}, after_digest="x", changes=1)
    assert sign_in(cast.leader).post(f"{HOME}{brought.pk}/undo/").status_code == 404


def test_the_history_says_what_was_brought_in_and_takes_it_back(acting: Cast, by: Actor, leader: Client) -> None:
    bringing.bring(by=by, now=NOW, given=files.read(TEXT), replace=False, expected=None, source="file", name="modes.csv")

    page = leader.get("/o/fieldstone/map/history/").content.decode()
    undo = f"/o/fieldstone/map/import/{BroughtMap.rows().get().pk}/undo/"

    assert "drew the map anew" in page
    assert "Status update: human-only → augment" in page
    assert undo in page
    leader.post(undo)
    assert touchpoint("status-update").mode == "human_only"


def test_a_version_drawn_again_is_taken_back(acting: Cast, by: Actor, leader: Client) -> None:
    change(by, "status-update", mode="augment")

    page = leader.post("/o/fieldstone/map/versions/1/draw/", follow=True).content.decode()

    assert touchpoint("status-update").mode == "human_only"
    assert "The map is drawn as in version 1. Nothing is published." in page
    leader.post(f"/o/fieldstone/map/import/{BroughtMap.rows().get().pk}/undo/")
    assert touchpoint("status-update").mode == "augment"


def test_a_version_that_says_the_same_draws_nothing(acting: Cast, leader: Client) -> None:
    page = leader.post("/o/fieldstone/map/versions/1/draw/", follow=True).content.decode()

    assert "The map says all of this already." in page
    assert not BroughtMap.rows().exists()
