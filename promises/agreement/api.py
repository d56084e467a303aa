"""Sign-off, agreement and sending over REST. A key may ask and mark as sent; signing and agreeing is a person's word."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.urls import path

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, number, said, text
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.tenancy import callers, lookups
from promises.agreement import actions, reading, sending
from promises.agreement.models import SignOff as SignOffRow
from promises.record import actions as record
from promises.record import calls, models
from promises.record.calls import PromiseView
from promises.record.shapes import Promise

Side = SignOffRow.Side


class SignOff(msgspec.Struct, frozen=True):
    """What one side said about one revision. `comment` is null when there was none, or once erased."""

    side: Side
    number: Annotated[int, said("Of the revision.")]
    verdict: SignOffRow.Verdict
    by: Annotated[str, said("Who said it.")]
    at: At
    comment: str | None


class Stand(msgspec.Struct, frozen=True):
    """Where one side stands with the newest revision."""

    side: Side
    team: Annotated[str, said("The team's name.")]
    standing: Annotated[str, said("`pending`, `signed`, `refused` or `no_such_team`.")]
    signers: Annotated[int, said("Members who can sign for it; 0 means that nobody is asked.")]


class AgreementState(msgspec.Struct, frozen=True):
    """Whether a promise is agreed, and whose word is missing."""

    state: models.Promise.State
    number: Annotated[int, said("Of the newest revision.")]
    sides: list[Stand]


class NewSignOff(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A member's word for a team. A refusal needs its reasons in `comment`."""

    side: Side
    verdict: Annotated[Literal["signed", "refused"], said("What the member says for the team.")]
    number: Annotated[int, number(1, 2_000_000_000, description="Of the revision that was read.")]
    comment: Annotated[str, text(500)] = ""


class AgreementView(PromiseView):
    refusals: ClassVar = {
        **PromiseView.refusals,
        record.NothingExcluded: problems.Conflict,
        actions.NotSigned: problems.Conflict,
        actions.NothingToSign: problems.Conflict,
        actions.NotYours: problems.Forbidden,
        sending.NoFirstTruth: problems.Conflict,
    }


class Agreement(AgreementView):
    @operation(
        name="get_agreement", summary="Where an agreement stands", scope="promises:read", answer=AgreementState, has_etag=True
    )
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Whose word is missing before this promise is agreed, or after it was amended."""
        row = lookups.one(models.Promise.rows(), id)
        sides = [Stand(Side(one.side), one.name, one.standing, one.seats) for one in reading.stands(row)]
        return Reply(AgreementState(models.Promise.State(row.state), row.current_number, sides))

    @operation(
        name="agree_to_promise",
        summary="Agree to a promise",
        scope="promises:write",
        answer=Promise,
        if_match="optional",
        has_etag=True,
    )
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """For a signed-in member, after both sides signed. A key is refused with 403: agreement is a person's word."""
        promise = calls.locked(id)
        call.check_match(calls.read(id))
        actions.agree(by=callers.actor(call), now=call.now, promise=promise)
        return Reply(calls.read(id))


class Review(AgreementView):
    @operation(
        name="ask_for_sign_off",
        summary="Ask for sign-off",
        scope="promises:write",
        answer=Promise,
        if_match="optional",
        has_etag=True,
    )
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Puts a draft up for review by delivery and support. Asking again changes nothing."""
        promise = calls.locked(id)
        call.check_match(calls.read(id))
        actions.ask(by=callers.actor(call), now=call.now, promise=promise)
        return Reply(calls.read(id))


class SignOffs(AgreementView):
    @operation(
        name="list_sign_offs", summary="Sign-offs of a promise", scope="promises:read", query=PageQuery, answer=Page[SignOff]
    )
    def get(self, call: Call[PageQuery], id: UUID) -> Reply:
        """Oldest first, of all revisions. Of each side and revision the newest counts."""
        promise = lookups.one(models.Promise.rows(), id)
        rows = SignOffRow.rows().filter(revision__promise=promise).select_related("revision", "wording")
        return call.page(rows, order=["at", "id"], shape=_sign_offs)

    @operation(
        name="sign_off",
        summary="Sign off or refuse",
        scope="promises:write",
        body=NewSignOff,
        answer=Promise,
        status=201,
        conflicts=True,
        example={"side": "delivery", "verdict": "signed", "number": 1, "comment": "The crew is free that week."},
    )
    def post(self, call: Call[NoQuery], body: NewSignOff, id: UUID) -> Reply:
        """For a signed-in member of the team, a leader or an owner. A refusal returns a promise in review to draft."""
        given: dict[str, Any] = {
            "by": callers.actor(call),
            "now": call.now,
            "promise": calls.locked(id),
            "side": body.side,
            "expected_number": body.number,
        }
        if body.verdict == "signed":
            actions.sign(**given, comment=body.comment)
        else:
            actions.refuse(**given, reason=body.comment)
        return Reply(calls.read(id), status=201)


class Sending(AgreementView):
    @operation(
        name="mark_promise_sent",
        summary="Mark a promise as sent",
        scope="promises:write",
        answer=Promise,
        if_match="optional",
        has_etag=True,
        conflicts=True,
    )
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Says that the newest revision went to the customer. A quote or renewal needs its first truth: 409 without."""
        promise = calls.locked(id)
        call.check_match(calls.read(id))
        sending.send(by=callers.actor(call), now=call.now, promise=promise)
        return Reply(calls.read(id))


def _sign_offs(rows: Sequence[SignOffRow]) -> list[SignOff]:
    return [
        SignOff(
            side=Side(row.side),
            number=row.revision.number,
            verdict=SignOffRow.Verdict(row.verdict),
            by=row.label,
            at=json.utc(row.at),
            comment=row.wording.comment if hasattr(row, "wording") else None,
        )
        for row in rows
    ]


urlpatterns: list[Any] = [
    path("promises/<uuid:id>/agreement/", Agreement.as_view(), name="api_agreement"),
    path("promises/<uuid:id>/review/", Review.as_view(), name="api_review"),
    path("promises/<uuid:id>/sign-offs/", SignOffs.as_view(), name="api_sign_offs"),
    path("promises/<uuid:id>/sending/", Sending.as_view(), name="api_sending"),
]
