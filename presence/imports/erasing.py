"""Forgetting what files said about somebody who is erased. That a row was imported, and what became of it, stays."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from presence.imports.models import FilePiece, Import
from presence.tenancy.scope import acting_organization_id

_SETTLED = (Import.State.DONE, Import.State.CANCELED, Import.State.FAILED, Import.State.UNDONE)

# A row is about somebody when it became one of these rows, or when a cell says one of these words.
_EMPTY = """
UPDATE presence_importrow SET cells = '{}', reference = '', flaw = '', problems = '[]', changes = NULL, before = NULL
 WHERE organization_id = %(organization)s
   AND (target_id = ANY(%(targets)s::uuid[]) OR EXISTS (
         SELECT FROM unnest(%(words)s::text[]) word
          WHERE strpos(lower(array_to_string(cells, E'\\n')), lower(word)) > 0
             OR strpos(lower(concat_ws(' ', changes, before, problems)), lower(word)) > 0))
RETURNING import_id
"""
_HOLDING = """
SELECT DISTINCT import_id FROM presence_filepiece piece
 WHERE organization_id = %(organization)s AND EXISTS (
    SELECT FROM unnest(%(words)s::bytea[]) word WHERE position(word IN piece.content) > 0)
"""


def forget(*, targets: Sequence[UUID], words: Sequence[str]) -> None:
    """Empty the rows about these targets or with these words, and remove the files they came in.

    A file that is not imported yet cannot be imported any more: it must be uploaded again, without them.
    """
    values: dict[str, Any] = {"organization": acting_organization_id(), "targets": list(targets), "words": list(words)}
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY, values)
        sources = {source for (source,) in cursor.fetchall()}
        cursor.execute(_HOLDING, values | {"words": [form for word in words for form in _forms(word)]})
        sources |= {source for (source,) in cursor.fetchall()}
    FilePiece.rows().filter(source__in=sources).delete()
    Import.rows().filter(pk__in=sources).update(profile={})
    unfinished = Import.rows().filter(pk__in=sources).exclude(state__in=_SETTLED)
    unfinished.update(state=Import.State.CANCELED, reason="Somebody in this file was erased. Upload it again without them.")


def _forms(word: str) -> set[bytes]:
    """How a file may spell it."""
    return {form.encode(encoding, "ignore") for form in (word, word.lower(), word.upper()) for encoding in _ENCODINGS} - {b""}


_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
