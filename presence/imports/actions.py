"""What a person does with an import: upload, read again, match, check, correct a row, start, cancel, undo, discard.

Each verb moves the import from one state to the next with a conditional update, so that of two clicks one wins. The work that
follows is done by presence/imports/work.py in a worker.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.imports import checking, files, importers, tally
from presence.imports.models import Import, ImportRow, RememberedMapping
from presence.imports.rules import beginning, mapping, matching
from presence.imports.rules.beginning import Beginning
from presence.imports.rules.mapping import Matching
from presence.imports.rules.profile import Profile
from presence.kit import refusals
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization

UNDO_FOR = timedelta(hours=24)
State = Import.State
BEFORE_RUN = (State.UPLOADED, State.MATCHED, State.CHECKED)
ENDED = (State.DONE, State.CANCELED, State.FAILED)


class NotNow(refusals.Refusal):
    """The import is in another state by now: somebody else, or another tab, was faster."""

    def __init__(self) -> None:
        super().__init__("This import has moved on since the page was opened. Here is where it stands.")


class TooLateToUndo(refusals.Refusal):
    """An import can be undone for a day."""

    def __init__(self) -> None:
        super().__init__("This import ended more than 24 hours ago and cannot be undone any more.")


class NothingToUndo(refusals.Refusal):
    """The import created and changed nothing."""

    def __init__(self) -> None:
        super().__init__("This import created and changed nothing, so there is nothing to undo.")


def upload(*, by: Actor, kind: str, file_name: str, chunks: Iterable[bytes]) -> Import:
    """Store a file, look at its beginning, and match its columns as last time or by a guess. Raises NotATable, TooLarge."""
    with transaction.atomic():
        source = Import(kind=kind, file_name=file_name[:200], made_by_id=_member_id(by), unknown=list(mapping.UNKNOWN))
        source.save(force_insert=True)
        stored = files.store(source, chunks)
        source.size, source.is_utf_8 = stored.size, stored.is_utf_8
        _learn(source, stored.head)
        source.save()
        audit.record(verb="import.uploaded", by=by, subject=source, kind=kind, bytes=stored.size)
    return source


def read_again(
    *, by: Actor, source: Import, encoding: str, delimiter: str, unknown: Sequence[str], is_fresh: bool = False
) -> None:
    """Read the beginning with another encoding or delimiter, or other markers for "unknown". Raises NotATable, NotNow.

    `is_fresh` leaves aside how a file with these columns was matched before.
    """
    with transaction.atomic():
        _lock(source, BEFORE_RUN)
        source.unknown = list(unknown)
        _learn(source, files.head(source), encoding=encoding, delimiter=delimiter, is_fresh=is_fresh)
        source.state = State.UPLOADED
        source.save()
        audit.record(verb="import.read_again", by=by, subject=source, encoding=encoding)


def _learn(source: Import, head: bytes, *, encoding: str = "", delimiter: str = "", is_fresh: bool = False) -> None:
    found = beginning.examine(
        head,
        is_whole=source.size <= len(head),
        is_utf_8=source.is_utf_8,
        encoding=encoding,
        delimiter=delimiter,
        unknown=source.unknown,
    )
    source.encoding, source.delimiter, source.header = found.encoding, found.delimiter, found.header
    source.profile = found.profile.stored()
    source.fingerprint = mapping.fingerprint(_own_columns(found))
    if is_fresh or not _offer_remembered(source):
        _offer_guess(source, found.profile)


def _own_columns(found: Beginning) -> list[str]:
    return found.header[len(beginning.REJECTS) :] if beginning.is_of_rejects(found.header) else found.header


def _offer_remembered(source: Import) -> bool:
    """Match as last time, when a file with these columns was imported before and its matching still fits."""
    remembered = RememberedMapping.rows().filter(kind=source.kind, fingerprint=source.fingerprint).first()
    if remembered is None:
        return False
    shift = len(beginning.REJECTS) if beginning.is_of_rejects(source.header) else 0
    former = mapping.load(remembered.mapping).shifted(shift)
    names = [field.name for field in importers.importer_for(source.kind).fields()]
    if not mapping.fits(former, fields=names, width=len(source.header)):
        return False
    source.mapping, source.remembered_at = former.stored(), remembered.used_at
    return True


def _offer_guess(source: Import, profile: Profile) -> None:
    importer = importers.importer_for(source.kind)
    zone = Organization.objects.get(pk=scope.acting_organization_id()).time_zone
    options = {option.name: option.default for option in importer.options}
    source.mapping = matching.guess(importer.fields(), profile.columns, time_zone=zone, options=options).stored()
    source.remembered_at = None


def match(*, by: Actor, source: Import, chosen: Matching) -> None:
    """Keep which column is which field. Raises NotNow."""
    with transaction.atomic():
        _lock(source, BEFORE_RUN)
        source.mapping = chosen.stored()
        source.state = State.MATCHED
        source.save(update_fields=["mapping", "state"])
        audit.record(verb="import.matched", by=by, subject=source, fields=sorted(chosen.sources))


def check(*, by: Actor, now: datetime, source: Import, chosen: Matching) -> None:
    """Read all rows and find out what each would do; the matching is remembered for files with the same columns."""
    with transaction.atomic():
        _lock(source, BEFORE_RUN)
        _forget_rows(source)
        source.mapping, source.state = chosen.stored(), State.CHECKING
        source.read_to, source.read_line, source.total, source.counts = 0, 1, 0, {}
        _hand_to_worker(source)
        _remember(source, chosen, now)
        audit.record(verb="import.checked", by=by, subject=source)


def _remember(source: Import, chosen: Matching, now: datetime) -> None:
    shift = len(beginning.REJECTS) if beginning.is_of_rejects(source.header) else 0
    if any(origin.column is not None and origin.column < shift for origin in chosen.sources.values()):
        return
    RememberedMapping.rows().update_or_create(
        kind=source.kind,
        fingerprint=source.fingerprint,
        defaults={"mapping": chosen.shifted(-shift).stored(), "used_at": now},
    )


def correct(*, by: Actor, now: datetime, row: ImportRow, cells: Mapping[int, str]) -> Import:
    """Put other text into cells of a row and check it again; a flaw in the row's form counts as seen to. Raises NotNow.

    A row whose reference was corrected may now be the last one with that reference, or no longer be: those are checked again.
    """
    with transaction.atomic():
        source = Import.rows().select_related("made_by__user").get(pk=row.source_id)
        _lock(source, [State.CHECKED])
        row.refresh_from_db()
        filled = row.cells + [""] * (len(source.header) - len(row.cells))
        row.cells = [cells.get(index, cell).replace("\0", "") for index, cell in enumerate(filled[: len(source.header)])]
        row.flaw = ""
        row.save(update_fields=["cells", "flaw"])
        checking.check_again(source, row, now=now)
        source.counts = tally.verdicts(source)
        source.save(update_fields=["counts"])
        audit.record(verb="import.corrected", by=by, subject=source, line=row.number)
    return source


def start(*, by: Actor, now: datetime, source: Import) -> None:
    """Import the rows without problems. Raises NotNow when it was started before."""
    with transaction.atomic():
        _lock(source, [State.CHECKED])
        source.state, source.started_at, source.made_by_id = State.RUNNING, now, _member_id(by)
        _hand_to_worker(source)
        files.forget(source)
        audit.record(verb="import.started", by=by, subject=source, kind=source.kind, rows=source.total)


def cancel(*, by: Actor, now: datetime, source: Import) -> None:
    """Stop. A check is given up; of an import the rows written so far stay, and can be undone. Raises NotNow.

    The worker saves each chunk under the condition that the import still runs, so a chunk in flight is taken back.
    """
    with transaction.atomic():
        _lock(source, [State.CHECKING, State.RUNNING])
        if source.state == State.CHECKING:
            _forget_rows(source)
            source.state, source.counts = State.MATCHED, {}
        else:
            tally.close_rows(source)
            source.state, source.finished_at, source.counts = State.CANCELED, now, tally.outcomes(source)
        source.lease = source.leased_until = None
        source.save()
        audit.record(verb="import.canceled", by=by, subject=source, counts=source.counts)


def undo(*, by: Actor, now: datetime, source: Import) -> None:
    """Take back what an ended import did, row by row. Raises NotNow, TooLateToUndo, NothingToUndo."""
    with transaction.atomic():
        _lock(source, ENDED)
        if source.finished_at is None or now > source.finished_at + UNDO_FOR:
            raise TooLateToUndo
        if not undoable(source):
            raise NothingToUndo
        source.state, source.made_by_id = State.UNDOING, _member_id(by)
        _hand_to_worker(source)
        audit.record(verb="import.undo_started", by=by, subject=source)


def undoable(source: Import) -> int:
    """How many rows an ended import created or changed."""
    return sum(source.counts.get(outcome, 0) for outcome in (ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED))


def discard(*, by: Actor, source: Import) -> None:
    """Remove a file that was not imported, with its rows. Raises NotNow."""
    with transaction.atomic():
        _lock(source, BEFORE_RUN)
        audit.record(verb="import.discarded", by=by, subject=source, kind=source.kind)
        _forget_rows(source)
        files.forget(source)
        source.delete()


def forget_abandoned(*, now: datetime, after: timedelta = timedelta(days=7)) -> int:
    """Remove files that were uploaded and never imported; they hold people's data for no use. Returns how many."""
    old = Import.rows().filter(state__in=BEFORE_RUN, created_at__lt=now - after)
    count = 0
    for source in old:
        _forget_rows(source)
        files.forget(source)
        source.delete()
        count += 1
    return count


def _member_id(by: Actor) -> UUID:
    if by.member_id is None:
        raise TypeError("Only members import files.")
    return by.member_id


def _lock(source: Import, states: Sequence[str]) -> None:
    """Hold the import to the end of the transaction and read it as it stands. Raises NotNow unless in one of the states.

    Without the key: a worker's new rows refer to the import, and waiting for its chunk would make cancel slow.
    """
    current = Import.rows().select_for_update(no_key=True).filter(pk=source.pk, state__in=states).first()
    if current is None:
        raise NotNow
    for field in Import._meta.concrete_fields:
        setattr(source, field.attname, getattr(current, field.attname))


def _forget_rows(source: Import) -> None:
    ImportRow.rows().filter(source=source).delete()


def _hand_to_worker(source: Import) -> None:
    """Leave it for the timetable to find: publishing here would let a frozen broker freeze the page."""
    source.progress, source.failures, source.reason = 0, 0, ""
    source.lease = source.leased_until = None
    source.save()
