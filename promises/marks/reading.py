"""Who has read which revision, and what is unread for whom.

Writing a revision is reading it. Unread is a revision in review or agreed, written after the member joined and in the last
ninety days, that the member neither wrote nor marked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from presence.tenancy.models import Membership
from promises.marks.models import ReadingMark
from promises.record.models import Promise, Revision

HORIZON = timedelta(days=90)
MOST_COUNTED = 99
UNREAD_STATES = (Promise.State.IN_REVIEW, Promise.State.AGREED)


@dataclass(frozen=True, slots=True)
class Reader:
    """A member and the newest revision they have read; 0 when none."""

    member_id: UUID
    name: str
    team: str
    number: int


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """How many of a team's members have read the newest revision."""

    name: str
    read: int
    members: int


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has read a promise, by its newest revision: those who have, then those who read an older one."""

    number: int
    readers: list[Reader]
    teams: list[TeamSeen]

    @property
    def up_to_date(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.number == self.number]

    @property
    def behind(self) -> list[Reader]:
        return sorted((r for r in self.readers if 0 < r.number < self.number), key=lambda r: (-r.number, r.name))

    @property
    def unseen_teams(self) -> list[str]:
        return [team.name for team in self.teams if not team.read]

    def has_read(self, member: Membership) -> bool:
        return any(reader.member_id == member.pk and reader.number == self.number for reader in self.readers)


def readers_of(promise: Promise, authors: Mapping[UUID | None, int]) -> Readers:
    """Every active member with what they have read, in two statements; `authors` says who wrote which revision last."""
    marks = ReadingMark.rows().filter(revision__promise=promise).order_by("revision__number")
    read = dict(marks.values_list("member_id", "revision__number"))
    members = Membership.rows().filter(removed_at=None).select_related("user", "team").order_by("user__name", "pk")
    readers = [_reader(member, read, authors) for member in members]
    return Readers(promise.current_number, readers, _teams(list(members), readers, promise.current_number))


def unread_by(member: Membership) -> QuerySet[Promise]:
    """The promises whose newest revision this member has not read, for lists and counts."""
    since = max(member.joined_at, timezone.now() - HORIZON)
    newest = Revision.rows().filter(promise=OuterRef("pk"), number=OuterRef("current_number"), created_at__gte=since)
    marked = ReadingMark.rows().filter(revision=OuterRef("pk"), member=member)
    unseen = newest.exclude(author=member).filter(~Exists(marked))
    return Promise.rows().filter(Exists(unseen), state__in=UNREAD_STATES)


def count(member: Any) -> int | str:
    """For the sidebar: how many are unread, at most "99+"."""
    found = unread_by(member)[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else found


def marks_of(promise: Promise) -> QuerySet[ReadingMark]:
    """All reading marks of a promise, for the API."""
    return ReadingMark.rows().filter(revision__promise=promise).select_related("revision", "member__user")


def written_before(unread: QuerySet[Promise], moment: datetime) -> QuerySet[Promise]:
    """Of these, the ones whose newest revision is older than a moment."""
    older = Revision.rows().filter(promise=OuterRef("pk"), number=OuterRef("current_number"), created_at__lt=moment)
    return unread.filter(Exists(older))


def _reader(member: Membership, read: Mapping[UUID, int], authors: Mapping[UUID | None, int]) -> Reader:
    number = max(read.get(member.pk, 0), authors.get(member.pk, 0))
    return Reader(member.pk, str(member), member.team.name, number)


def _teams(members: list[Membership], readers: list[Reader], number: int) -> list[TeamSeen]:
    """In the organization's order of teams; a team without members is left out."""
    order = sorted({(member.team.position, member.team.name) for member in members})
    found = []
    for _, name in order:
        mine = [reader for reader in readers if reader.team == name]
        found.append(TeamSeen(name, sum(reader.number == number for reader in mine), len(mine)))
    return found
