"""The map as a table: one row a touchpoint, in the order of the map, with the words of the API as its columns."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from presence.imports.rules import decoding, parsing
from presence.imports.rules.decoding import Line as TextLine
from presence.kit import spreadsheets
from touchpoints.exchange import given, shapes
from touchpoints.exchange.given import Given, Line, Problem
from touchpoints.journeys.models import Channel, Mode, Protection, Stake

WAY = ("hatch_member", "hatch_calendar", "hatch_reply_minutes")
WORDS = ("message_language", "message_subject", "message_text")
COLUMNS = ("journey", "stage", *given.FIELDS[:-2], *WAY, *WORDS)
_ALSO = {
    "touchpoint": "name",
    "moment": "name",
    "because": "mode_reason",
    "reason": "mode_reason",
    "what_the_customer_wants": "intent",
    "what_is_at_stake": "stakes",
    "answer_within": "response_target_minutes",
}
_NAMING = ("key", "name")
_YES, _NO = frozenset({"yes", "true", "1", "x", "y"}), frozenset({"no", "false", "0", "", "n", "-"})


def rows(whole: shapes.WholeMap) -> Iterator[Sequence[str]]:
    """The header, then every touchpoint; a stage without one has a row with its name alone."""
    yield COLUMNS
    for journey in whole.journeys:
        for stage in journey.stages:
            for touchpoint in stage.touchpoints:
                yield [journey.name, stage.name, *_cells(touchpoint)]
            if not stage.touchpoints:
                yield [journey.name, stage.name, *[""] * (len(COLUMNS) - 2)]


def read(content: bytes) -> Given:
    """The rows of a CSV file, however it is encoded and cut. Raises decoding.NotATable."""
    decoding.refuse_other_formats(content)
    encoding = decoding.detect(content, is_utf_8=_is_utf_8(content))
    lines = list(decoding.lines([content], encoding, decoding.line_end(content, encoding)))
    header = parsing.header(lines)
    names = [_column(name) for name in header.names]
    if "name" not in names:
        raise decoding.NotATable("The file has no column “name”. Put the names of the columns into its first line.")
    below = (line for line in lines if line.number >= header.next_number)
    return _read(names, header.names, header.delimiter, below)


def _is_utf_8(content: bytes) -> bool:
    check = decoding.Utf8Check()
    check.see(content, final=True)
    return check.is_utf_8


def _column(name: str) -> str:
    plain = re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")
    return _ALSO.get(plain, plain)


def _read(names: list[str], told: Sequence[str], delimiter: str, lines: Iterator[TextLine]) -> Given:
    found = Given(unused=[said for name, said in zip(names, told, strict=True) if name not in COLUMNS and said])
    for record in parsing.records(lines, delimiter, width=len(names)):
        where = str(record.number)
        if record.flaw:
            found.problems.append(Problem(where, "", record.flaw))
            continue
        cells = {name: _said(name, cell) for name, cell in zip(names, record.cells, strict=True)}
        line = _line(where, {name: cell for name, cell in cells.items() if name in COLUMNS}, found)
        if line:
            found.lines.append(line)
    return found


def _said(name: str, cell: str) -> str:
    """What a cell says; the text of a message keeps its lines as they are."""
    return spreadsheets.restored(cell if name in WORDS else cell.strip())


def _line(where: str, cells: dict[str, str], found: Given) -> Line | None:
    """The row's touchpoint; None for a row that only names a stage, or that has a problem."""
    place = (cells.get("journey", ""), cells.get("stage", ""))
    is_placed = all(place)
    if is_placed:
        found.add_place(place)
    if is_placed and not cells["name"] and not cells.get("key"):
        return None
    before = len(found.problems)
    said = {name: cell for name, cell in cells.items() if name in given.FIELDS and (cell or name not in _NAMING)}
    if "key" not in said:
        said["name"] = cells["name"]
    values = {name: _value(where, name, cell, found) for name, cell in said.items()}
    values |= _way(where, cells, found) | _message(where, cells, found)
    return Line(where, place if is_placed else None, values) if len(found.problems) == before else None


def _value(where: str, name: str, cell: str, found: Given) -> Any:
    try:
        return _READ[name](cell)
    except ValueError as error:
        found.problems.append(Problem(where, name, str(error)))
        return None


def _way(where: str, cells: dict[str, str], found: Given) -> dict[str, Any]:
    if "hatch_member" not in cells:
        return {}
    if not cells["hatch_member"]:
        return {"hatch": None}
    minutes = _value(where, "hatch_reply_minutes", cells.get("hatch_reply_minutes", ""), found)
    if not minutes:
        found.problems.append(Problem(where, "hatch_reply_minutes", "Say within how many minutes the customer is answered."))
        return {}
    calendar = cells.get("hatch_calendar") or None
    return {"hatch": shapes.MapHatch(member=cells["hatch_member"], calendar=calendar, reply_minutes=minutes)}


def _message(where: str, cells: dict[str, str], found: Given) -> dict[str, Any]:
    if "message_text" not in cells or "message_subject" not in cells:
        return {}
    words = {name: cells.get(f"message_{name}", "") for name in ("language", "subject", "text")}
    if not words["subject"] and not words["text"]:
        return {"message": None}
    try:
        message = msgspec.convert({name: cell for name, cell in words.items() if cell}, shapes.MapMessage)
    except msgspec.ValidationError:
        said = "A message has a subject of up to 150 signs and a text of up to 5,000."
        found.problems.append(Problem(where, "message_text", said))
        return {}
    return {"message": message}


def _cells(touchpoint: shapes.MapTouchpoint) -> list[str]:
    hatch, message = touchpoint.hatch, touchpoint.message
    way = [hatch.member, hatch.calendar or "", str(hatch.reply_minutes)] if hatch else [""] * 3
    words = [message.language, message.subject, message.text] if message else [""] * 3
    return [*(_cell(getattr(touchpoint, name)) for name in given.FIELDS[:-2]), *way, *words]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)


def _text(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > longest or "\0" in cell:
            raise ValueError(f"Use at most {longest} signs.")
        return cell

    return read


def _name(cell: str) -> str:
    if not cell.strip():
        raise ValueError("Give the touchpoint a name.")
    return _text(120)(cell)


def _key(cell: str) -> str:
    if not re.fullmatch(r"[-a-zA-Z0-9_]{0,60}", cell):
        raise ValueError("Use letters, digits, - and _ only, such as status-update.")
    return cell


def _choice(kind: Any, *, empty: Any) -> Callable[[str], Any]:
    known = {_plain(text): choice for choice in kind for text in (choice.value, str(choice.label))}

    def read(cell: str) -> Any:
        if not cell.strip():
            return empty
        try:
            return known[_plain(cell)]
        except KeyError:
            words = ", ".join(str(choice.label).lower() for choice in kind)
            raise ValueError(f"“{cell[:40]}” is none of: {words}.") from None

    return read


def _several(kind: Any) -> Callable[[str], Any]:
    one = _choice(kind, empty=None)
    return lambda cell: [found for part in re.split(r"[;,|]", cell) if (found := one(part))]


def _flag(cell: str) -> bool:
    plain = cell.strip().casefold()
    if plain not in _YES | _NO:
        raise ValueError(f"“{cell[:40]}” is neither yes nor no.")
    return plain in _YES


def _minutes(cell: str) -> int | None:
    if not cell.strip():
        return None
    if not re.fullmatch(r"[0-9]{1,7}", cell.strip()) or int(cell) > 600_000:
        raise ValueError("Write whole minutes, up to 600,000.")
    return int(cell)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


_READ: dict[str, Callable[[str], Any]] = {
    "key": _key,
    "name": _name,
    "intent": _text(300),
    "mode": _choice(Mode, empty=Mode.HUMAN_ONLY),
    "mode_reason": _text(300),
    "owner": lambda cell: cell.strip() or None,
    "protected": _several(Protection),
    "stakes": _several(Stake),
    "channel": _choice(Channel, empty=None),
    "response_target_minutes": _minutes,
    "key_moment": _flag,
    "top_five": _flag,
    "first_truth_due": _flag,
    "hatch_reply_minutes": _minutes,
}
