"""The outbox over REST, to read: which message is where, and why."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from presence.kit.api import json
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, said
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import lookups
from touchpoints.sends.models import Message as MessageRow

State = Literal["queued", "held", "sending", "sent", "uncertain", "failed", "suppressed", "canceled", "expired"]


class OutboxMessage(msgspec.Struct, frozen=True):
    """One automated message. `reason` says in words why it waits or was not sent, `reason_code` says it for programs."""

    id: UUID
    automation: UUID
    touchpoint: UUID
    customer: UUID
    contact: UUID | None
    promise: UUID | None
    kind: Literal["service", "lifecycle", "survey"]
    occurrence: str
    state: State
    reason: str
    reason_code: str
    rehearsal: bool
    address: str
    subject: str
    message_id: str
    queued_at: At
    due_at: At
    not_after: At
    sent_at: At | None


class MessageQuery(PageQuery, frozen=True, kw_only=True):
    state: Annotated[State, said("Only messages in this state.")] | None = None
    customer: Annotated[UUID, said("Only messages to this customer.")] | None = None
    automation: Annotated[UUID, said("Only messages of this automation.")] | None = None


class SendsView(ApiView):
    tag = "messages"


class Messages(SendsView):
    @operation(
        name="list_messages",
        summary="The outbox",
        scope="messages:read",
        query=MessageQuery,
        answer=Page[OutboxMessage],
    )
    def get(self, call: Call[MessageQuery]) -> Reply:
        """Newest first: every automated message, whether it waits, left, or never will."""
        rows = MessageRow.rows()
        for name in ("state", "customer", "automation"):
            asked = getattr(call.query, name)
            rows = rows.filter(**{name: asked}) if asked else rows
        return call.page(rows, order=["-queued_at", "-id"], shape=_shapes)


class OneMessage(SendsView):
    @operation(name="get_message", summary="One message", scope="messages:read", answer=OutboxMessage)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Where it is, and why."""
        return Reply(_shape(lookups.one(MessageRow.rows(), id)))


def _shapes(rows: Sequence[MessageRow]) -> list[OutboxMessage]:
    return [_shape(row) for row in rows]


def _shape(row: MessageRow) -> OutboxMessage:
    kind: Any = row.kind
    state: Any = row.state
    return OutboxMessage(
        id=row.pk,
        automation=row.automation_id,
        touchpoint=row.touchpoint_id,
        customer=row.customer_id,
        contact=row.contact_id,
        promise=row.promise_id,
        kind=kind,
        occurrence=row.occurrence,
        state=state,
        reason=row.reason,
        reason_code=row.reason_code,
        rehearsal=row.rehearsal,
        address=row.address,
        subject=row.subject,
        message_id=row.message_id,
        queued_at=json.utc(row.queued_at),
        due_at=json.utc(row.due_at),
        not_after=json.utc(row.not_after),
        sent_at=json.utc(row.sent_at) if row.sent_at else None,
    )
