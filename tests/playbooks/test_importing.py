"""Bringing guidelines in by browser: what is chosen is written, once, and can be taken back."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast
from tests.playbooks.conftest import FULL, LATER, NOW, touchpoint
from touchpoints.playbooks import actions, hanging, importing
from touchpoints.playbooks.models import Playbook, PlaybookImport

SignIn = Callable[[Membership], Client]
SAMPLE = (Path(__file__).parent / "guidelines.json").read_bytes()
AT = "/o/fieldstone/playbooks/import/"


def upload(client: Client, raw: bytes = SAMPLE) -> Any:
    return client.post(AT, {"file": SimpleUploadedFile("guidelines.json", raw), "text": ""})


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def taken(words: str) -> int:
    """How many are chosen."""
    return len(re.findall(r'name="take-\d+" checked', words))


def names(cast: Cast) -> set[str]:
    with scope.acting_for(cast.organization):
        return set(Playbook.rows().filter(archived_at=None).values_list("name", flat=True))


def test_what_was_found_is_shown_before_anything_is_written(cast: Cast, leader: Client) -> None:
    words = leader.get(upload(leader)["Location"]).content.decode()

    for told in (
        "Billing: Wrong Amount",
        "Find the invoice with [Open Invoice]:",
        "By name and month",
        "There are no steps in it",
    ):
        assert told in words
    assert taken(words) == 3
    assert names(cast) == set()


def test_the_chosen_ones_are_written_where_they_shall_hang(cast: Cast, leader: Client) -> None:
    address = upload(leader)["Location"]
    with scope.acting_for(cast.organization):
        place = touchpoint("invoice-or-renewal")

    answer = leader.post(address, {"take-0": "on", "on-0": str(place.pk), "on-1": "", "take-3": "on", "on-3": ""}, follow=True)

    assert names(cast) == {"Billing: Wrong Amount", "Visits: Move a Visit"}
    words = answer.content.decode()
    assert "Written, on Invoice or renewal" in words
    assert "Written, on no touchpoint yet" in words
    with scope.acting_for(cast.organization):
        assert [row.key for row in hanging.of(Playbook.rows().get(name="Billing: Wrong Amount"))] == ["invoice-or-renewal"]


def test_pasted_text_is_read_too(leader: Client) -> None:
    assert leader.post(AT, {"text": SAMPLE.decode()}).status_code == 302


@pytest.mark.parametrize("data", [{"text": ""}, {"text": '{"a": [1'}, {"text": "[1]"}])
def test_what_cannot_be_read_says_so_and_keeps_the_text(leader: Client, data: dict[str, str]) -> None:
    words = leader.post(AT, data).content.decode()

    assert "There is a problem" in words
    assert "<title>Error: " in words


def test_it_runs_once(cast: Cast, leader: Client) -> None:
    address = upload(leader)["Location"]
    chosen = {"take-3": "on", "on-3": ""}
    leader.post(address, chosen)

    leader.post(address, chosen)

    assert names(cast) == {"Visits: Move a Visit"}
    with scope.acting_for(cast.organization):
        row = PlaybookImport.rows().get()
        with pytest.raises(importing.AlreadyRun):
            importing.run(by=Actor.of(cast.leader), now=NOW, source=row, choices=[importing.Choice(0)], review_date=LATER)


def test_the_same_file_again_writes_nothing_twice(cast: Cast, leader: Client) -> None:
    for _again in range(2):
        answer = leader.post(upload(leader)["Location"], {"take-3": "on", "on-3": ""}, follow=True)

    assert "There is a playbook “Visits: Move a Visit” already" in answer.content.decode()
    assert names(cast) == {"Visits: Move a Visit"}


def test_undo_archives_what_nobody_changed_and_hangs_back(cast: Cast, leader: Client, playbook: Playbook) -> None:
    address = upload(leader)["Location"]
    with scope.acting_for(cast.organization):
        place = touchpoint("scope-change")
    leader.post(address, {"take-0": "on", "on-0": str(place.pk), "take-3": "on", "on-3": ""})
    with scope.acting_for(cast.organization):
        assert hanging.of(playbook) == []
        kept = Playbook.rows().get(name="Visits: Move a Visit")
        actions.change(by=Actor.of(cast.leader), now=NOW, playbook=kept, owner=None)

    for _twice in range(2):
        leader.post(f"{address}undo/")

    assert names(cast) == {FULL.name, "Visits: Move a Visit"}
    with scope.acting_for(cast.organization):
        assert [row.key for row in hanging.of(playbook)] == ["scope-change"]


def test_two_for_one_touchpoint_are_refused_and_the_choice_stays(cast: Cast, leader: Client) -> None:
    with scope.acting_for(cast.organization):
        place = str(touchpoint("status-update").pk)

    words = leader.post(
        upload(leader)["Location"], {"take-0": "on", "on-0": place, "take-1": "on", "on-1": place}
    ).content.decode()

    assert "are both to hang on Status update" in words
    assert taken(words) == 2
    assert names(cast) == set()


@pytest.mark.parametrize(("pressed", "checked"), [("none", 0), ("all", 3), ("flow:Visits", 2), ("flow:Billing", 1)])
def test_all_and_none_are_chosen_without_script(leader: Client, pressed: str, checked: int) -> None:
    address = upload(leader)["Location"]
    typed = {"take-0": "on", "take-1": "on", "take-3": "on", "on-0": "", "on-1": "", "on-3": ""}

    words = leader.post(address, typed | {"choose": pressed}).content.decode()

    assert taken(words) == checked


def test_nothing_chosen_says_so(leader: Client) -> None:
    assert "Choose at least one" in leader.post(upload(leader)["Location"], {}).content.decode()


def test_what_is_no_touchpoint_hangs_nothing(cast: Cast, leader: Client) -> None:
    leader.post(upload(leader)["Location"], {"take-3": "on", "on-3": "nonsense", "take-2": "on", "take-99": "on", "on-99": ""})

    assert names(cast) == {"Visits: Move a Visit"}


def test_what_nobody_decided_on_goes_after_a_day(acting: Cast) -> None:
    by = Actor.of(acting.leader)
    importing.start(by=by, now=NOW - timedelta(days=2), file_name="old.json", raw=SAMPLE)

    importing.start(by=by, now=NOW, file_name="new.json", raw=SAMPLE)

    assert [row.file_name for row in PlaybookImport.rows()] == ["new.json"]


def test_what_is_exported_can_be_brought_in_again(cast: Cast, leader: Client, playbook: Playbook) -> None:
    exported = leader.get("/o/fieldstone/playbooks/playbooks.json")
    assert json.loads(exported.content)["playbooks"][0]["touchpoints"] == ["scope-change"]
    with scope.acting_for(cast.organization):
        place = touchpoint("scope-change")
        actions.archive(by=Actor.of(cast.leader), now=NOW, playbook=playbook)

    preview = leader.get(upload(leader, exported.content)["Location"]).content.decode()

    assert f'<option value="{place.pk}" selected>' in preview


def test_agents_read_and_do_not_bring_in(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.agent).get(AT).status_code == 403
    assert sign_in(cast.viewer).get("/o/fieldstone/playbooks/playbooks.json").status_code == 200
