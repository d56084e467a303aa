"""What customers answered, for the promise's page, the list and the first page.

A dispute is open while it is its link's newest answer and nobody has resolved it: a customer who confirms afterwards has
taken it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from promises.answers import rules
from promises.answers.models import CustomerAnswer, DisputeResolution, PromiseLink
from promises.record.models import Promise, RevisionWording

Row = TypeVar("Row", PromiseLink, CustomerAnswer)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who settled a dispute, when and how. Words are None once erased."""

    words: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as members see it. `who` is the contact the link was made for; words are None once erased."""

    id: UUID
    number: int
    verdict: str
    verdict_word: str
    ranking: tuple[str, ...]
    words: str | None
    at: datetime
    who: str
    is_open: bool
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link as members see it; its address is never shown again."""

    id: UUID
    who: str
    made_by: str
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """Of one promise: every answer, newest first, and every link, open ones first."""

    answers: tuple[Answer, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def open_disputes(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_open]

    @property
    def open_links(self) -> list[Link]:
        return [link for link in self.links if link.revoked_at is None]


def of_promises(promise_ids: Iterable[UUID]) -> dict[UUID, Answers]:
    """Answers and links of each promise that has any: two statements, however many promises."""
    ids = list(promise_ids)
    links = PromiseLink.rows().filter(promise__in=ids).select_related("contact", "made_by__user")
    answers = CustomerAnswer.rows().filter(promise__in=ids).select_related("revision", "link__contact")
    answers = answers.annotate(is_open=_open(), resolved_words=_resolved("words"), resolved_at=_resolved("resolved_at"))
    answers = answers.annotate(resolver=_resolved("resolved_by__user__name")).order_by("-answered_at", "-id")
    by_links, by_answers = _grouped(links.order_by("-revoked_at", "-made_at", "-id")), _grouped(answers)
    return {
        promise_id: Answers(
            tuple(_answer(row) for row in by_answers.get(promise_id, [])),
            tuple(_link(row) for row in by_links.get(promise_id, [])),
        )
        for promise_id in {*by_links, *by_answers}
    }


def open_disputes() -> QuerySet[CustomerAnswer]:
    """Every dispute that waits for somebody, the oldest first."""
    return CustomerAnswer.rows().filter(_open(), verdict=rules.DISPUTED).order_by("answered_at", "id")


def disputed_promises() -> QuerySet[CustomerAnswer, UUID]:
    """The ids of promises with an open dispute, for filters."""
    return open_disputes().order_by().values_list("promise_id", flat=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dispute as lists show it; title and words are None once erased."""

    promise_id: UUID
    title: str | None
    customer: str
    words: str | None
    at: datetime


def waiting(most: int) -> list[Waiting]:
    """The disputes that wait longest."""
    title = RevisionWording.objects.filter(
        revision__promise=OuterRef("promise"), revision__number=OuterRef("promise__current_number")
    )
    rows = open_disputes().annotate(title=Subquery(title.values("title")[:1]))
    columns = ("promise_id", "title", "promise__customer__name", "words", "answered_at")
    return [Waiting(*row) for row in rows.values_list(*columns)[:most]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What was answered last behind a link. It stands while it is about the newest revision."""

    latest: CustomerAnswer | None
    stands: bool
    may_answer: bool

    @property
    def answer(self) -> CustomerAnswer | None:
        return self.latest if self.stands else None


def standing(link: PromiseLink, number: int, now: datetime) -> Standing:
    """Of a link, when revision `number` is the newest."""
    answers = CustomerAnswer.rows().filter(link=link).select_related("revision").order_by("answered_at", "id")
    latest = answers.last()
    about_newest = list(answers.filter(revision__number=number)) if latest else []
    may_answer = not about_newest or rules.may_change(about_newest[0].answered_at, now)
    return Standing(latest, bool(about_newest), may_answer)


def is_erased(promise: Promise) -> bool:
    """Whether the words of the newest revision are gone."""
    newest = RevisionWording.rows().filter(revision__promise=promise, revision__number=promise.current_number)
    return not newest.exists()


def _open() -> Q:
    newer = (
        CustomerAnswer.rows()
        .filter(link=OuterRef("link"))
        .filter(Q(answered_at__gt=OuterRef("answered_at")) | Q(answered_at=OuterRef("answered_at"), id__gt=OuterRef("id")))
    )
    resolved = DisputeResolution.rows().filter(answer=OuterRef("pk"))
    return Q(~Exists(newer), ~Exists(resolved), verdict=rules.DISPUTED)


def _resolved(field: str) -> Subquery:
    return Subquery(DisputeResolution.rows().filter(answer=OuterRef("pk")).values(field)[:1])


def _grouped(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.promise_id, []).append(row)
    return found


def _answer(row: CustomerAnswer) -> Answer:
    given = row.__dict__
    resolution = Resolution(given["resolved_words"], given["resolver"] or "", given["resolved_at"])
    return Answer(
        id=row.pk,
        number=row.revision.number,
        verdict=row.verdict,
        verdict_word=row.get_verdict_display(),
        ranking=ranked(row.ranking),
        words=row.words,
        at=row.answered_at,
        who=_who(row.link),
        is_open=given["is_open"],
        resolution=resolution if given["resolved_at"] else None,
    )


def ranked(ranking: str) -> tuple[str, ...]:
    """Most important first, as read: Time, Cost, Scope."""
    return tuple(aspect.capitalize() for aspect in ranking.split(",")) if ranking else ()


def _link(row: PromiseLink) -> Link:
    maker = str(row.made_by) if row.made_by else "A program"
    return Link(row.pk, _who(row), maker, row.made_at, row.revoked_at)


def _who(link: PromiseLink) -> str:
    return link.contact.name if link.contact else ""
