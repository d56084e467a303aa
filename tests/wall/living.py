"""Rows that only make sense as the verbs leave them: an import with its file, checked, with a good row and a bad one."""

from typing import Any

from presence.imports import actions, work
from presence.imports.models import FilePiece, Import, ImportRow
from presence.imports.rules import mapping
from presence.kit.ids import new_id
from presence.tenancy.actors import Actor

NOW_ON_FILE = "2026-11-02 10:00"


def uploaded(twin: Any, text: str, now: Any) -> Import:
    """A file of interactions, its columns matched as guessed and its rows checked."""
    by = Actor.of(twin.people["owner"])
    source = actions.upload(by=by, kind="interactions", file_name=f"{twin.letter}.csv", chunks=[text.encode()])
    actions.check(by=by, now=now, source=source, chosen=mapping.load(source.mapping))
    while work.advance(import_id=source.pk, now=now):
        pass
    source.refresh_from_db()
    return source


def file_of(rows: list[tuple[str, str, str]]) -> str:
    """Reference, customer and touchpoint of each row, as a file says them."""
    lines = [f"{reference},{customer},{touchpoint},{NOW_ON_FILE}" for reference, customer, touchpoint in rows]
    return "\n".join(["external_ref,customer_ref,touchpoint_key,occurred_at", *lines, ""])


def living_rows(twin: Any, customer: str, touchpoint: str, now: Any) -> dict[Any, Any]:
    """The tables of one import. References nobody else has are canaries too."""
    words = [f"{twin.letter}.file.{new_id()}", f"{twin.letter}.file.{new_id()}"]
    twin.words |= {word.lower() for word in words}
    source = uploaded(twin, file_of([(words[0], customer, touchpoint), (words[1], customer, "no-such-touchpoint")]), now)
    rows = ImportRow.rows().filter(source=source).order_by("number")
    return {Import: source, ImportRow: rows[1], FilePiece: FilePiece.rows().filter(source=source)[0]}
