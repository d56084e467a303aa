"""Links to customers' pages and what was answered there, over REST."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from django.urls import path, reverse

from presence.customers.models import EmailAddress
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Email, Link, said, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.tenancy import callers, lookups
from promises.answers import answering, links, reading, rules
from promises.answers import models as rows
from promises.record.calls import PromiseView
from promises.record.models import Promise


class PromiseLink(msgspec.Struct, frozen=True):
    """A link to a customer's page. `contact` is null when it was made for nobody in particular."""

    id: UUID
    contact: UUID | None
    made_at: At
    revoked_at: At | None


class NewPromiseLink(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """With `send_to`, an address of one of the customer's contacts, the link goes there by letter, too."""

    send_to: Email | None = None


class MadePromiseLink(msgspec.Struct, frozen=True):
    id: UUID
    url: Annotated[Link, said("Given this once; make another link when it is lost.")]


class Resolution(msgspec.Struct, frozen=True):
    """How a dispute was settled. `words` is null once erased."""

    words: str | None
    by: str
    at: At


class CustomerAnswer(msgspec.Struct, frozen=True):
    """What a customer said about a revision. `words` is null once erased."""

    id: UUID
    number: Annotated[int, said("Of the revision that was shown.")]
    verdict: Annotated[
        rows.CustomerAnswer.Verdict,
        said("`confirmed`: as they were told; `disputed`: not what they were sold."),
    ]
    ranking: Annotated[list[str], said("Some of time, cost and scope, most important first.")]
    words: str | None
    answered_at: At
    is_open: Annotated[bool, said("Whether a dispute waits for somebody to settle it.")]
    resolution: Resolution | None


class NewResolution(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    words: Annotated[str, title(rules.LONGEST_WORDS, examples=["Saturdays are in revision 2 now."])]


class AnswersView(PromiseView):
    refusals: ClassVar = {
        **PromiseView.refusals,
        links.ClosedToCustomers: problems.Conflict,
        links.TooManyLetters: problems.Conflict,
        answering.NotDisputed: problems.Conflict,
        answering.AlreadyResolved: problems.Conflict,
    }


class PromiseLinks(AnswersView):
    @operation(
        name="list_promise_links", summary="Links to a customer's page", scope="promises:read", query=PageQuery,
        answer=Page[PromiseLink],
    )  # fmt: skip
    def get(self, call: Call[PageQuery], id: UUID) -> Reply:
        """Newest first, without their addresses: those are stored nowhere."""
        promise = lookups.one(Promise.rows(), id)
        return call.page(rows.PromiseLink.rows().filter(promise=promise), order=["-made_at", "-id"], shape=_links)

    @operation(
        name="make_promise_link", summary="Make a link to a customer's page", scope="promises:write", body=NewPromiseLink,
        answer=MadePromiseLink, status=201, conflicts=True, example={},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: NewPromiseLink, id: UUID) -> Reply:
        """Whoever has the link reads what was promised, and says whether it matches, without signing in."""
        promise = lookups.one(Promise.rows(), id)
        recipient = _address(promise, body.send_to) if body.send_to else None
        made = links.make(by=callers.actor(call), promise=promise, recipient=recipient)
        location = call.url(reverse("api_promise_link", args=[made.link.pk]))
        return Reply(MadePromiseLink(made.link.pk, made.url), status=201, location=location)


class OnePromiseLink(AnswersView):
    @operation(name="revoke_promise_link", summary="Withdraw a link", scope="promises:write", answer=None, status=204)
    def delete(self, call: Call[NoQuery], id: UUID) -> Reply:
        """It opens nothing any more; what was answered stays."""
        link = lookups.one(rows.PromiseLink.rows().select_related("promise"), id)
        links.revoke(by=callers.actor(call), now=call.now, link=link)
        return Reply(status=204)


class CustomerAnswers(AnswersView):
    @operation(
        name="list_customer_answers", summary="What the customer says", scope="promises:read", query=PageQuery,
        answer=Page[CustomerAnswer],
    )  # fmt: skip
    def get(self, call: Call[PageQuery], id: UUID) -> Reply:
        """Newest first."""
        promise = lookups.one(Promise.rows(), id)

        def shape(page: Sequence[rows.CustomerAnswer]) -> list[CustomerAnswer]:
            told = {answer.id: answer for answer in reading.of_promises([promise.pk])[promise.pk].answers} if page else {}
            return [_answer(told[row.pk]) for row in page]

        answers = rows.CustomerAnswer.rows().filter(promise=promise)
        return call.page(answers, order=["-answered_at", "-id"], shape=shape)


class DisputeResolution(AnswersView):
    @operation(
        name="resolve_dispute", summary="Settle a dispute", scope="promises:write", body=NewResolution, answer=None, status=204,
        conflicts=True, example={"words": "Saturdays are in revision 2 now."},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: NewResolution, id: UUID) -> Reply:
        """Say how it was settled with the customer. It is said once."""
        answer = lookups.one(rows.CustomerAnswer.rows().select_related("promise"), id)
        answering.resolve(by=callers.actor(call), now=call.now, answer=answer, words=body.words)
        return Reply(status=204)


def _address(promise: Promise, address: str) -> EmailAddress:
    found = EmailAddress.rows().filter(customer=promise.customer_id, address__iexact=address).select_related("contact").first()
    if found is None:
        raise problems.invalid("/send_to", "not_found", "No contact of this customer has this address.")
    return found


def _links(page: Sequence[rows.PromiseLink]) -> list[PromiseLink]:
    return [PromiseLink(row.pk, row.contact_id, json.utc(row.made_at), _utc(row.revoked_at)) for row in page]


def _answer(told: reading.Answer) -> CustomerAnswer:
    settled = told.resolution
    return CustomerAnswer(
        id=told.id,
        number=told.number,
        verdict=rows.CustomerAnswer.Verdict(told.verdict),
        ranking=[aspect.lower() for aspect in told.ranking],
        words=told.words,
        answered_at=json.utc(told.at),
        is_open=told.is_open,
        resolution=Resolution(settled.words, settled.by, json.utc(settled.at)) if settled else None,
    )


def _utc(at: datetime | None) -> datetime | None:
    return json.utc(at) if at else None


urlpatterns: list[Any] = [
    path("promises/<uuid:id>/links/", PromiseLinks.as_view(), name="api_promise_links"),
    path("promises/<uuid:id>/answers/", CustomerAnswers.as_view(), name="api_customer_answers"),
    path("promise-links/<uuid:id>/", OnePromiseLink.as_view(), name="api_promise_link"),
    path("customer-answers/<uuid:id>/resolution/", DisputeResolution.as_view(), name="api_dispute_resolution"),
]
