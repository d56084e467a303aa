"""Promises over REST: the same verbs as the pages. Agreeing is a person's word, so no key can do it."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from django.urls import path, reverse

from presence.customers import merging
from presence.customers.models import Customer
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import said, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.tenancy import callers, lookups
from promises.agreement import api as agreement
from promises.answers import api as answers
from promises.commitments import api as commitments
from promises.marks import api as marks
from promises.record import actions, calls, models, reading, shapes
from promises.record.calls import PromiseView
from promises.record.shapes import NewPromise, NewRevision, Promise, PromiseRevision
from promises.templates import api as templates

_SAID = {"title": "Heating maintenance 2027", "source": "contract", "first_truth": "Parts older than 2010 take three weeks."}
NEW_PROMISE = {"customer": "01900000-0000-7000-8000-000000000000", **_SAID, "terms": shapes.EXAMPLE_TERMS}
NEW_REVISION = {**_SAID, "reason": "The customer moved to a larger building.", "terms": shapes.EXAMPLE_TERMS}


class PromiseQuery(PageQuery, frozen=True, kw_only=True):
    customer: Annotated[UUID, said("Only promises to this customer.")] | None = None
    state: Annotated[models.Promise.State, said("Only promises in this state.")] | None = None
    external_ref: Annotated[str, title(120, description="Only the promise with this number.")] | None = None


class Promises(PromiseView):
    @operation(name="list_promises", summary="List promises", scope="promises:read", query=PromiseQuery, answer=Page[Promise])
    def get(self, call: Call[PromiseQuery]) -> Reply:
        """Newest first, each with what its newest revision says."""
        filters = {name: getattr(call.query, name) for name in ("customer", "state", "external_ref")}
        rows = models.Promise.rows().filter(**{name: value for name, value in filters.items() if value is not None})
        return call.page(rows, order=["-created_at", "-id"], shape=shapes.promises)

    @operation(
        name="create_promise",
        summary="Write a promise",
        scope="promises:write",
        body=NewPromise,
        answer=Promise,
        status=201,
        has_etag=True,
        example=NEW_PROMISE,
    )
    def post(self, call: Call[NoQuery], body: NewPromise) -> Reply:
        """A draft with its first revision. A person agrees to it later, on its page."""
        customer = lookups.named(Customer.rows(), merging.standing_id(body.customer), pointer="/customer", noun="customer")
        promise = actions.write(
            by=callers.actor(call),
            now=call.now,
            customer=customer,
            external_ref=body.external_ref,
            terms=shapes.term_inputs(body.terms),
            **shapes.said_values(body),
        )
        return Reply(calls.read(promise.pk), status=201, location=call.url(reverse("api_promise", args=[promise.pk])))


class OnePromise(PromiseView):
    @operation(name="get_promise", summary="Read a promise", scope="promises:read", answer=Promise, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """With what its newest revision says. Its `ETag` is what an amendment needs."""
        return Reply(calls.read(id))


class Revisions(PromiseView):
    @operation(
        name="list_revisions",
        summary="History of a promise",
        scope="promises:read",
        query=PageQuery,
        answer=Page[PromiseRevision],
    )
    def get(self, call: Call[PageQuery], id: UUID) -> Reply:
        """Oldest first, with the chain of hashes."""
        promise = lookups.one(models.Promise.rows(), id)

        def shape(rows: Sequence[models.Revision]) -> list[PromiseRevision]:
            stored = {each.number: each for each in reading.history(promise.pk)} if rows else {}
            return [shapes.revision(stored[row.number]) for row in rows]

        return call.page(models.Revision.rows().filter(promise=promise), order=["number"], shape=shape)

    @operation(
        name="amend_promise",
        summary="Amend a promise",
        scope="promises:write",
        body=NewRevision,
        answer=Promise,
        status=201,
        if_match="required",
        has_etag=True,
        example=NEW_REVISION,
    )
    def post(self, call: Call[NoQuery], body: NewRevision, id: UUID) -> Reply:
        """Adds a revision that says the whole promise anew; former revisions stay. `If-Match` names the promise you read."""
        promise = calls.locked(id)
        call.require_match(calls.read(id))
        actions.amend(
            by=callers.actor(call),
            now=call.now,
            promise=promise,
            expected_number=promise.current_number,
            reason=body.reason,
            customer_told_at=body.customer_told_at,
            terms=shapes.term_inputs(body.terms),
            **shapes.said_values(body),
        )
        return Reply(calls.read(id), status=201, location=call.url(reverse("api_promise", args=[id])))


urlpatterns: list[Any] = [
    path("promises/", Promises.as_view(), name="api_promises"),
    path("promises/<uuid:id>/", OnePromise.as_view(), name="api_promise"),
    path("promises/<uuid:id>/revisions/", Revisions.as_view(), name="api_revisions"),
    *agreement.urlpatterns,
    *answers.urlpatterns,
    *commitments.urlpatterns,
    *marks.urlpatterns,
    *templates.urlpatterns,
]
