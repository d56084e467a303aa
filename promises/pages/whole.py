"""The page of one promise: what the record says, and what the rooms beside it know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Membership, Role
from promises.agreement import reading as agreement
from promises.agreement import rules as agreement_rules
from promises.agreement.rules import Stand, Word
from promises.answers import reading as answers
from promises.marks import reading as marks
from promises.pages import presenting
from promises.pages.forms import SignOffForm
from promises.record import actions, reading
from promises.record.models import Promise, Revision

State = Promise.State


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the agreement, with the form for whoever may speak for it."""

    stand: Stand
    form: SignOffForm | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """The sign-offs as the page shows them."""

    sides: list[Side]
    former: list[Word]

    @property
    def is_settled(self) -> bool:
        """Nobody's word is missing."""
        return all(side.stand.is_settled for side in self.sides)

    @property
    def is_unasked(self) -> bool:
        """There is nobody to ask, so that a draft can be agreed at once."""
        return not any(side.stand.seats for side in self.sides)


def find(promise_id: UUID) -> Promise:
    """The promise of an address, or 404."""
    return get_object_or_404(Promise.rows().select_related("customer", "made_by__user"), pk=promise_id)


def answer(request: MemberRequest, row: Promise, *, refused: SignOffForm | None = None) -> HttpResponse:
    """The page; `refused` is a sign-off form with what is wrong in it."""
    history = reading.history(row.pk)
    readers = marks.readers_of(row, {revision.author_id: revision.number for revision in history})
    context = {
        "promise": row,
        "shown": presenting.show(row, history, timezone.now()),
        "may_write": request.member.may(Role.AGENT),
        "may_lead": request.member.may(Role.LEADER),
        "is_open": row.state in actions.OPEN,
        "is_sendable": history[-1].source != Revision.Source.CALL and row.sent_number != row.current_number,
        "agreement": _agreement(row, request.member, refused),
        "readers": readers,
        "answers": answers.of_promises([row.pk]).get(row.pk),
        "is_unread": row.state in actions.OPEN and not readers.has_read(request.member),
        "steps": _steps(row),
        "form": refused,
    }
    return render(request, "promises/pages/page.html", context, status=422 if refused else 200)


def _agreement(row: Promise, member: Membership, refused: SignOffForm | None) -> Agreement:
    words = agreement.words_of(row.pk)
    stands = agreement.stands(row, words)
    return Agreement(
        sides=[_side(row, stand, member, refused) for stand in stands],
        former=[word for word in reversed(words) if word.number != row.current_number or word.verdict == "refused"],
    )


def _side(row: Promise, stand: Stand, member: Membership, refused: SignOffForm | None) -> Side:
    """The form stands open for the member's own team, and where it says what is wrong."""
    form = _form(row, stand, member, refused)
    return Side(stand, form, is_open=form is not None and (form is refused or member.team.key == stand.side))


def _form(row: Promise, stand: Stand, member: Membership, refused: SignOffForm | None) -> SignOffForm | None:
    """Only what the verbs would take: a side that is asked, by somebody who may speak for it."""
    if row.state not in (State.IN_REVIEW, State.AGREED) or stand.standing in ("signed", "no_such_team"):
        return None
    if not agreement_rules.may_sign(role=member.role, team=member.team.key, side=stand.side):
        return None
    if refused is not None and refused.team == stand.side:
        return refused
    return SignOffForm.blank(stand.side, row.current_number)


def _steps(row: Promise) -> Sequence[dict[str, Any]]:
    """Where an open promise stands on its way; nothing once it is closed."""
    order = [State.DRAFT, State.IN_REVIEW, State.AGREED]
    if row.state not in order:
        return []
    here = order.index(State(row.state))
    words = ("done", "current", "todo")
    return [
        {"word": str(state.label), "state": words[(place > here) * 2 + (place == here)]} for place, state in enumerate(order)
    ]
