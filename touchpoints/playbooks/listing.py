"""The list of playbooks: which are on it, in which order, and a page of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField

from presence.kit import keyset
from presence.tenancy.models import Membership
from touchpoints.playbooks import reading, rules
from touchpoints.playbooks.models import Playbook, PlaybookUse, PlaybookVersion

BY_NAME = keyset.Order("name", "By name", "name")
BY_REVIEW = keyset.Order("review", "Longest waiting first", "review_date")
COLUMNS = {
    "id": "id",
    "name": "name",
    "number": "number",
    "review_date": "review_date",
    "updated_at": "updated_at",
    "owner_name": "owner__user__name",
    "owner_email": "owner__user__email",
}
VIEWS = {"used": "In use", "stale": "To look through", "mine": "Mine", "unhung": "On no touchpoint", "archived": "Archived"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    view: str = "used"
    q: str = ""
    touchpoint: UUID | None = None
    owner: UUID | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.touchpoint or self.owner)


class _Told(Func):
    """The texts of a stored document, without the names of its parts."""

    template = "jsonb_path_query_array(%(expressions)s, 'strict $.** ? (@.type() == \"string\")')::text"
    output_field = TextField()


def rows(wanted: Wanted, *, member: Membership, today: date) -> QuerySet[Playbook]:
    """The playbooks that fit."""
    found = Playbook.rows().filter(archived_at__isnull=wanted.view != "archived")
    if wanted.view == "stale":
        found = found.filter(review_date__lte=today)
    elif wanted.view == "mine":
        found = found.filter(owner=member)
    elif wanted.view == "unhung":
        found = found.filter(~Exists(PlaybookUse.rows().filter(playbook=OuterRef("pk"), touchpoint__archived_at=None)))
    if wanted.touchpoint:
        found = found.filter(Exists(PlaybookUse.rows().filter(playbook=OuterRef("pk"), touchpoint=wanted.touchpoint)))
    if wanted.owner:
        found = found.filter(owner=wanted.owner)
    return found.filter(saying(wanted.q)) if wanted.q else found


def page(wanted: Wanted, *, member: Membership, today: date, after: str) -> keyset.Page:
    """One page, each row with its `touchpoints` and whether it `is_stale`."""
    order = BY_REVIEW if wanted.view == "stale" else BY_NAME
    found = keyset.page(rows(wanted, member=member, today=today), order, COLUMNS, after=after)
    hung = reading.touchpoints_of([Playbook(pk=row["id"]) for row in found.rows])
    for row in found.rows:
        row["touchpoints"] = hung.get(row["id"], [])
        row["owner"] = row["owner_name"] or row["owner_email"] or ""
        row["is_stale"] = rules.is_stale(row["review_date"], today)
    return found


def stale_of(member: Membership, today: date) -> QuerySet[Playbook]:
    """The playbooks of this member that are due to be looked through, the longest waiting first."""
    return Playbook.rows().filter(owner=member, archived_at=None, review_date__lte=today).order_by("review_date", "pk")


def every(wanted: Wanted, *, member: Membership, today: date) -> Iterator[Playbook]:
    """All that fit, by name, for an export."""
    found = rows(wanted, member=member, today=today).select_related("owner__user").order_by("name", "pk")
    return found.iterator(chunk_size=500)


def saying(words: str) -> Q:
    """Each word stands in the name or in what the version that counts says."""
    condition = Q()
    for word in words.split()[:10]:
        versions = PlaybookVersion.rows().filter(playbook=OuterRef("pk"), number=OuterRef("number"))
        said: Any = versions.annotate(told=_Told(F("document"))).filter(told__icontains=_stored(word))
        condition &= Q(name__icontains=word) | Q(Exists(said))
    return condition


def _stored(word: str) -> str:
    """As PostgreSQL writes it inside a stored document."""
    return word.replace("\\", "\\\\").replace('"', '\\"')
