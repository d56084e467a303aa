"""Files as they come: broken, mislabeled, exported by something old. Each with what is to be made of it."""

import codecs
import io
import zipfile
from dataclasses import dataclass, field

HEADER = "id,name,note\n"


@dataclass(frozen=True)
class File:
    """Bytes, and either the words that refuse them or the rows read from them, flawed ones by line and words."""

    about: str
    content: bytes
    refusal: str = ""
    rows: list[list[str]] = field(default_factory=list)
    flaws: dict[int, str] = field(default_factory=dict)
    header: list[str] = field(default_factory=lambda: ["id", "name", "note"])


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("export.csv", HEADER)
    return file.getvalue()


TWO = [["1", "Zoë", "a"], ["2", "Müller", "b"]]
TEXT = HEADER + "1,Zoë,a\n2,Müller,b\n"
SEMICOLONS = TEXT.replace(",", ";")

FILES = [
    File("plain UTF-8", TEXT.encode(), rows=TWO),
    File("a byte order mark", codecs.BOM_UTF8 + TEXT.encode(), rows=TWO),
    File("UTF-16 with a mark, little-endian", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), rows=TWO),
    File("UTF-16 with a mark, big-endian", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), rows=TWO),
    File("UTF-16 without a mark", TEXT.encode("utf-16-le"), rows=TWO),
    File("UTF-16 cut in the middle of a character", TEXT.encode("utf-16-le")[:-1], rows=[TWO[0]], flaws={3: "not UTF-16"}),
    File("Windows 1252", TEXT.encode("cp1252"), rows=TWO),
    File("Latin-1 with semicolons", SEMICOLONS.encode("latin-1"), rows=TWO),
    File("tabs", TEXT.replace(",", "\t").encode(), rows=TWO),
    File("vertical bars", TEXT.replace(",", "|").encode(), rows=TWO),
    File("Windows line ends", TEXT.replace("\n", "\r\n").encode(), rows=TWO),
    File("old Macintosh line ends", TEXT.replace("\n", "\r").encode(), rows=TWO),
    File("no line end at the end", TEXT.rstrip().encode(), rows=TWO),
    File("Excel's separator line", b"sep=;\n" + SEMICOLONS.encode(), rows=TWO),
    File("blank lines and rows of empty cells", f"\n\n{HEADER}\n1,Zoë,a\n,,\n   \n2,Müller,b\n\n".encode(), rows=TWO),
    File(
        "cells that spill over",
        b'id,name,note\n1,Ann,"first\nsecond"\n2,Bob,"a ""word"""\n',
        rows=[["1", "Ann", "first\nsecond"], ["2", "Bob", 'a "word"']],
    ),
    File("formulas", b"id,name,note\n1,=1+1,@x\n2,+3,-4\n", rows=[["1", "=1+1", "@x"], ["2", "+3", "-4"]]),
    File("empty cells left out at the end", b"id,name,note\n1,Ann,x,,,\n", rows=[["1", "Ann", "x"]]),
    File(
        "ragged rows",
        b"id,name,note\n1,Ann\n2,Bob,b,c\n3,Cy,d\n",
        rows=[["3", "Cy", "d"]],
        flaws={2: "This row has 2 cells, the header 3.", 3: "This row has 4 cells, the header 3."},
    ),
    File(
        "a quotation mark that is never closed",
        b'id,name,note\n1,"Ann,x\n2,Bob,y\n3,Cy,z\n',
        rows=[["2", "Bob", "y"], ["3", "Cy", "z"]],
        flaws={2: "never closed"},
    ),
    File(
        "a quotation mark that closes in the next row",
        b'id,name,note\n1,"Ann,x\n2,"Bob",y\n3,Cy,z\n',
        rows=[["2", "Bob", "y"], ["3", "Cy", "z"]],
        flaws={2: "not closed before line 3"},
    ),
    File(
        "text after a closing quotation mark",
        b'id,name,note\n1,"Ann" Lee,x\n2,Bob,y\n',
        rows=[["2", "Bob", "y"]],
        flaws={2: "Text follows a closing quotation mark."},
    ),
    File(
        "a cell longer than any can be",
        b"id,name,note\n1," + b"x" * 140_000 + b",y\n2,Bob,y\n",
        rows=[["2", "Bob", "y"]],
        flaws={2: "more than 131,072 characters"},
    ),
    File("an inch sign inside a cell", b'id,name,note\n1,5" pipe,x\n', rows=[["1", '5" pipe', "x"]]),
    File("a zero byte", b"id,name,note\n1,A\x00nn,x\n2,Bob,y\n", rows=[["2", "Bob", "y"]], flaws={2: "zero bytes (NUL)"}),
    File(
        "a damaged line in a file of UTF-8",
        HEADER.encode() + "".join(f"{n},Жан,x\n" for n in range(20)).encode() + b"20,\xff\xfe,z\n",
        rows=[[str(n), "Жан", "x"] for n in range(20)],
        flaws={22: "not UTF-8"},
    ),
    File(
        "a line break inside a cell without quotation marks",
        b"id,name,note\n1,A\rnn,x\n2,Bob,y\n",
        rows=[["2", "Bob", "y"]],
        flaws={2: "A line break stands inside a cell"},
    ),
    File(
        "an endless line",
        b"id,name,note\n1,Ann,x\n2," + b"x" * (1024 * 1024 + 5) + b"\n3,Cy,z\n",
        rows=[["1", "Ann", "x"], ["3", "Cy", "z"]],
        flaws={3: "longer than 1,024 kB"},
    ),
    File("columns with the same name", b"id,name,name\n1,a,b\n", rows=[["1", "a", "b"]], header=["id", "name", "name"]),
    File("one column", b"id\n1\n2\n", rows=[["1"], ["2"]], header=["id"]),
    File("nothing", b"", refusal="The file is empty."),
    File("only blank lines", b"\n \r\n\t\n", refusal="The file is empty."),
    File("only a header", b"id,name,note\n", refusal="has a header but no rows"),
    File("a header with an open quotation mark", b'id,"name,note\n1,2,3\n', refusal="The header on line 1 cannot be read"),
    File("a workbook called .csv", workbook(), refusal="an Excel workbook (.xlsx)"),
    File("an archive called .csv", archive(), refusal="a ZIP archive"),
    File("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), refusal="an Excel workbook (.xls)"),
    File("compressed", b"\x1f\x8b\x08\x00" + bytes(50), refusal="compressed (gzip)"),
    File("a PDF document", b"%PDF-1.7\n", refusal="a PDF document"),
    File("a web page", b"<!DOCTYPE html><table>", refusal="a web page or XML"),
    File("JSON", b'[{"id": 1}]', refusal="but JSON"),
    File("a program", bytes(range(256)) * 8, refusal="not a text file"),
    File("five hundred and one columns", b",".join([b"x"] * 501) + b"\n1\n", refusal="more than 500 columns"),
]
