"""Bringing guidelines in: look at what was found, choose, run once, and take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import actions, guidelines, hanging, reading
from touchpoints.playbooks.guidelines import Candidate
from touchpoints.playbooks.models import Playbook, PlaybookImport, PlaybookUse

KEPT_WHILE_OPEN = timedelta(days=1)


class AlreadyRun(refusals.Refusal):
    """An import runs once."""

    def __init__(self) -> None:
        super().__init__("This import ran already. What became of it stands here.")


class NothingChosen(refusals.Refusal):
    """There is nothing to bring in."""

    def __init__(self) -> None:
        super().__init__("Choose at least one guideline to bring in.")


class TouchpointTwice(refusals.Refusal):
    """Two of the chosen ones want the same touchpoint."""

    def __init__(self, touchpoint: Touchpoint, first: str, second: str) -> None:
        super().__init__(f"“{first}” and “{second}” are both to hang on {touchpoint.name}. A touchpoint has one playbook.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate by its place, and the touchpoint it shall hang on."""

    place: int
    touchpoint: Touchpoint | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one chosen candidate: `playbook` when it was written, else why not."""

    name: str
    words: str
    playbook: UUID | None


@transaction.atomic
def start(*, by: Actor, now: datetime, file_name: str, raw: bytes) -> PlaybookImport:
    """Keep what was found until somebody decides; what nobody decided on within a day goes. Raises guidelines.Unreadable."""
    found = guidelines.read(raw)
    PlaybookImport.rows().filter(ran_at=None, created_at__lt=now - KEPT_WHILE_OPEN).delete()
    kept = [guidelines.stored(candidate) for candidate in found]
    name = " ".join(file_name.split())[:200] or "Pasted text"
    row = PlaybookImport.rows().create(file_name=name, found=kept, started_by_id=by.member_id, created_at=now)
    audit.record(verb="playbooks.read", by=by, subject=row, file=name, found=len(kept))
    return row


@transaction.atomic
def run(
    *,
    by: Actor,
    now: datetime,
    source: PlaybookImport,
    choices: Sequence[Choice],
    review_date: date,
    owner: Membership | None = None,
) -> PlaybookImport:
    """Write the chosen ones. One that cannot be written says why and stops no other.

    Raises AlreadyRun, NothingChosen, TouchpointTwice.
    """
    row = PlaybookImport.rows().select_for_update().get(pk=source.pk)
    if row.ran_at:
        raise AlreadyRun
    if not choices:
        raise NothingChosen
    candidates = found_in(row)
    _refuse_twice(choices, candidates)
    former = reading.names_by_touchpoint()
    hanging.lock(choice.touchpoint for choice in choices if choice.touchpoint)
    row.results, row.made = [], []
    for choice in choices:
        candidate = candidates[choice.place]
        result = _write(candidate, choice, former, by=by, now=now, review_date=review_date, owner=owner, row=row)
        row.results.append(result)
    row.made = [UUID(result["playbook"]) for result in row.results if result["playbook"]]
    row.ran_at = now
    row.save(update_fields=["results", "made", "ran_at"])
    audit.record(verb="playbooks.imported", by=by, subject=row, file=row.file_name, made=len(row.made))
    return row


@transaction.atomic
def undo(*, by: Actor, now: datetime, source: PlaybookImport) -> tuple[int, int]:
    """Put away what it wrote and nobody changed since, and hang back what hung there; how many went and how many stay."""
    row = PlaybookImport.rows().select_for_update().get(pk=source.pk)
    if row.ran_at is None or row.undone_at:
        return 0, 0
    made = {playbook.pk: playbook for playbook in Playbook.rows().filter(pk__in=row.made, archived_at=None)}
    untouched = [playbook for playbook in made.values() if playbook.version == 1]
    for result in row.results or []:
        if any(str(playbook.pk) == result["playbook"] for playbook in untouched):
            _hang_back(result)
    for playbook in untouched:
        actions.archive(by=by, now=now, playbook=playbook)
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    audit.record(verb="playbooks.import_undone", by=by, subject=row, file=row.file_name, gone=len(untouched))
    return len(untouched), len(made) - len(untouched)


def found_in(row: PlaybookImport) -> list[Candidate]:
    return [guidelines.candidate_of(kept) for kept in row.found]


def results_of(row: PlaybookImport) -> list[Result]:
    """What became of each chosen one, in the order of the file."""
    return [
        Result(kept["name"], kept["words"], UUID(kept["playbook"]) if kept["playbook"] else None) for kept in row.results or []
    ]


def _refuse_twice(choices: Sequence[Choice], candidates: Sequence[Candidate]) -> None:
    seen: dict[UUID, str] = {}
    for choice in choices:
        if choice.touchpoint:
            name = candidates[choice.place].content.name
            if choice.touchpoint.pk in seen:
                raise TouchpointTwice(choice.touchpoint, seen[choice.touchpoint.pk], name)
            seen[choice.touchpoint.pk] = name


def _write(
    candidate: Candidate, choice: Choice, former: Mapping[UUID, tuple[UUID, str]], *, row: PlaybookImport, **more: Any
) -> dict[str, Any]:
    touchpoint = choice.touchpoint
    before = former.get(touchpoint.pk) if touchpoint else None
    result = {
        "name": candidate.content.name,
        "playbook": "",
        "touchpoint": str(touchpoint.pk) if touchpoint else "",
        "instead_of": str(before[0]) if before else "",
    }
    try:
        with transaction.atomic():
            hung = [touchpoint] if touchpoint else []
            written = actions.write(content=candidate.content, touchpoints=hung, why=f"From {row.file_name}", **more)
    except refusals.Refusal as refusal:
        return result | {"words": refusal.words, "instead_of": ""}
    words = f"Written, on {touchpoint.name}" if touchpoint else "Written, on no touchpoint yet"
    return result | {"playbook": str(written.pk), "words": f"{words}, in place of “{before[1]}”" if before else words}


def _hang_back(result: Mapping[str, Any]) -> None:
    """Where it took another playbook's place, that one hangs there again."""
    use = PlaybookUse.rows().filter(playbook=result["playbook"], touchpoint=result["touchpoint"] or None)
    if result["instead_of"]:
        hanging.give(use, result["instead_of"])
    else:
        use.delete()
