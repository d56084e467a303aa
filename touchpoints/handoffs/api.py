"""Handoffs over REST: who waits, and what is done about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.urls import reverse

from presence.customers.models import Customer
from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, said, text, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.handoffs import actions, models, rules
from touchpoints.journeys.models import Touchpoint


class Handoff(msgspec.Struct, frozen=True):
    """A customer waits for a person. While it is not handed back, nothing automatic goes to the customer."""

    id: UUID
    reason: models.Reason
    source: models.Source
    customer: Annotated[UUID | None, said("Null when somebody wrote whom nobody has named yet; `caller` says who.")]
    contact: UUID | None
    caller: str
    touchpoint: UUID | None
    promise: UUID | None
    words: Annotated[str | None, said("In the customer's words. Null once erased.")]
    doubt: Annotated[str, said("Why a program may have sent it; empty when nothing says so.")]
    opened_at: At
    promised_at: Annotated[At, said("By when the customer was told to hear from a person.")]
    meant_for: Annotated[UUID | None, said("The member whom the customer was told they would reach.")]
    claimed_by: Annotated[UUID | None, said("The member who has it.")]
    claimed_at: At | None
    reached_at: At | None
    handed_back_at: At | None
    done: Annotated[str | None, said("What was done for the customer. Null while it is open, and once erased.")]


class HandoffQuery(PageQuery, frozen=True, kw_only=True):
    """Open ones come by promised time, soonest first; others by when they were opened, newest first."""

    state: Annotated[Literal["open", "unclaimed", "closed", "all"], said("Which handoffs.")] = "open"
    customer: Annotated[UUID, said("Only handoffs of this customer.")] | None = None


class NewHandoff(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`source_id` names what caused it: while a handoff from the same source is open, it gets the words instead."""

    customer: UUID
    reason: models.Reason = models.Reason.ASKED
    words: Annotated[str, text(rules.LONGEST_WORDS, examples=["I would rather speak with somebody."])] = ""
    touchpoint: UUID | None = None
    source_id: Annotated[str, text(100)] = ""


class HandBack(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    done: Annotated[str, title(rules.LONGEST_DONE, examples=["Called her; the visit is on Thursday now."])]


class HandoffView(ApiView):
    tag = "handoffs"
    refusals: ClassVar = {
        actions.Taken: problems.Conflict,
        actions.NotClaimed: problems.Conflict,
        actions.Closed: problems.Conflict,
        actions.AlreadyReached: problems.Conflict,
    }


class Handoffs(HandoffView):
    @operation(
        name="list_handoffs", summary="Who waits for a person", scope="handoffs:read", query=HandoffQuery, answer=Page[Handoff],
    )  # fmt: skip
    def get(self, call: Call[HandoffQuery]) -> Reply:
        """What presses most first."""
        wanted = call.query
        rows = models.Handoff.rows()
        if wanted.customer:
            rows = rows.filter(customer=wanted.customer)
        if wanted.state == "all":
            return call.page(rows, order=["-opened_at", "-id"], shape=_shapes)
        if wanted.state == "closed":
            return call.page(rows.filter(handed_back_at__isnull=False), order=["-handed_back_at", "-id"], shape=_shapes)
        waiting = rows.filter(handed_back_at=None, **({"claimed_by": None} if wanted.state == "unclaimed" else {}))
        return call.page(waiting, order=["promised_at", "id"], shape=_shapes)

    @operation(
        name="open_handoff", summary="Ask for a person", scope="handoffs:write", body=NewHandoff, answer=Handoff, status=201,
        example={"customer": "018f7a00-0000-7000-8000-000000000001", "words": "I would rather speak with somebody."},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: NewHandoff) -> Reply:
        """The promised time comes from the touchpoint's published way to a person, otherwise from the usual business hours."""
        living = Customer.rows().filter(erased_at=None)
        customer = lookups.named(living, body.customer, pointer="/customer", noun="customer")
        place = body.touchpoint
        touchpoint = lookups.named(Touchpoint.rows(), place, pointer="/touchpoint", noun="touchpoint") if place else None
        source_id = f"api:{body.source_id}" if body.source_id else ""
        about: dict[str, Any] = {"reason": body.reason.value, "words": body.words, "source_id": source_id}
        opened = actions.open_handoff(by=callers.actor(call), now=call.now, customer=customer, touchpoint=touchpoint, **about)
        return Reply(_shape(opened), status=201, location=call.url(reverse("api_handoff", args=[opened.pk])))


class OneHandoff(HandoffView):
    @operation(name="get_handoff", summary="Read a handoff", scope="handoffs:read", answer=Handoff, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """What was asked, promised and done."""
        return Reply(_shape(lookups.one(models.Handoff.rows(), id)))


class HandoffClaim(HandoffView):
    @operation(
        name="claim_handoff", summary="Claim a handoff", scope="handoffs:write", answer=Handoff, conflicts=True,
    )  # fmt: skip
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """It is the member's who made the key. 409 when somebody else has it. Claiming twice changes nothing."""
        row = lookups.one(models.Handoff.rows(), id)
        return Reply(_shape(actions.claim(by=callers.actor(call), now=call.now, handoff=row)))


class HandoffReached(HandoffView):
    @operation(
        name="reach_handoff", summary="Say that the customer was reached", scope="handoffs:write", answer=Handoff,
        conflicts=True,
    )  # fmt: skip
    def post(self, call: Call[NoQuery], id: UUID) -> Reply:
        """The promised time is met or missed with this moment. 409 unless the key's member has claimed it."""
        row = lookups.one(models.Handoff.rows(), id)
        return Reply(_shape(actions.reach(by=callers.actor(call), now=call.now, handoff=row)))


class HandoffHandBack(HandoffView):
    @operation(
        name="hand_back_handoff", summary="Hand a customer back", scope="handoffs:write", body=HandBack, answer=Handoff,
        conflicts=True, example={"done": "Called her; the visit is on Thursday now."},
    )  # fmt: skip
    def post(self, call: Call[NoQuery], body: HandBack, id: UUID) -> Reply:
        """Automatic messages may go to the customer again. 409 unless the key's member has claimed it."""
        row = lookups.one(models.Handoff.rows(), id)
        return Reply(_shape(actions.hand_back(by=callers.actor(call), now=call.now, handoff=row, done=body.done)))


def open_of(customer_id: UUID) -> list[Handoff]:
    """The open handoffs of a customer, soonest promised first."""
    return _shapes(models.Handoff.rows().filter(customer=customer_id, handed_back_at=None).order_by("promised_at", "id")[:20])


def _shapes(rows: Iterable[models.Handoff]) -> list[Handoff]:
    return [_shape(row) for row in rows]


def _shape(row: models.Handoff) -> Handoff:
    return Handoff(
        id=row.pk,
        reason=models.Reason(row.reason),
        source=models.Source(row.source),
        customer=row.customer_id,
        contact=row.contact_id,
        caller=row.caller,
        touchpoint=row.touchpoint_id,
        promise=row.promise_id,
        words=row.words,
        doubt=row.doubt,
        opened_at=json.utc(row.opened_at),
        promised_at=json.utc(row.promised_at),
        meant_for=row.meant_for_id,
        claimed_by=row.claimed_by_id,
        claimed_at=_utc(row.claimed_at),
        reached_at=_utc(row.reached_at),
        handed_back_at=_utc(row.handed_back_at),
        done=row.done,
    )


def _utc(at: datetime | None) -> datetime | None:
    return json.utc(at) if at else None
