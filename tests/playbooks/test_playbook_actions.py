"""Writing, changing, restoring and putting away playbooks: the rows and the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from presence.audit.models import Entry
from presence.tenancy.actors import Actor
from tests.conftest import Cast
from tests.playbooks.conftest import EARLIER, FULL, LATER, NOW, touchpoint
from touchpoints.playbooks import actions, hanging, reading
from touchpoints.playbooks.models import Playbook, PlaybookUse, PlaybookVersion
from touchpoints.playbooks.rules import Content

SHORT = Content("Making good", "Say sorry once.")


def change(cast: Cast, playbook: Playbook, **fields: Any) -> Playbook:
    return actions.change(by=Actor.of(cast.leader), now=NOW, playbook=playbook, **fields)


def write(cast: Cast, content: Content = SHORT, *keys: str) -> Playbook:
    hung = [touchpoint(key) for key in keys]
    return actions.write(by=Actor.of(cast.leader), now=NOW, content=content, review_date=LATER, touchpoints=hung)


def verbs() -> list[str]:
    return list(Entry.rows().filter(verb__startswith="playbook").order_by("at", "id").values_list("verb", flat=True))


def test_it_is_written_with_its_first_version(acting: Cast, playbook: Playbook) -> None:
    version = PlaybookVersion.rows().get(playbook=playbook)

    assert (version.number, version.content, version.written_as) == (1, FULL, acting.leader.user.name)
    assert [row.key for row in hanging.of(playbook)] == ["scope-change"]
    assert verbs() == ["playbook.written"]


def test_other_words_make_a_version_and_keep_the_old_one(acting: Cast, playbook: Playbook) -> None:
    changed = change(acting, playbook, content=Content(FULL.name, "Other words"), why="Two complaints")

    assert (changed.number, changed.version) == (2, 2)
    former, now = PlaybookVersion.rows().filter(playbook=playbook).order_by("number")
    assert (former.content, now.content.talk_track, now.why) == (FULL, "Other words", "Two complaints")
    assert verbs() == ["playbook.written", "playbook.changed"]


def test_a_change_that_changes_nothing_writes_nothing(acting: Cast, playbook: Playbook) -> None:
    same = change(acting, playbook, content=FULL, owner=acting.leader, touchpoints=[touchpoint("scope-change")])

    assert (same.number, same.version) == (1, 1)
    assert verbs() == ["playbook.written"]


def test_owner_day_and_place_change_without_a_new_version(acting: Cast, playbook: Playbook) -> None:
    changed = change(acting, playbook, owner=acting.owner, review_date=EARLIER, touchpoints=[touchpoint("status-update")])

    assert (changed.number, changed.version) == (1, 2)
    assert [row.key for row in hanging.of(playbook)] == ["status-update"]


def test_who_read_an_older_one_is_refused(acting: Cast, playbook: Playbook) -> None:
    change(acting, playbook, owner=None)

    with pytest.raises(actions.StalePlaybook) as refused:
        change(acting, playbook, expected_version=1, content=SHORT)

    assert refused.value.playbook.version == 2
    assert reading.content_of(playbook) == FULL


def test_an_older_version_is_said_again_as_a_new_one(acting: Cast, playbook: Playbook) -> None:
    change(acting, playbook, content=SHORT)

    restored = actions.restore_version(by=Actor.of(acting.leader), now=NOW, playbook=playbook, number=1)

    newest = PlaybookVersion.rows().get(playbook=playbook, number=3)
    assert (restored.number, restored.name, newest.content, newest.restored_from) == (3, FULL.name, FULL, 1)


def test_a_touchpoint_gives_up_the_one_it_has_and_that_one_notices(acting: Cast, playbook: Playbook) -> None:
    other = write(acting, SHORT, "scope-change", "status-update")

    assert hanging.of(playbook) == []
    assert {row.key for row in hanging.of(other)} == {"scope-change", "status-update"}
    assert Playbook.rows().get(pk=playbook.pk).version == 2


def test_a_name_is_used_once_until_it_is_archived(acting: Cast, playbook: Playbook) -> None:
    with pytest.raises(actions.NameTaken):
        write(acting, FULL)
    actions.archive(by=Actor.of(acting.leader), now=NOW, playbook=playbook)
    write(acting, FULL)

    with pytest.raises(actions.NameTaken):
        actions.restore(by=Actor.of(acting.leader), now=NOW, playbook=playbook)


def test_it_is_archived_once_and_comes_back_where_it_hung(acting: Cast, playbook: Playbook) -> None:
    by = Actor.of(acting.leader)
    for _twice in range(2):
        actions.archive(by=by, now=NOW, playbook=playbook)
    assert reading.on(touchpoint("scope-change"), today=NOW.date()) is None
    with pytest.raises(actions.Archived):
        change(acting, playbook, owner=None)

    actions.restore(by=by, now=NOW, playbook=playbook)

    hung = reading.on(touchpoint("scope-change"), today=NOW.date())
    assert hung is not None
    assert hung.id == playbook.pk
    assert verbs() == ["playbook.written", "playbook.archived", "playbook.restored"]


def test_looking_through_moves_the_day_and_nothing_else(acting: Cast, playbook: Playbook) -> None:
    next_date = LATER + timedelta(days=90)

    reviewed = actions.review(by=Actor.of(acting.leader), now=NOW, playbook=playbook, next_date=next_date)

    assert (reviewed.review_date, reviewed.number) == (next_date, 1)
    assert verbs() == ["playbook.written", "playbook.reviewed"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE touchpoints_playbookversion SET document = '{}'",
        "DELETE FROM touchpoints_playbookversion",
        "TRUNCATE touchpoints_playbookversion",
    ],
)
def test_no_version_is_ever_changed(acting: Cast, playbook: Playbook, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert PlaybookVersion.rows().get(playbook=playbook).content == FULL


def test_the_database_hangs_one_on_a_touchpoint(acting: Cast, playbook: Playbook) -> None:
    other = write(acting)

    with pytest.raises(IntegrityError, match="playbook_use_once"), transaction.atomic():
        PlaybookUse.objects.create(playbook=other, touchpoint=touchpoint("scope-change"))


def test_the_database_numbers_a_version_once(acting: Cast, playbook: Playbook) -> None:
    with pytest.raises(IntegrityError, match="playbook_version_once"), transaction.atomic():
        PlaybookVersion.objects.create(playbook=playbook, number=1, document={}, written_as="Nobody")
