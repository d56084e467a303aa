"""The worker may be killed, doubled or overtaken at any instant; the rows tell the truth afterwards."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from presence import tasks
from presence.imports import actions, reading, running, work
from presence.imports.importers import Batch, Context, Row
from presence.imports.models import Import, ImportRow
from presence.imports.rules import mapping
from presence.imports.rules.fields import Field, Kind
from presence.kit.ids import new_id
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Team
from tests.conftest import Cast
from tests.imports.conftest import NOW, Upload, finish, rows_of
from tests.imports.fakes import COLORS, TeamImporter

MANY = "Number;Title\n" + "".join(f"key-{number};Team {number}\n" for number in range(250))


class Killed(BaseException):
    """Like a signal: nothing catches it on the way."""


def advance(source: Import) -> bool:
    return work.advance(import_id=source.pk, now=NOW)


def kill_after(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    """The worker dies after the importer has written so many chunks, before the last of them is saved."""
    run, count = TeamImporter.run, 0

    def die(self: TeamImporter, rows: Sequence[Row], context: Context) -> Batch:
        nonlocal count
        batch = run(self, rows, context)
        count += 1
        if count == chunks:
            raise Killed
        return batch

    monkeypatch.setattr(TeamImporter, "run", die)


def teams() -> int:
    return Team.rows().filter(key__startswith="key-").count()


def test_a_killed_worker_leaves_whole_chunks_and_another_goes_on(
    checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK_ROWS", (100, 100))
    source = checked(MANY)
    actions.start(by=by, now=NOW, source=source)
    with monkeypatch.context() as patch:
        kill_after(patch, chunks=2)
        with pytest.raises(Killed):
            advance(source)
    assert teams() == 100
    assert ImportRow.rows().filter(source=source, outcome="created").count() == 100

    assert not advance(source), "the dead worker's lease still stands"
    assert work.waiting() == []
    Import.rows().update(leased_until=F("leased_until") - timedelta(minutes=1))
    assert work.waiting() == [source.pk]
    finish(source)

    assert source.counts == {"created": 250}
    assert teams() == 250


def test_a_worker_killed_while_reading_continues_at_the_right_line(
    upload: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK_ROWS", (7, 7))
    source = upload('Number;Title\n"a\nb";One\n\n' + "".join(f'k{number};"T ""{number}"" ü"\n' for number in range(40)))
    actions.check(by=by, now=NOW, source=source, chosen=mapping.load(source.mapping))
    for _ in range(3):
        work.advance(import_id=source.pk, now=NOW, seconds=0.0001)

    finish(source)

    assert [row.number for row in rows_of(source)] == [2, *range(5, 45)]
    assert rows_of(source)[-1].cells == ["k39", 'T "39" ü']
    assert source.total == 41


def test_a_cancel_takes_the_chunk_in_flight_back(checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHUNK_ROWS", (100, 100))
    source = checked(MANY)
    actions.start(by=by, now=NOW, source=source)
    run, chunks = TeamImporter.run, []

    def cancel_during_second(self: TeamImporter, rows: Sequence[Row], context: Context) -> Batch:
        chunks.append(len(rows))
        batch = run(self, rows, context)
        if len(chunks) == 2:
            Import.rows().filter(pk=source.pk).update(state=Import.State.CANCELED)
        return batch

    monkeypatch.setattr(TeamImporter, "run", cancel_during_second)
    assert not advance(source)

    assert teams() == 100, "the chunk that was being written is rolled back"


def test_cancel_keeps_what_was_written_and_it_can_be_undone(
    checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK_ROWS", (100, 100))
    source = checked(MANY)
    actions.start(by=by, now=NOW, source=source)
    work.advance(import_id=source.pk, now=NOW, seconds=0.0001)

    actions.cancel(by=by, now=NOW, source=source)
    assert not advance(source)
    assert source.counts == {"created": 100, "not_reached": 150}

    actions.undo(by=by, now=NOW, source=source)
    assert finish(source).counts == {"not_reached": 150, "undone": 100}
    assert teams() == 0


def test_a_canceled_check_goes_back_to_the_matching(upload: Upload, by: Actor) -> None:
    source = upload()
    actions.check(by=by, now=NOW, source=source, chosen=mapping.load(source.mapping))

    actions.cancel(by=by, now=NOW, source=source)

    assert source.state == Import.State.MATCHED
    assert not ImportRow.rows().exists()
    with pytest.raises(actions.NotNow):
        actions.cancel(by=by, now=NOW, source=source)


def test_a_worker_that_lost_its_lease_writes_nothing(checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    source = checked()
    actions.start(by=by, now=NOW, source=source)
    run = TeamImporter.run

    def lose_lease(self: TeamImporter, rows: Sequence[Row], context: Context) -> Batch:
        Import.rows().filter(pk=source.pk).update(lease=new_id())
        return run(self, rows, context)

    monkeypatch.setattr(TeamImporter, "run", lose_lease)

    assert not advance(source)
    assert not Team.rows().filter(key="north").exists()


def test_two_workers_do_not_work_at_once(checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    source = checked()
    actions.start(by=by, now=NOW, source=source)
    run, second = TeamImporter.run, []

    def look(self: TeamImporter, rows: Sequence[Row], context: Context) -> Batch:
        second.append(advance(source))
        return run(self, rows, context)

    monkeypatch.setattr(TeamImporter, "run", look)
    advance(source)

    assert second == [False]
    assert Team.rows().filter(key="north").count() == 1


def test_a_row_nobody_foresaw_is_rejected_alone(imported: Upload) -> None:
    source = imported("Number;Title\nnorth;North\nsouth;explode\nwest;West\n")

    assert source.counts == {"created": 2, "rejected": 1}
    assert rows_of(source)[1].problems[0]["message"] == "This row could not be written. Check its cells."


def test_after_three_failures_it_gives_up_with_words(checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    source = checked()
    actions.start(by=by, now=NOW, source=source)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(running, "run_some", fail)
    finish(source)

    assert source.state == Import.State.FAILED
    assert source.reason.startswith("Something unexpected stopped this import.")
    assert source.counts == {"not_reached": 3}


def test_a_file_with_too_many_rows_is_said_to_be_one(upload: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_LIMIT", 2)
    source = upload()
    actions.check(by=by, now=NOW, source=source, chosen=mapping.load(source.mapping))

    finish(source)

    assert source.state == Import.State.FAILED
    assert "more than 2 rows" in source.reason


def test_a_choice_removed_since_the_check_rejects_its_rows(checked: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    source = checked("Number;Title;Shade\nnorth;North;red\nsouth;South;blue\n")
    actions.start(by=by, now=NOW, source=source)
    key, name, *_ = TeamImporter().fields()
    color = Field("color", "Color", Kind.CHOICE, choices=COLORS[1:])
    monkeypatch.setattr(TeamImporter, "fields", lambda self: [key, name, color])

    assert finish(source).counts == {"created": 1, "rejected": 1}
    assert "“red” is not matched" in rows_of(source)[0].problems[0]["message"]


@pytest.mark.parametrize(
    ("limit", "took", "expected"), [(500, 0.01, 2000), (500, 1.0, 1000), (1000, 9.0, 500), (4000, 0.1, 5000)]
)
def test_chunks_grow_and_shrink_to_last_two_seconds(limit: int, took: float, expected: int) -> None:
    assert work.next_limit(limit, took) == expected


def test_the_task_of_one_organization_does_not_touch_anothers_import(checked: Upload, by: Actor, elsewhere: Cast) -> None:
    source = checked()
    actions.start(by=by, now=NOW, source=source)

    tasks.advance_import(str(elsewhere.organization.pk), str(source.pk))

    source.refresh_from_db()
    assert source.state == Import.State.RUNNING


def test_the_timetable_finds_what_waits_and_leaves_what_is_held(
    checked: Upload, upload: Upload, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, held = checked(), checked("Number;Title\nx;X\n")
    upload()
    for source in (waiting, held):
        actions.start(by=by, now=NOW, source=source)
    Import.rows().filter(pk=held.pk).update(lease=new_id(), leased_until=Now() + timedelta(seconds=30))
    started: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.advance_import, "delay", lambda *arguments: started.append(arguments))

    tasks.run_imports_of(str(waiting.organization_id))

    assert started == [(str(waiting.organization_id), str(waiting.pk))]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_cancel_does_not_wait_for_the_chunk_that_is_being_read(cast: Cast) -> None:
    """New rows refer to the import and so share its key; cancel must not need the key."""
    by = Actor.of(cast.leader)
    written, canceled = threading.Event(), threading.Event()

    def write_rows(source: Import) -> None:
        try:
            with scope.acting_for(cast.organization), transaction.atomic():
                ImportRow.objects.create(source=source, number=2, cells=["north", "North"])
                written.set()
                canceled.wait(10)
        finally:
            connection.close()

    with scope.acting_for(cast.organization):
        source = actions.upload(by=by, kind="teams", file_name="x.csv", chunks=[MANY.encode()])
        actions.check(by=by, now=NOW, source=source, chosen=mapping.load(source.mapping))
        worker = threading.Thread(target=write_rows, args=[source])
        worker.start()
        assert written.wait(10)
        began = time.monotonic()
        actions.cancel(by=by, now=NOW, source=source)
        took = time.monotonic() - began
        canceled.set()
        worker.join(10)

    assert took < 2
