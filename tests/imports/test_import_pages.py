"""The wizard's pages: each works without script, says what is wrong, and is closed to everybody it does not concern."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from presence.imports import files
from presence.imports.models import Import, ImportRow
from presence.kit.ids import new_id
from presence.tenancy.models import Membership, Team
from tests.conftest import Cast
from tests.imports.conftest import NOW, TEAMS, Upload, finish, rows_of

HOME = "/o/fieldstone/import/"
SignIn = Callable[[Membership], Client]


@pytest.fixture
def leader(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.leader)


def send(client: Client, content: str | bytes = TEAMS, name: str = "teams.csv", **fields: str):
    data = content.encode() if isinstance(content, str) else content
    file = io.BytesIO(data)
    file.name = name
    return client.post(f"{HOME}new/", {"kind": "teams", "file": file, "text": "", **fields})


def newest() -> Import:
    return Import.rows().order_by("-pk").first()


def choose(source: Import, **columns: str) -> dict[str, str]:
    chosen = {f"column-{source.header.index(name)}": field for name, field in columns.items()}
    return {"header": source.fingerprint, **chosen}


def meaning(field: str, text: str) -> str:
    """The name of the question what a text means."""
    return f"value-{field}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def test_from_a_file_to_rows_and_back_without_script(leader: Client, acting: Cast) -> None:
    answer = send(leader)
    source = newest()
    assert answer.url == f"{HOME}{source.pk}/columns/"

    page = leader.get(answer.url).content.decode()
    assert "Import “Title” as" in page
    assert "North" in page

    answer = leader.post(answer.url, choose(source, Number="key", Title="name", Shade="color"))
    assert answer.url == f"{HOME}{source.pk}/values/"
    page = leader.get(answer.url).content.decode()
    assert "What “rouge” means" in page

    answer = leader.post(
        answer.url, {meaning("color", "blue"): "red", meaning("color", "rouge"): "blue", "option-rename": "on"}
    )
    assert answer.url == f"{HOME}{source.pk}/"
    assert "Reading the file" in leader.get(answer.url).content.decode()
    finish(source)
    source.refresh_from_db()
    assert source.mapping["sources"]["color"]["values"] == {"blue": "red", "rouge": "blue"}

    answer = leader.get(answer.url)
    assert answer.url == f"{HOME}{source.pk}/preview/"
    page = leader.get(answer.url).content.decode()
    assert "Import 3</button>" in page

    answer = leader.post(f"{HOME}{source.pk}/run/")
    assert answer.url == f"{HOME}{source.pk}/"
    finish(source)
    page = leader.get(answer.url).content.decode()
    assert "Imported 3 teams" in page
    assert "Undo this import" in page

    leader.post(f"{HOME}{source.pk}/undo/")
    finish(source)
    page = leader.get(answer.url).content.decode()
    assert "Import undone" in page
    assert not Team.rows().filter(key="north").exists()


def test_rows_may_be_pasted(leader: Client, acting: Cast) -> None:
    answer = leader.post(f"{HOME}new/", {"kind": "teams", "text": "Number\tTitle\nnorth\tNorth\n"})

    assert answer.status_code == 302
    assert newest().delimiter == "\t"
    assert newest().file_name == "Pasted rows"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"Number;Title\n", "has a header but no rows"),
        (b"\n\n   \n", "The file is empty."),
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "an Excel workbook (.xlsx)"),
        (b"PK\x03\x04\x14\x00photos/1.jpg", "a ZIP archive"),
        (b"\x7fELF" + bytes(range(256)) * 10, "not a text file"),
        (b'[{"a": 1}]', "but JSON"),
    ],
)
def test_what_is_no_table_is_said_beside_the_field(leader: Client, acting: Cast, content: bytes, words: str) -> None:
    answer = send(leader, content)

    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2, "in the summary and beside the field"
    assert not Import.rows().exists()


def test_pasted_text_that_is_refused_is_kept(leader: Client, acting: Cast) -> None:
    answer = leader.post(f"{HOME}new/", {"kind": "teams", "text": "Number;Title"})

    assert answer.status_code == 422
    assert "Number;Title</textarea>" in answer.content.decode()


def test_neither_file_nor_text_is_said(leader: Client) -> None:
    page = leader.post(f"{HOME}new/", {"kind": "teams", "text": " "}).content.decode()

    assert "Choose a CSV file, or paste rows." in page


def test_both_file_and_text_are_said(leader: Client) -> None:
    page = send(leader, text="a;b\n1;2").content.decode()

    assert "Choose a file or paste rows, not both." in page


def test_too_large_is_refused_with_words_before_it_is_read(
    leader: Client, acting: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIMIT", 1000)

    answer = send(leader, "x" * 200_000)

    assert answer.status_code == 413
    assert "The file is larger than" in answer.content.decode()
    assert not Import.rows().exists()


def test_too_much_pasted_text_is_refused_with_words(leader: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = leader.post(f"{HOME}new/", {"kind": "teams", "text": "x" * 1000})

    assert answer.status_code == 413
    assert "too many rows to paste" in answer.content.decode()


def test_the_upload_needs_its_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.leader.user)

    answer = strict.post(f"{HOME}new/", {"kind": "teams", "text": TEAMS})

    assert answer.status_code == 403


def test_two_columns_for_one_field_are_refused(leader: Client, upload: Upload) -> None:
    source = upload()

    page = leader.post(f"{HOME}{source.pk}/columns/", choose(source, Number="key", Title="name", Shade="name")).content.decode()

    assert "Name is already matched to “Title”." in page


def test_what_is_needed_and_what_does_not_go_together_is_said(leader: Client, upload: Upload) -> None:
    source = upload()

    page = leader.post(f"{HOME}{source.pk}/columns/", choose(source)).content.decode()
    assert "Match a column to Key." in page
    assert "Match a column to Name or Long name." in page

    page = leader.post(f"{HOME}{source.pk}/columns/", choose(source, Title="name", Shade="long_name")).content.decode()
    assert "Match either Name or Long name." in page


def test_a_value_for_all_rows_stands_in_for_a_column(leader: Client, upload: Upload) -> None:
    source = upload()

    leader.post(f"{HOME}{source.pk}/columns/", choose(source, Number="key", Title="name") | {"fixed-color": "blue"})

    source.refresh_from_db()
    assert source.mapping["sources"]["color"] == {"fixed": "blue"}


def test_a_value_nobody_explained_is_asked_for(leader: Client, upload: Upload) -> None:
    source = upload("Number;Title;Shade\nnorth;North;grün\n")
    leader.post(f"{HOME}{source.pk}/columns/", choose(source, Number="key", Title="name", Shade="color"))

    page = leader.post(f"{HOME}{source.pk}/values/", {meaning("color", "grün"): ""}).content.decode()

    assert "Choose what “grün” means, or leave it empty." in page


def test_dates_that_could_be_read_both_ways_are_asked_about(leader: Client, upload: Upload) -> None:
    source = upload("Number;Title;Opened at\nnorth;North;03/04/2016 10:00\n")
    leader.post(f"{HOME}{source.pk}/columns/", choose(source, Number="key", Title="name") | {"column-2": "since"})

    page = leader.get(f"{HOME}{source.pk}/values/").content.decode()
    assert "Day first: 03/04/2016 10:00 is 3 April 2016" in page
    assert "Month first: 03/04/2016 10:00 is 4 March 2016" in page
    assert "checked" not in page.partition("Month first")[0].partition("Dates in")[2]

    page = leader.post(f"{HOME}{source.pk}/values/", {"time_zone": "Asia/Tokyo"}).content.decode()
    assert "Choose how the dates in “Opened at” are written." in page

    leader.post(f"{HOME}{source.pk}/values/", {"time_zone": "Asia/Tokyo", "reading-since": "mdy"})
    source.refresh_from_db()
    assert source.mapping["sources"]["since"]["order"] == "mdy"
    assert source.mapping["time_zone"] == "Asia/Tokyo"


def test_reading_the_file_another_way_shows_its_columns_anew(leader: Client, upload: Upload) -> None:
    source = upload("Number;Title\nnorth;Ñorth\n".encode("cp1252"))
    form = {"encoding": "mac-roman", "delimiter": ";", "unknown": "? none"}

    part = leader.post(f"{HOME}{source.pk}/reading/", form, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="import-columns">')
    assert "—orth" in part
    source.refresh_from_db()
    assert source.unknown == ["?", "none"]


def test_an_answer_given_to_a_file_read_another_way_is_not_taken(leader: Client, upload: Upload) -> None:
    source = upload()
    old = choose(source, Number="name", Title="key")
    leader.post(f"{HOME}{source.pk}/reading/", {"encoding": "utf-8", "delimiter": ",", "unknown": ""})

    answer = leader.post(f"{HOME}{source.pk}/columns/", old, follow=True)

    assert "This import has moved on since the page was opened." in answer.content.decode()
    source.refresh_from_db()
    assert source.header == ["Number;Title;Shade"]


def test_a_delimiter_that_leaves_no_table_changes_nothing(leader: Client, upload: Upload) -> None:
    source = upload("Number;Title\nnorth;x\n")
    form = {"encoding": "utf-16-le", "delimiter": ";", "unknown": ""}

    answer = leader.post(f"{HOME}{source.pk}/reading/", form)

    assert answer.status_code in (200, 302)
    source.refresh_from_db()
    assert source.header


def test_a_problem_is_put_right_in_place(leader: Client, checked: Upload) -> None:
    source = checked("Number;Title;Shade\nnorth;North;green\nsouth;South;red\n")
    row = rows_of(source)[0]
    page = leader.get(f"{HOME}{source.pk}/preview/").content.decode()
    assert "“green” is not matched" in page
    assert 'name="cell-2"' in page
    assert "Import 1, skip 1" in page

    part = leader.post(
        f"{HOME}{source.pk}/rows/{row.pk}/", {"cell-2": "Blue", "show": "problem"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert part.lstrip().startswith(f'<tbody id="row-{row.pk}"')
    assert "Import 2</button>" in part
    row.refresh_from_db()
    assert (row.verdict, row.cells) == ("new", ["north", "North", "Blue"])


def test_putting_a_row_right_without_script_leads_back(leader: Client, checked: Upload) -> None:
    source = checked("Number;Title;Shade\nnorth;North;green\n")
    row = rows_of(source)[0]

    answer = leader.post(f"{HOME}{source.pk}/rows/{row.pk}/", {"cell-2": "pink", "show": "problem"})

    assert answer.url == f"{HOME}{source.pk}/preview/?show=problem"
    assert "“pink” is not matched" in leader.get(answer.url).content.decode()


def test_the_preview_is_paged_by_line_and_filtered(leader: Client, checked: Upload) -> None:
    source = checked("Number;Title\n" + "".join(f"k{n};T{n}\n" for n in range(60)) + "bad;forbidden\n")

    page = leader.get(f"{HOME}{source.pk}/preview/?show=new").content.decode()
    assert "Lines 2 to 26 of the file" in page
    page = leader.get(f"{HOME}{source.pk}/preview/?show=new&after=26").content.decode()
    assert "Lines 27 to 51 of the file" in page
    page = leader.get(f"{HOME}{source.pk}/preview/?show=new&before=27").content.decode()
    assert "Lines 2 to 26 of the file" in page
    assert "Further up" not in page
    page = leader.get(f"{HOME}{source.pk}/preview/").content.decode()
    assert "This name is not allowed." in page


@pytest.mark.parametrize("query", ["show=nonsense", "after=x", "after=99999999999999", "before=-1", "show=problem&after=٣"])
def test_a_strange_query_is_an_ordinary_page(leader: Client, checked: Upload, query: str) -> None:
    source = checked()

    assert leader.get(f"{HOME}{source.pk}/preview/?{query}").status_code == 200


def test_a_second_click_on_import_leads_to_the_same_page(leader: Client, checked: Upload) -> None:
    source = checked()

    first, second = leader.post(f"{HOME}{source.pk}/run/"), leader.post(f"{HOME}{source.pk}/run/")

    assert first.url == second.url == f"{HOME}{source.pk}/"
    assert finish(source).counts == {"created": 3}


def test_the_progress_part_leads_on_when_the_work_is_done(leader: Client, checked: Upload) -> None:
    source = checked()
    leader.post(f"{HOME}{source.pk}/run/")
    htmx = {"HX-Request": "true"}
    part = leader.get(f"{HOME}{source.pk}/", headers=htmx)
    assert 'hx-trigger="every 1s"' in part.content.decode()
    assert "0 of 3" in part.content.decode()
    finish(source)

    answer = leader.get(f"{HOME}{source.pk}/", headers=htmx)

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{HOME}{source.pk}/"


def test_cancel_is_said_with_what_stays(leader: Client, checked: Upload) -> None:
    source = checked()
    leader.post(f"{HOME}{source.pk}/run/")

    leader.post(f"{HOME}{source.pk}/cancel/")

    page = leader.get(f"{HOME}{source.pk}/").content.decode()
    assert "Import canceled" in page
    assert "3 not reached" in page


def test_rejects_name_row_field_and_reason_and_run_no_formula(leader: Client, imported: Upload) -> None:
    source = imported("Number;Title;Shade\n=1+2;@SUM(A1);green\n-5;-1 fine;green\nwest;West;red\n")

    answer = leader.get(f"{HOME}{source.pk}/rejects.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0] == "row,field,reason,Number,Title,Shade"
    assert lines[1] == "2,Color,“green” is not matched to a value of Color.,'=1+2,'@SUM(A1),green"
    assert lines[2] == "3,Color,“green” is not matched to a value of Color.,-5,'-1 fine,green"
    assert len(lines) == 3


def test_the_result_says_until_when_it_can_be_undone(leader: Client, imported: Upload) -> None:
    source = imported()
    Import.rows().filter(pk=source.pk).update(finished_at=NOW - timedelta(days=300))

    page = leader.get(f"{HOME}{source.pk}/").content.decode()

    assert "Undo this import" not in page
    assert "See the teams" in page


def test_the_list_shows_every_import_with_its_state(leader: Client, imported: Upload, upload: Upload) -> None:
    assert "Nothing imported yet" in leader.get(HOME).content.decode()
    imported()
    for number in range(26):
        upload(file_name=f"file {number}.csv")

    page = leader.get(HOME).content.decode()
    assert "file 25.csv" in page
    older = leader.get(f"{HOME}?before={Import.rows().order_by('-pk')[24].pk}").content.decode()
    assert "3 created" in older
    assert leader.get(f"{HOME}?before=nonsense").status_code == 200


def test_a_file_is_removed(leader: Client, upload: Upload) -> None:
    source = upload()

    assert leader.post(f"{HOME}{source.pk}/discard/").url == HOME
    assert leader.get(f"{HOME}{source.pk}/").status_code == 404


def test_every_form_carries_its_token(leader: Client, checked: Upload, upload: Upload) -> None:
    """Without script the token is not sent along by htmx; a partial included with `only` would lose it."""
    waiting, problem = upload(), checked("Number;Title;Shade\nnorth;North;green\nx\n")
    pages = [f"{waiting.pk}/columns/", f"{problem.pk}/columns/", f"{problem.pk}/values/", f"{problem.pk}/preview/", "new/"]

    for page in pages:
        content = leader.get(f"{HOME}{page}").content.decode()
        forms = re.findall(r'<form[^>]*method="post".*?</form>', content, re.DOTALL)
        assert forms
        assert [form for form in forms if "csrfmiddlewaretoken" not in form] == []


PAGES = ["", "columns/", "values/", "preview/", "rejects.csv"]
VERBS = ["columns/", "reading/", "values/", "run/", "cancel/", "undo/", "discard/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_organizations_import_is_not_there(checked: Upload, elsewhere: Cast, sign_in: SignIn, page: str) -> None:
    source = checked()
    stranger = sign_in(elsewhere.owner)

    assert stranger.get(f"/o/elsewhere/import/{source.pk}/{page}").status_code == 404
    assert stranger.get(f"{HOME}{source.pk}/{page}").status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_another_organizations_import_is_not_touched(checked: Upload, elsewhere: Cast, sign_in: SignIn, verb: str) -> None:
    source = checked()
    before = Import.rows().filter(pk=source.pk).values().get()

    answer = sign_in(elsewhere.owner).post(f"/o/elsewhere/import/{source.pk}/{verb}")

    assert answer.status_code == 404
    assert Import.rows().filter(pk=source.pk).values().get() == before


def test_a_row_of_another_import_or_organization_is_not_there(
    checked: Upload, leader: Client, elsewhere: Cast, sign_in: SignIn
) -> None:
    first, second = checked("Number;Title\na;forbidden\n"), checked("Number;Title\nb;forbidden\n")
    row = rows_of(first)[0]

    assert leader.post(f"{HOME}{second.pk}/rows/{row.pk}/", {"cell-1": "x"}).status_code == 404
    assert leader.post(f"{HOME}{second.pk}/rows/{new_id()}/", {"cell-1": "x"}).status_code == 404
    stranger = sign_in(elsewhere.owner)
    assert stranger.post(f"/o/elsewhere/import/{first.pk}/rows/{row.pk}/", {"cell-1": "x"}).status_code == 404
    assert ImportRow.rows().get(pk=row.pk).cells == ["a", "forbidden"]


@pytest.mark.parametrize("page", ["", "new/"])
def test_agents_and_viewers_may_not_import(cast: Cast, sign_in: SignIn, page: str) -> None:
    for member in (cast.agent, cast.viewer):
        assert sign_in(member).get(f"{HOME}{page}").status_code == 403
    assert sign_in(cast.owner).get(f"{HOME}{page}").status_code == 200


def test_looking_changes_nothing(leader: Client, checked: Upload) -> None:
    source = checked()
    before = Import.rows().filter(pk=source.pk).values().get()

    for page in PAGES:
        leader.get(f"{HOME}{source.pk}/{page}")

    assert Import.rows().filter(pk=source.pk).values().get() == before
    assert reverse("import_list") == "/import/"
