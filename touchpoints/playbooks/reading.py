"""Playbooks as pages and programs read them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import comparison, rules
from touchpoints.playbooks.comparison import PartChange
from touchpoints.playbooks.models import Playbook, PlaybookUse, PlaybookVersion
from touchpoints.playbooks.rules import Content


@dataclass(frozen=True, slots=True)
class Entry:
    """A version in the history, with what differs from the one before it."""

    version: PlaybookVersion
    changes: list[PartChange]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Hung:
    """The playbook of a touchpoint, as its page names it."""

    id: UUID
    name: str
    content: Content
    review_date: date
    is_stale: bool


def readable() -> QuerySet[Playbook]:
    return Playbook.rows().select_related("owner__user")


def content_of(playbook: Playbook) -> Content:
    """What the version that counts says."""
    return PlaybookVersion.rows().get(playbook=playbook, number=playbook.number).content


def contents(playbooks: Iterable[Playbook]) -> dict[UUID, Content]:
    """What each says now, in one statement."""
    numbers = {playbook.pk: playbook.number for playbook in playbooks}
    versions = PlaybookVersion.rows().filter(playbook__in=list(numbers), number__in=set(numbers.values()))
    return {row.playbook_id: row.content for row in versions if row.number == numbers[row.playbook_id]}


def touchpoints_of(playbooks: Iterable[Playbook]) -> dict[UUID, list[Touchpoint]]:
    """Where each hangs, by name; archived touchpoints are left out."""
    uses = PlaybookUse.rows().filter(playbook__in=[playbook.pk for playbook in playbooks], touchpoint__archived_at=None)
    found: dict[UUID, list[Touchpoint]] = defaultdict(list)
    for use in uses.select_related("touchpoint").order_by("touchpoint__name", "touchpoint_id"):
        found[use.playbook_id].append(use.touchpoint)
    return found


def history(playbook: Playbook) -> list[Entry]:
    """Every version, newest first."""
    rows = list(PlaybookVersion.rows().filter(playbook=playbook).select_related("written_by__user").order_by("-number"))
    before = [row.content for row in rows[1:]]
    changes = [comparison.compare(old, row.content) for row, old in zip(rows, before, strict=False)]
    return [Entry(row, found, row.number == playbook.number) for row, found in zip(rows, [*changes, []], strict=True)]


def on(touchpoint: Touchpoint, *, today: date) -> Hung | None:
    """The playbook that hangs on this touchpoint, unless it is archived."""
    use = PlaybookUse.rows().filter(touchpoint=touchpoint, playbook__archived_at=None).select_related("playbook").first()
    if use is None:
        return None
    found = use.playbook
    return Hung(found.pk, found.name, content_of(found), found.review_date, rules.is_stale(found.review_date, today))


def names_by_touchpoint() -> dict[UUID, tuple[UUID, str]]:
    """Which touchpoint has which playbook, by id and name; archived ones are left out."""
    uses = PlaybookUse.rows().filter(playbook__archived_at=None)
    return {pk: (playbook, name) for pk, playbook, name in uses.values_list("touchpoint_id", "playbook_id", "playbook__name")}
