"""Files of the map: what is in one, whichever of the two kinds it is, and what ours are called."""

from presence.imports.rules import decoding
from presence.kit import refusals
from presence.kit.api import bodies, forms, problems
from touchpoints.exchange import given, shapes, table
from touchpoints.exchange.given import Given, Problem

LARGEST = 1_000_000
"""Bytes, or signs of pasted text: a map of a thousand touchpoints with messages is smaller."""


class NotAMap(refusals.Refusal):
    """What was given can be read neither as CSV nor as JSON."""


def text_of(content: bytes) -> str:
    """The text of a file, whatever its encoding. Raises NotAMap."""
    if len(content) > LARGEST:
        raise NotAMap("The file is larger than 1 MB. A map is much smaller: check that it is the right file.", pointer="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = decoding.detect(content, is_utf_8=False)
        return content.decode(encoding, errors="replace").removeprefix("\ufeff")


def read(text: str) -> Given:
    """The lines of a map: JSON where it begins like JSON, otherwise CSV. Raises NotAMap."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return _from_json(text)
    try:
        return table.read(text.encode("utf-8", errors="replace"))
    except decoding.NotATable as refusal:
        raise NotAMap(str(refusal)) from refusal


def _from_json(text: str) -> Given:
    try:
        return given.from_map(forms.read(shapes.WholeMap, bodies.strict_json(text.encode("utf-8", errors="replace"))))
    except problems.Invalid as refusal:
        return Given(problems=[_problem(found) for found in refusal.errors])
    except problems.Malformed as refusal:
        raise NotAMap(refusal.detail.replace("The body", "The file")) from refusal


def _problem(found: problems.FieldProblem) -> Problem:
    where, _slash, field = found.pointer.rpartition("/")
    return Problem(where, field, found.message)
