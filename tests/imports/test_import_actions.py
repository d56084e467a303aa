"""A file's way from upload to undo, one verb after the other."""

from datetime import timedelta

import pytest

from presence.audit.models import Entry
from presence.imports import actions, files
from presence.imports.models import FilePiece, Import, ImportRow, RememberedMapping
from presence.imports.rules import mapping
from presence.imports.rules.decoding import NotATable
from presence.tenancy.actors import Actor
from presence.tenancy.models import Team
from tests.imports.conftest import NOW, TEAMS, Upload, finish, rows_of


def verbs(source: Import) -> list[str]:
    return list(Entry.rows().filter(subject_id=source.pk).order_by("pk").values_list("verb", flat=True))


def test_it_imports_what_the_check_foresaw(imported: Upload) -> None:
    source = imported()

    assert source.state == Import.State.DONE
    assert source.counts == {"created": 3}
    assert set(Team.rows().filter(key__in=["north", "south", "west"]).values_list("name", flat=True)) == {
        "North",
        "South",
        "West",
    }
    assert verbs(source) == ["import.uploaded", "import.checked", "import.started", "import.finished"]
    assert not FilePiece.rows().exists()


def test_importing_the_same_file_again_changes_nothing(imported: Upload, checked: Upload, by: Actor) -> None:
    imported()

    again = checked()
    assert again.counts == {"unchanged": 3}
    actions.start(by=by, now=NOW, source=again)
    assert finish(again).counts == {"unchanged": 3}


def test_of_several_rows_with_one_reference_the_last_one_counts(imported: Upload) -> None:
    source = imported("Number;Title\nnorth;First\nsouth;South\nnorth;Second\n;No key\nnorth;Last\n")

    assert source.counts == {"created": 2, "skipped": 1, "superseded": 2}
    assert Team.objects.get(key="north").name == "Last"


def test_it_says_what_would_change(imported: Upload, checked: Upload) -> None:
    imported()

    source = checked("Number;Title\nnorth;Far north\nsouth;South\n")

    assert source.counts == {"changed": 1, "unchanged": 1}
    assert rows_of(source)[0].changes == [{"label": "Name", "before": "North", "after": "Far north"}]


def test_a_problem_names_line_and_field_and_leaves_the_other_rows_alone(imported: Upload) -> None:
    source = imported("Number;Title;Shade\nnorth;North;green\nsouth;forbidden;red\nwest;West;blue\n")

    first, second, third = rows_of(source)
    assert (first.number, first.problems[0]["field"], first.outcome) == (2, "color", "skipped")
    assert "“green” is not matched" in first.problems[0]["message"]
    assert second.problems[0]["message"] == "This name is not allowed."
    assert third.outcome == "created"


def test_a_corrected_cell_is_checked_again(checked: Upload, by: Actor) -> None:
    source = checked("Number;Title;Shade\nnorth;North;green\nsouth;South;red\n")
    row = rows_of(source)[0]

    actions.correct(by=by, now=NOW, row=row, cells={2: "blue"})

    source.refresh_from_db()
    assert source.counts == {"new": 2}
    assert rows_of(source)[0].cells == ["north", "North", "blue"]
    assert verbs(source)[-1] == "import.corrected"


def test_a_corrected_reference_decides_anew_which_row_is_last(checked: Upload, by: Actor) -> None:
    source = checked("Number;Title\nnorth;First\nnorth;Second\n")
    first, second = rows_of(source)
    assert (first.verdict, second.verdict) == ("superseded", "new")

    actions.correct(by=by, now=NOW, row=second, cells={0: "south"})
    assert [row.verdict for row in rows_of(source)] == ["new", "new"]

    actions.correct(by=by, now=NOW, row=first, cells={0: "south"})
    assert [row.verdict for row in rows_of(source)] == ["superseded", "new"]


def test_correcting_a_row_of_the_wrong_width_takes_its_flaw_away(checked: Upload, by: Actor) -> None:
    source = checked("Number;Title;Shade\nnorth;North\nsouth;South;red\n")
    row = rows_of(source)[0]
    assert row.problems[0]["message"].startswith("This row has 2 cells, the header 3.")

    actions.correct(by=by, now=NOW, row=row, cells={2: "red"})

    assert rows_of(source)[0].verdict == "new"


def test_a_row_is_not_corrected_while_the_import_runs(checked: Upload, by: Actor) -> None:
    source = checked()
    actions.start(by=by, now=NOW, source=source)

    with pytest.raises(actions.NotNow):
        actions.correct(by=by, now=NOW, row=rows_of(source)[0], cells={1: "Other"})


def test_it_starts_once_however_often_it_is_asked(checked: Upload, by: Actor) -> None:
    source = checked()
    actions.start(by=by, now=NOW, source=source)

    with pytest.raises(actions.NotNow):
        actions.start(by=by, now=NOW, source=source)

    assert finish(source).counts == {"created": 3}


def test_the_matching_is_remembered_for_files_with_the_same_columns(upload: Upload, by: Actor) -> None:
    source = upload()
    chosen = mapping.Matching({"key": mapping.Source(1), "name": mapping.Source(0)}, "Asia/Tokyo")
    actions.check(by=by, now=NOW, source=source, chosen=chosen)

    again = upload("NUMBER;Title;Shade\nx;y;z\n")
    other = upload("Number;Title\nx;y\n")

    assert mapping.load(again.mapping) == chosen
    assert again.remembered_at == NOW
    assert mapping.load(other.mapping).sources["key"].column == 0
    assert other.remembered_at is None


def test_corrected_rejects_come_back_with_the_matching_of_the_original(checked: Upload, upload: Upload) -> None:
    checked()

    rejects = upload("row,field,reason,Number,Title,Shade\n2,Color,not matched,north,North,red\n")

    assert mapping.load(rejects.mapping).sources["name"].column == 4
    assert rejects.remembered_at == NOW


def test_a_remembered_matching_that_no_longer_fits_is_not_offered(upload: Upload, by: Actor) -> None:
    source = upload()
    RememberedMapping.objects.create(kind="teams", fingerprint=source.fingerprint, mapping={"sources": {"gone": {"column": 1}}})

    again = upload()

    assert mapping.load(again.mapping).sources["key"].column == 0


def test_another_encoding_and_delimiter_are_read_at_once(upload: Upload, by: Actor) -> None:
    source = upload("Number;Title|Sub\nnorth;Ñorth|x\n".encode("cp1252"))
    assert (source.encoding, source.delimiter) == ("cp1252", ";")

    actions.read_again(by=by, source=source, encoding="mac-roman", delimiter="|", unknown=["x"])

    assert source.header == ["Number;Title", "Sub"]
    assert source.profile["columns"][0]["samples"] == ["north;—orth"]
    assert "samples" not in source.profile["columns"][1]


def test_undo_takes_everything_back_for_a_day(imported: Upload, by: Actor) -> None:
    imported("Number;Title\nnorth;Old\n")
    source = imported("Number;Title\nnorth;North\nsouth;South\n")
    assert source.counts == {"created": 1, "updated": 1}

    late = NOW + timedelta(hours=23)

    actions.undo(by=by, now=late, source=source)
    finish(source, now=late)

    assert (source.state, source.finished_at, source.counts) == (Import.State.UNDONE, late, {"undone": 2})
    assert Team.objects.get(key="north").name == "Old"
    assert not Team.rows().filter(key="south").exists()
    assert verbs(source)[-2:] == ["import.undo_started", "import.undone"]


def test_undo_leaves_what_was_changed_since_and_says_so(imported: Upload, by: Actor) -> None:
    imported("Number;Title\nnorth;Old\n")
    source = imported("Number;Title\nnorth;North\nsouth;South\n")
    Team.rows().filter(key="north").update(name="By hand")

    actions.undo(by=by, now=NOW, source=source)
    finish(source)

    assert source.counts == {"stayed": 1, "undone": 1}
    assert rows_of(source)[0].problems[0]["message"] == "It was changed meanwhile."
    assert Team.objects.get(key="north").name == "By hand"


def test_after_a_day_it_stays(imported: Upload, by: Actor) -> None:
    source = imported()

    with pytest.raises(actions.TooLateToUndo):
        actions.undo(by=by, now=NOW + timedelta(hours=24, seconds=1), source=source)


def test_nothing_done_is_nothing_to_undo(imported: Upload, by: Actor) -> None:
    imported()
    unchanged = imported()

    with pytest.raises(actions.NothingToUndo):
        actions.undo(by=by, now=NOW, source=unchanged)


def test_an_import_without_rows_to_write_still_ends(imported: Upload) -> None:
    source = imported("Number;Title\nnorth;forbidden\n")

    assert (source.state, source.counts) == (Import.State.DONE, {"skipped": 1})


def test_discarding_leaves_nothing_behind(checked: Upload, by: Actor) -> None:
    source = checked()

    actions.discard(by=by, source=source)

    assert not Import.rows().exists()
    assert not ImportRow.rows().exists()
    assert not FilePiece.rows().exists()


def test_an_imported_file_is_not_discarded(imported: Upload, by: Actor) -> None:
    source = imported()

    with pytest.raises(actions.NotNow):
        actions.discard(by=by, source=source)


def test_files_that_were_never_imported_are_forgotten_after_a_week(upload: Upload, imported: Upload) -> None:
    kept, abandoned = imported(), upload()
    Import.rows().update(created_at=NOW - timedelta(days=8))
    fresh = upload()

    assert actions.forget_abandoned(now=NOW) == 1

    assert set(Import.rows()) == {kept, fresh}
    assert not FilePiece.rows().filter(source_id=abandoned.pk).exists()


def test_a_file_above_the_limit_is_refused_and_leaves_nothing(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMIT", 10)

    with pytest.raises(files.TooLarge):
        upload(TEAMS)

    assert not Import.rows().exists()


def test_a_file_that_is_no_table_leaves_nothing(upload: Upload) -> None:
    with pytest.raises(NotATable):
        upload(b"PK\x03\x04 xl/workbook.xml")

    assert not Import.rows().exists()


def test_a_large_file_is_kept_in_pieces_and_read_back_the_same(upload: Upload) -> None:
    content = "Number;Title\n" + "".join(f"key-{number};Team number {number} with a long name\n" for number in range(20_000))

    source = upload(content)

    assert FilePiece.rows().filter(source=source).count() > 2
    assert b"".join(files.read(source)) == content.encode()
    assert b"".join(files.read(source, 300_001)) == content.encode()[300_001:]
