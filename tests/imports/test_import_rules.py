"""What is made of files and cells, without a table or a page."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presence.imports.rules import beginning, cells, dates, decoding, mapping, matching, numbers, parsing, profile
from presence.imports.rules.decoding import NotATable
from presence.imports.rules.fields import YES_NO, Choice, Field, Kind
from presence.imports.rules.mapping import Matching, Source
from presence.imports.rules.parsing import Record
from tests.imports.files import FILES, File

HOME = ZoneInfo("Europe/Brussels")


def examine(content: bytes) -> beginning.Beginning:
    check = decoding.Utf8Check()
    check.see(content)
    check.see(b"", final=True)
    return beginning.examine(content[: decoding.HEAD_BYTES], is_whole=True, is_utf_8=check.is_utf_8)


def read(content: bytes, *, piece: int = 1000) -> list[Record]:
    """All rows, from pieces of this size."""
    found = examine(content)
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]
    ending = decoding.line_end(content, found.encoding)
    end, number = beginning.rows_start(pieces, found.encoding, found.delimiter, ending)
    rest = [content[end:][start : start + piece] for start in range(0, len(content) - end, piece)]
    lines = decoding.lines(rest, found.encoding, ending, offset=end, number=number)
    return list(parsing.records(lines, found.delimiter, width=len(found.header)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.about)
def test_every_file_is_read_or_refused_with_words(file: File) -> None:
    if file.refusal:
        with pytest.raises(NotATable, match=file.refusal.replace("(", r"\(").replace(")", r"\)")):
            examine(file.content)
        return
    found = examine(file.content)
    records = read(file.content)
    good = [record.cells for record in records if not record.flaw]
    flawed = {record.number: record.flaw for record in records if record.flaw}

    assert found.header == file.header
    assert good == file.rows
    assert flawed.keys() == file.flaws.keys()
    assert all(words in flawed[line] for line, words in file.flaws.items())


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64])
@pytest.mark.parametrize(
    "file", [file for file in FILES if not file.refusal and len(file.content) < 1000], ids=lambda file: file.about
)
def test_reading_does_not_depend_on_how_the_bytes_arrive(file: File, piece: int) -> None:
    assert read(file.content, piece=piece) == read(file.content)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=2, max_size=8)
)


def _written(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


@settings(max_examples=200, deadline=None)
@given(rows=TABLES, encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]), piece=st.integers(1, 50))
def test_what_was_written_is_read_back(rows: list[list[str]], encoding: str, piece: int) -> None:
    content = _written(rows).encode(encoding)
    ending = decoding.line_end(content, encoding)
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]

    found = list(parsing.records(decoding.lines(pieces, encoding, ending), ",", width=len(rows[0])))

    expected = [[cell.removeprefix("\ufeff") for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert [[cell.removeprefix("\ufeff") for cell in record.cells] for record in found] == expected
    assert not any(record.flaw for record in found)


@settings(max_examples=400, deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_are_too_strange(content: bytes) -> None:
    words = _words_of_refusal(NotATable, lambda: examine(content))
    if words:
        assert words.endswith((".", "below the header."))
        return
    found, records = examine(content), read(content)
    assert all(record.end <= len(content) for record in records)
    assert [record.number for record in records] == sorted({record.number for record in records})
    assert len(found.header) == len(found.profile.columns)


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet='ab",;\n\r', max_size=120))
def test_a_row_never_swallows_a_flawless_row_after_it(text: str) -> None:
    """Whatever stands before, rows written after it in good form are read, once the quotation marks are balanced again."""
    content = f'h1,h2\n{text}\nx,y\n"end",of file\n'.encode()
    records = read(content)

    assert records[-1].cells[-1] == "of file" or records[-1].flaw


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=40), order=st.sampled_from(list(dates.ORDERS)))
def test_any_text_is_a_date_or_refused(text: str, order: str) -> None:
    if not _words_of_refusal(dates.NotADate, lambda: dates.parse(text, order)):
        assert dates.parse(text, order).instant(HOME).tzinfo is UTC


@settings(max_examples=200, deadline=None)
@given(at=st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)), order=st.sampled_from(["ymd", "dmy", "mdy"]))  # noqa: DTZ001
def test_a_date_is_read_in_the_order_it_was_written(at: datetime, order: str) -> None:
    at = at.replace(microsecond=0)
    form = {"ymd": "%Y-%m-%d %H:%M:%S", "dmy": "%d.%m.%Y %H:%M:%S", "mdy": "%m/%d/%Y %I:%M:%S %p"}[order]

    assert dates.parse(at.strftime(form), order).at == at


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("29-02-2016 01:16", "dmy", "2016-02-29T01:16:00+01:00"),
        ("2016-07-01T01:16:00Z", "ymd", "2016-07-01T01:16:00+00:00"),
        ("2016-02-29 01:16:30.5-0530", "ymd", "2016-02-29T01:16:30.500000-05:30"),
        ("Feb 29, 2016 1:16 PM", "mdy", "2016-02-29T13:16:00+01:00"),
        ("12/31/99 12:05 am", "mdy", "1999-12-31T00:05:00+01:00"),
        ("4. März 2016", "dmy", "2016-03-04T00:00:00+01:00"),
        ("Mon, 29 Feb 2016 01:16:00 +0000", "dmy", "2016-02-29T01:16:00+00:00"),
        ("20160229T011600Z", "ymd", "2016-02-29T01:16:00+00:00"),
        ("1456708560", "epoch", "2016-02-29T01:16:00+00:00"),
        ("1456708560000", "epoch_ms", "2016-02-29T01:16:00+00:00"),
        ("27-03-2016 02:30", "dmy", "2016-03-27T03:30:00+02:00"),
        ("30-10-2016 02:30", "dmy", "2016-10-30T02:30:00+02:00"),
    ],
)
def test_dates_of_many_systems(text: str, order: str, expected: str) -> None:
    assert dates.parse(text, order).instant(HOME) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text", ["31-02-2016", "29-02-2015", "00-01-2016", "01-13-2016", "01-01-2016 24:01", "01-01-0216", "soon"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate):
        dates.parse(text, "dmy")


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["03/04/2016", "05/06/2016"], ["dmy", "mdy"]),
        (["03/04/2016", "25/06/2016"], ["dmy"]),
        (["03/04/2016", "05/26/2016"], ["mdy"]),
        (["25/06/2016", "26/06/2016", "soon"], ["dmy"]),
        (["29 Feb 2016"], ["ymd"]),
        (["one", "two", "25/06/2016"], []),
        ([], []),
    ],
)
def test_the_order_of_a_column_is_found_or_left_open(texts: list[str], orders: list[str]) -> None:
    assert dates.orders(texts) == orders


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("€ 12.50", ".", "12.50"),
        ("12,5 EUR", ",", "12.5"),
        ("1 234 567", ".", "1234567"),
        ("1'234.5", ".", "1234.5"),
        ("-3", ".", "-3"),
    ],
)
def test_numbers_of_many_countries(text: str, mark: str, expected: str) -> None:
    assert numbers.parse(text, mark) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,23,4", "٣", "1e5", "--1", "INC0000045", "9" * 50])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(numbers.NotANumber):
        numbers.parse(text, ".")


def test_a_comma_that_could_be_either_is_left_open() -> None:
    assert numbers.marks(["1,234", "5,678"]) == [".", ","]
    assert numbers.marks(["1,234", "5,67"]) == [","]
    assert numbers.marks(["12", "13"]) == ["."]


FIELDS = (
    Field("ref", "Reference", max_length=5),
    Field("at", "When", Kind.MOMENT),
    Field("due", "Due", Kind.MOMENT, until=True),
    Field("day", "Day", Kind.DAY),
    Field("color", "Color", Kind.CHOICE, choices=(Choice("r", "Red", ("rot",)), Choice("b", "Blue"))),
    Field("tries", "Tries", Kind.NUMBER, whole=True),
    Field("mail", "Mail", Kind.EMAIL),
    Field("zone", "Zone", Kind.ZONE),
    Field("open", "Open", Kind.CHOICE, choices=YES_NO),
)


def row_reader(*, values: dict[str, str] | None = None, **fixed: str) -> cells.RowReader:
    sources = {field.name: Source(place, order="dmy", values=values or {}) for place, field in enumerate(FIELDS)}
    sources |= {name: Source(fixed=value) for name, value in fixed.items()}
    return cells.RowReader(
        fields=FIELDS, needs=[("ref",), ("at", "day")], matching=Matching(sources), unknown=mapping.UNKNOWN, home=HOME
    )


def test_a_row_becomes_values() -> None:
    row = ["A", "29-02-2016 01:16", "05-03-2016", "06-03-2016", "ROT", "3", "a@b.example", "europe/brussels", "ja"]

    values, problems = row_reader().read(row)

    assert problems == []
    assert values == {
        "ref": "A",
        "at": datetime(2016, 2, 29, 0, 16, tzinfo=UTC),
        "due": datetime(2016, 3, 5, 22, 59, 59, tzinfo=UTC),
        "day": date(2016, 3, 6),
        "color": "r",
        "tries": 3,
        "mail": "a@b.example",
        "zone": "Europe/Brussels",
        "open": "yes",
    }


def test_cells_that_mean_unknown_are_empty() -> None:
    values, problems = row_reader().read(["A", " N/A ", "?", "06-03-2016", "-", "null", "", "?", "NULL"])

    assert problems == []
    assert {name for name, value in values.items() if value is not None} == {"ref", "day"}


def test_every_problem_names_its_field() -> None:
    _, problems = row_reader().read(["too long", "31-02-2016", "x", "y", "green", "1.5", "nobody", "Mars", "maybe"])

    assert [problem.field for problem in problems] == [field.name for field in FIELDS]


def test_what_is_needed_and_empty_is_a_problem_once() -> None:
    _, problems = row_reader().read(["", "31-02-2016"])
    assert [(problem.field, problem.code) for problem in problems] == [("at", "invalid"), ("ref", "required")]

    _, problems = row_reader().read(["A", "?"])
    assert [problem.message for problem in problems] == ["When or Day is empty."]


def test_a_person_decides_what_a_text_means() -> None:
    reader = row_reader(values={"rot": "b", "Blue": ""})

    assert reader.read(["A", "1-1-2016", "", "", "rot"])[0]["color"] == "b"
    assert reader.read(["A", "1-1-2016", "", "", "Blue"])[0]["color"] is None


def test_a_fixed_value_holds_for_every_row() -> None:
    assert row_reader(color="b").read(["A", "1-1-2016"])[0]["color"] == "b"


def test_an_exported_formula_is_read_as_it_was() -> None:
    assert cells.said("'=1+1", frozenset()) == "=1+1"


def column(name: str, *texts: str) -> profile.Column:
    records = [Record(place, [text], 0, 0) for place, text in enumerate(texts)]
    return profile.profile([name], records, unknown=mapping.UNKNOWN, is_whole=True).columns[0]


def test_a_column_tells_what_it_holds() -> None:
    found = column("Opened", "29-02-2016", "?", "01-03-2016", "29-02-2016")

    assert found == profile.Column(
        name="Opened",
        samples=["29-02-2016", "01-03-2016"],
        filled=3,
        different=2,
        values={"29-02-2016": 2, "01-03-2016": 1},
        orders=["dmy"],
    )
    assert found.texts() == [("29-02-2016", 2), ("01-03-2016", 1)]


def test_a_column_with_many_texts_asks_for_none() -> None:
    assert column("x", *map(str, range(41))).values == {}


def test_columns_without_a_name_or_with_the_same_are_called_by_number() -> None:
    assert profile.labels(["id", "", "Name", "name"]) == ["id", "Column 2", "Name (column 3)", "name (column 4)"]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("caller_id", Field("who", "Who", synonyms=("caller id",))),
        ("CallerId", Field("who", "Who", synonyms=("caller id",))),
        ("Caller ID", Field("who", "Who", synonyms=("caller id",))),
        ("Who", Field("who", "Customer")),
        ("the caller id (internal)", Field("who", "Who", synonyms=("caller id",))),
    ],
)
def test_names_are_compared_by_their_words(name: str, field: Field) -> None:
    assert matching.likeness(field, column(name, "x")) >= 0.6


def test_a_name_does_not_outweigh_content_that_cannot_be_read() -> None:
    assert matching.likeness(Field("at", "When", Kind.MOMENT, synonyms=("date",)), column("date", "soon", "later")) == 0
    assert matching.likeness(Field("mail", "Mail", Kind.EMAIL, synonyms=("agent",)), column("agent", "Resolver 1")) == 0


def test_content_alone_finds_addresses_and_numbers() -> None:
    fields = (Field("mail", "Mail", Kind.EMAIL), Field("phone", "Phone", Kind.PHONE))
    columns = [column("col1", "+32 2 123 45 67", "02 123 45 67"), column("col2", "a@b.example"), column("col3", "12")]

    found = matching.guess(fields, columns, time_zone="UTC", options={})

    assert {name: source.column for name, source in found.sources.items()} == {"mail": 1, "phone": 0}


def test_a_column_serves_one_field_and_the_surest_pair_wins() -> None:
    fields = (Field("a", "A", synonyms=("b", "number")), Field("number", "Number"))

    found = matching.guess(fields, [column("number", "1")], time_zone="UTC", options={})

    assert list(found.sources) == ["number"]


def test_a_field_that_says_nothing_alone_is_not_guessed() -> None:
    fields = (Field("due", "Due", Kind.MOMENT), Field("done", "Done", Kind.MOMENT, beside="due"))
    done, due = column("done", "2016-02-29"), column("due", "2016-02-29")

    assert matching.guess(fields, [done], time_zone="UTC", options={}).sources == {}
    assert set(matching.guess(fields, [done, due], time_zone="UTC", options={}).sources) == {"due", "done"}


def test_days_that_could_be_months_are_not_decided() -> None:
    field = Field("at", "When", Kind.MOMENT)

    assert matching.source_for(field, 0, column("at", "03/04/2016")).order == ""
    assert matching.source_for(field, 0, column("at", "23/04/2016")).order == "dmy"


def test_the_same_columns_have_the_same_fingerprint() -> None:
    assert mapping.fingerprint(["A ", "b"]) == mapping.fingerprint(["a", "B"])
    assert mapping.fingerprint(["a", "b"]) != mapping.fingerprint(["b", "a"])
    assert mapping.fingerprint(["a,b"]) != mapping.fingerprint(["a", "b"])


@pytest.mark.parametrize("stored", [{}, {"sources": 3}, [], {"sources": {"a": {"column": "x"}}}, None])
def test_a_stored_matching_of_another_time_is_an_empty_one(stored: object) -> None:
    assert mapping.load(stored).sources == {}


def _words_of_refusal(kind: type[Exception], call: Callable[[], object]) -> str:
    """What a refusal says; empty when there is none."""
    try:
        call()
    except kind as refusal:
        return str(refusal)
    return ""
