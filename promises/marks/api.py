"""Reading marks over REST."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from django.urls import path

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, number, said
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.tenancy import callers, lookups
from promises.marks import actions, reading
from promises.marks.models import ReadingMark
from promises.record import models
from promises.record.calls import PromiseView


class Acknowledgement(msgspec.Struct, frozen=True):
    """A member has read a revision."""

    number: Annotated[int, said("Of the revision.")]
    member: Annotated[str, said("E-mail address of who read it.")]
    at: At


class NewAcknowledgement(msgspec.Struct, forbid_unknown_fields=True):
    """I have read this revision."""

    number: Annotated[int, number(1, 2_000_000_000, description="Of the revision that was read.")]


class Acknowledgements(PromiseView):
    refusals: ClassVar = {**PromiseView.refusals, actions.OnlyPeopleRead: problems.Forbidden}

    @operation(
        name="list_acknowledgements",
        summary="Who has read a promise",
        scope="promises:read",
        query=PageQuery,
        answer=Page[Acknowledgement],
    )
    def get(self, call: Call[PageQuery], id: UUID) -> Reply:
        """Oldest first. Whoever wrote a revision has read it without saying so."""
        promise = lookups.one(models.Promise.rows(), id)
        return call.page(reading.marks_of(promise), order=["at", "id"], shape=_shape)

    @operation(
        name="acknowledge_promise",
        summary="Say that I have read it",
        scope="promises:read",
        body=NewAcknowledgement,
        answer=Acknowledgement,
        status=201,
        example={"number": 1},
    )
    def post(self, call: Call[NoQuery], body: NewAcknowledgement, id: UUID) -> Reply:
        """For a signed-in member. A key is refused with 403. Saying it again changes nothing."""
        promise = lookups.one(models.Promise.rows(), id)
        by = callers.actor(call)
        actions.acknowledge(by=by, now=call.now, promise=promise, number=body.number)
        mark = reading.marks_of(promise).get(member=by.member_id, revision__number=body.number)
        return Reply(_shape([mark])[0], status=201)


def _shape(rows: Sequence[ReadingMark]) -> list[Acknowledgement]:
    return [Acknowledgement(row.revision.number, row.member.user.email, json.utc(row.at)) for row in rows]


urlpatterns: list[Any] = [
    path("promises/<uuid:id>/acknowledgements/", Acknowledgements.as_view(), name="api_acknowledgements"),
]
