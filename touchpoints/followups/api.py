"""Follow-ups over REST."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.urls import reverse
from msgspec import UNSET, UnsetType

from presence.customers.models import Customer
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Day, Email, said, text
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.followups import actions
from touchpoints.followups.models import LONGEST
from touchpoints.followups.models import FollowUp as Row

Words = Annotated[str, text(LONGEST, description="What about.", examples=["Ask whether the new pump is quiet."])]
Whose = Annotated[Email, said("The e-mail address of the member whose it is; without it, who made the key.")]
EXAMPLE = {"customer": "01a1bd0e-0000-7000-8000-000000000001", "due_date": "2199-11-30", "words": "Ask about the pump."}


class FollowUp(msgspec.Struct, frozen=True):
    """Somebody comes back to a customer on a day of the organization."""

    id: UUID
    customer: UUID
    member: str
    due_date: date
    words: str
    interaction: Annotated[UUID | None, said("The contact it came from.")]
    done_at: At | None
    created_at: At


class NewFollowUp(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A customer and a day suffice."""

    customer: UUID
    due_date: Day
    words: Words = ""
    member: Whose | None = None


class FollowUpChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays."""

    due_date: Day | UnsetType = UNSET
    words: Words | UnsetType = UNSET
    member: Whose | UnsetType = UNSET


class FollowUpQuery(PageQuery, frozen=True, kw_only=True):
    state: Annotated[Literal["open", "done", "all"], said("`open` without it.")] = "open"
    customer: Annotated[UUID, said("Only those with this customer.")] | None = None


class FollowUpView(ApiView):
    tag = "interactions"
    refusals: ClassVar = {actions.DayIsOver: problems.Invalid, actions.DoneAlready: problems.Conflict}


class FollowUps(FollowUpView):
    @operation(
        name="list_follow_ups",
        summary="List follow-ups",
        scope="interactions:read",
        query=FollowUpQuery,
        answer=Page[FollowUp],
    )
    def get(self, call: Call[FollowUpQuery]) -> Reply:
        """What is due longest comes first."""
        rows = Row.rows().select_related("member__user")
        if call.query.state != "all":
            rows = rows.filter(done_at__isnull=call.query.state == "open")
        if call.query.customer:
            rows = rows.filter(customer=call.query.customer)
        return call.page(rows, order=["due_date", "id"], shape=_shapes)

    @operation(
        name="create_follow_up",
        summary="Come back to a customer",
        scope="interactions:write",
        body=NewFollowUp,
        answer=FollowUp,
        status=201,
        has_etag=True,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: NewFollowUp) -> Reply:
        """The day may not be over in the organization's time zone."""
        row = actions.add(
            by=callers.actor(call),
            today=_today(call),
            customer=lookups.named(Customer.rows(), body.customer, pointer="/customer", noun="customer"),
            member=_member(body.member) if body.member else callers.of(call).member,
            due_date=body.due_date,
            words=body.words,
        )
        return Reply(_read(row.pk), status=201, location=call.url(reverse("api_follow_up", args=[row.pk])))


class OneFollowUp(FollowUpView):
    @operation(name="get_follow_up", summary="Read a follow-up", scope="interactions:read", answer=FollowUp, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Who comes back to whom, when and what about."""
        return Reply(_read(id))

    @operation(
        name="change_follow_up",
        summary="Move a follow-up",
        scope="interactions:write",
        body=FollowUpChange,
        answer=FollowUp,
        has_etag=True,
        conflicts=True,
        example={"due_date": "2199-12-01"},
    )
    def patch(self, call: Call[NoQuery], body: FollowUpChange, id: UUID) -> Reply:
        """To another day, another member, or with other words. 409 when it is done."""
        given: dict[str, Any] = {name: value for name in ("due_date", "words") if (value := getattr(body, name)) is not UNSET}
        if body.member is not UNSET:
            given["member"] = _member(body.member)
        actions.change(by=callers.actor(call), followup=lookups.one(Row.rows(), id), today=_today(call), **given)
        return Reply(_read(id))


class FollowUpCompletion(FollowUpView):
    @operation(
        name="complete_follow_up",
        summary="Mark a follow-up as done",
        scope="interactions:write",
        answer=FollowUp,
    )
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """It is done now. Done already, it stays as it was."""
        actions.finish(by=callers.actor(call), now=call.now, followup=lookups.one(Row.rows(), id))
        return Reply(_read(id))


def _shapes(rows: Sequence[Row]) -> list[FollowUp]:
    return [
        FollowUp(
            id=row.pk,
            customer=row.customer_id,
            member=row.member.user.email,
            due_date=row.due_date,
            words=row.words,
            interaction=row.interaction_id,
            done_at=json.utc(row.done_at) if row.done_at else None,
            created_at=json.utc(row.created_at),
        )
        for row in rows
    ]


def _read(id: UUID) -> FollowUp:
    return _shapes([lookups.one(Row.rows().select_related("member__user"), id)])[0]


def _member(email: str) -> Any:
    return lookups.member_with(email, pointer="/member")


def _today(call: Call[Any]) -> date:
    return call.now.astimezone(callers.of(call).organization.zone).date()
