"""What becomes of handoffs when something below changes, and which ones a change below opens."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from presence.customers import erasing
from presence.customers.erasing import Erased
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.answers.models import CustomerAnswer
from touchpoints.handoffs import actions
from touchpoints.handoffs.models import Handoff, Reason
from touchpoints.interactions.erasing import holding, without

TEXTS = ("words", "done", "caller")
LONGEST = {"caller": 200}


def promise_disputed(*, answer: CustomerAnswer, by: Actor, now: datetime) -> None:
    """A customer who says “this is not what I was sold” waits for a person, in the same transaction.

    Whoever says it again behind the same link, before somebody answered, adds words to theirs.
    """
    actions.open_handoff(
        by=by,
        reason=Reason.NOT_SOLD,
        now=now,
        customer=answer.promise.customer,
        contact=answer.link.contact,
        promise=answer.promise,
        words=answer.words or "",
        source_id=_source(answer),
    )


def dispute_resolved(*, answer: CustomerAnswer, by: Actor, now: datetime, words: str) -> None:
    """Whoever settles the dispute settled what its handoff was about, unless somebody else is at it."""
    handoff = Handoff.rows().filter(source_id=_source(answer), handed_back_at=None).first()
    if handoff and handoff.claimed_by_id in (None, by.member_id):
        actions.hand_back(by=by, now=now, handoff=actions.claim(by=by, now=now, handoff=handoff), done=words)


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    """What they had goes back to the queue, so that nothing is owned by somebody who is gone."""
    for handoff in Handoff.rows().filter(claimed_by=member, handed_back_at=None):
        actions.release_of_removed(by=by, handoff=handoff)


def customer_merged(*, former_id: UUID, customer_id: UUID, contacts: Mapping[UUID, UUID], moved: dict[str, Any]) -> None:
    """Whoever waits goes on waiting, as the customer that stays; a contact whom both knew is the one row that stays."""
    theirs = Handoff.rows().filter(customer=former_id)
    moved["handoff"] = [[pk, contact] for pk, contact in theirs.values_list("pk", "contact")]
    for former, stays in contacts.items():
        theirs.filter(contact=former).update(contact=stays)
    theirs.update(customer=customer_id)


def customer_unmerged(*, former_id: UUID, customer_id: UUID, moved: Mapping[str, Any]) -> None:
    """Those that moved go back, each with its contact; what was opened since stays with the one that stayed."""
    for pk, contact in moved.get("handoff", []):
        Handoff.rows().filter(pk=pk, customer=customer_id).update(customer=former_id, contact=contact)


def customer_erased(*, erased: Erased) -> None:
    """The words go, whoever waits does not: an open handoff stays in the queue until a person hands it back.

    What came from the organization's own page is nobody's yet: it loses what names whoever is erased.
    """
    theirs = Handoff.rows().filter(customer=erased.customer_id)
    erasing.forget_entries(erased, list(theirs.values_list("pk", flat=True)))
    if erased.is_whole:
        theirs.exclude(words=None).update(words=None)
        theirs.exclude(done=None).update(done=None)
        theirs.exclude(caller="").update(caller="")
    else:
        _without_words(theirs, erased)
    _without_words(Handoff.rows().filter(customer=None), erased)


def _without_words(rows: QuerySet[Handoff], erased: Erased) -> None:
    names_only = replace(erased, is_whole=False)
    for text in TEXTS:
        for handoff in holding(rows, text, names_only):
            setattr(handoff, text, without(getattr(handoff, text), names_only)[: LONGEST.get(text)])
            handoff.save(update_fields=[text])


def _source(answer: CustomerAnswer) -> str:
    return f"promise_link:{answer.link_id}"
