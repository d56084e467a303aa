"""Saying that one has read a revision."""

from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.tenancy.actors import Actor
from promises.marks.models import ReadingMark
from promises.record.models import Promise, Revision


class OnlyPeopleRead(refusals.Refusal):
    """A program has no eyes: a reading mark is a person's."""

    def __init__(self) -> None:
        super().__init__("A reading mark is a person's word, signed in. An API key cannot set one.")


class NoSuchRevision(refusals.Refusal):
    """The promise has no revision with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no revision {number} of this promise.", pointer="number")


def acknowledge(*, by: Actor, now: datetime, promise: Promise, number: int) -> bool:
    """Write down that the member has read revision `number`; tells whether that was news.

    Raises OnlyPeopleRead, NoSuchRevision. The unique key lets two clicks at once leave one mark.
    """
    if by.kind != "member" or by.member_id is None:
        raise OnlyPeopleRead
    with transaction.atomic():
        revision = Revision.rows().filter(promise=promise, number=number).first()
        if revision is None:
            raise NoSuchRevision(number)
        mark = ReadingMark(revision=revision, member_id=by.member_id, at=now)
        ReadingMark.objects.bulk_create([mark], ignore_conflicts=True)
        is_news = ReadingMark.rows().filter(pk=mark.pk).exists()
        if is_news:
            audit.record(verb="promise.read", by=by, subject=promise, number=number)
    return is_news
