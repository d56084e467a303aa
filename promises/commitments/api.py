"""Commitments over REST: what is due, done, not done after all, and another time."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.urls import path

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Moment, said, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.tenancy import callers, lookups
from promises.commitments import actions, rules
from promises.record import actions as record
from promises.record import models, opinions
from promises.record import rules as record_rules
from promises.record.calls import PromiseView

EXAMPLE_DONE = {"done_at": "2026-11-20T15:30:00Z"}
EXAMPLE_TIME = {
    "due_at": "2026-12-04T16:00:00Z",
    "customer_told_at": "2026-11-20T15:30:00Z",
    "reason": "The part comes a week later.",
}


class Commitment(msgspec.Struct, frozen=True):
    """A commitment of a promise: a term with a due time. `state` is `open`, `overdue`, `kept`, `broken` or `ended`."""

    id: UUID
    promise: UUID
    customer: UUID
    term: Annotated[UUID, said("The term's key, stable across revisions.")]
    text: Annotated[str | None, said("Null once erased.")]
    due_at: At
    done_at: At | None
    state: Literal["open", "overdue", "kept", "broken", "ended"]
    judged: Annotated[
        str | None, said("What a member or the customer said of it: `kept`, `broken` or `renegotiated`. It counts more.")
    ]


class CommitmentQuery(PageQuery, frozen=True, kw_only=True):
    customer: Annotated[UUID, said("Only promises to this customer.")] | None = None
    state: Annotated[Literal["open", "overdue", "done"], said("Only these.")] | None = None


class NewCompletion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """When it was done; now, when left out."""

    done_at: Moment | None = None


class NewTime(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Another due time. Told before the former one counts as renegotiated, told later as broken."""

    due_at: Moment
    customer_told_at: Moment
    reason: Annotated[str, title(record_rules.LONGEST["reason"])]


class CommitmentView(PromiseView):
    refusals: ClassVar = {
        **PromiseView.refusals,
        actions.NotOpen: problems.Conflict,
        actions.NotDone: problems.Conflict,
        record.NothingExcluded: problems.Conflict,
    }


class Commitments(CommitmentView):
    @operation(
        name="list_commitments",
        summary="List commitments",
        scope="promises:read",
        query=CommitmentQuery,
        answer=Page[Commitment],
    )
    def get(self, call: Call[CommitmentQuery]) -> Reply:
        """Of promises that are or were agreed, earliest due first."""
        rows: QuerySet[models.Commitment] = models.Commitment.rows()
        if call.query.customer:
            rows = rows.filter(promise__customer=call.query.customer)
        if call.query.state == "done":
            rows = rows.filter(done_at__isnull=False)
        elif call.query.state:
            rows = rows.filter(done_at=None, ended_at=None)
        if call.query.state == "overdue":
            rows = rows.filter(due_at__lt=call.now)
        return call.page(rows, order=["due_at", "id"], shape=lambda page: _shapes(page, call))


class Completion(CommitmentView):
    @operation(
        name="complete_commitment",
        summary="Mark a commitment as done",
        scope="promises:write",
        body=NewCompletion,
        answer=Commitment,
        conflicts=True,
        example=EXAMPLE_DONE,
    )
    def post(self, call: Call[NoQuery], body: NewCompletion, id: UUID) -> Reply:
        """On time is kept, later is broken, by rule. 409 when it is done already or binds no more."""
        row = lookups.one(models.Commitment.rows(), id)
        actions.finish(by=callers.actor(call), now=call.now, commitment=row, done_at=body.done_at)
        return Reply(_one(id, call))

    @operation(
        name="reopen_commitment",
        summary="Open a commitment again",
        scope="promises:write",
        answer=Commitment,
        conflicts=True,
    )
    def delete(self, call: Call[NoQuery], id: UUID) -> Reply:
        """It was not done after all. 409 when it is not done, or its promise is closed."""
        row = lookups.one(models.Commitment.rows(), id)
        actions.reopen(by=callers.actor(call), now=call.now, commitment=row)
        return Reply(_one(id, call))


class Renegotiation(CommitmentView):
    @operation(
        name="renegotiate_commitment",
        summary="Agree another time",
        scope="promises:write",
        body=NewTime,
        answer=Commitment,
        conflicts=True,
        example=EXAMPLE_TIME,
    )
    def post(self, call: Call[NoQuery], body: NewTime, id: UUID) -> Reply:
        """Amends the promise: a new revision says the new time and when the customer was told."""
        row = lookups.one(models.Commitment.rows(), id)
        given = msgspec.structs.asdict(body)
        actions.renegotiate(by=callers.actor(call), now=call.now, commitment=row, **given)
        return Reply(_one(id, call))


def _one(id: UUID, call: Call[Any]) -> Commitment:
    return _shapes([lookups.one(models.Commitment.rows(), id)], call)[0]


def _shapes(rows: Sequence[models.Commitment], call: Call[Any]) -> list[Commitment]:
    """Three statements whatever their number."""
    customers = dict(models.Promise.rows().filter(pk__in=[row.promise_id for row in rows]).values_list("pk", "customer_id"))
    wordings = models.TermWording.rows().filter(term__in=[row.term_id for row in rows])
    texts: dict[UUID, str] = dict(wordings.values_list("term_id", "text"))
    judged = opinions.of(row.term_key for row in rows)
    return [
        Commitment(
            id=row.pk,
            promise=row.promise_id,
            customer=customers[row.promise_id],
            term=row.term_key,
            text=texts.get(row.term_id),
            due_at=json.utc(row.due_at),
            done_at=json.utc(row.done_at) if row.done_at else None,
            state=_state(row, call),
            judged=opinion.verdict if (opinion := judged.get((row.term_key, row.due_at))) else None,
        )
        for row in rows
    ]


def _state(row: models.Commitment, call: Call[Any]) -> Any:
    if row.is_open:
        return "overdue" if rules.by_the_clock(row, call.now) else "open"
    return rules.by_the_clock(row, call.now) or "ended"


urlpatterns: list[Any] = [
    path("commitments/", Commitments.as_view(), name="api_commitments"),
    path("commitments/<uuid:id>/completion/", Completion.as_view(), name="api_completion"),
    path("commitments/<uuid:id>/renegotiation/", Renegotiation.as_view(), name="api_renegotiation"),
]
