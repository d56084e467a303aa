"""What was said but not recorded, over REST."""

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, said, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.interactions.models import Interaction
from touchpoints.said import actions, listing, rules
from touchpoints.said.models import Said as SaidRow

EXAMPLE = {"reason": "It is in a promise already."}


class Mark(msgspec.Struct, frozen=True):
    """Words that say so, by place in the note, and why: `promise`, `grant`, `time` or `money`."""

    start: int
    end: int
    reason: str


class Said(msgspec.Struct, frozen=True):
    """A note that sounds like a commitment and stands in no promise."""

    id: UUID
    interaction: UUID
    customer: UUID
    occurred_at: At
    note: str
    marks: list[Mark]


class SaidQuery(PageQuery, frozen=True, kw_only=True):
    customer: Annotated[UUID, said("Only notes about this customer.")] | None = None


class Dismissal(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why it is no commitment."""

    reason: Annotated[str, title(actions.LONGEST_REASON)]


class SaidView(ApiView):
    tag = "interactions"
    refusals: ClassVar = {actions.Settled: problems.Conflict}


class AllSaid(SaidView):
    @operation(
        name="list_said",
        summary="What was said but not recorded",
        scope="interactions:read",
        query=SaidQuery,
        answer=Page[Said],
    )
    def get(self, call: Call[SaidQuery]) -> Reply:
        """Latest first. A note is listed within a minute after it was written."""
        return call.page(listing.rows("open", call.query.customer), order=["-occurred_at", "-id"], shape=_shapes)


class OneDismissal(SaidView):
    @operation(
        name="dismiss_said",
        summary="Dismiss what was said",
        scope="interactions:write",
        body=Dismissal,
        answer=None,
        status=204,
        conflicts=True,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: Dismissal, id: UUID) -> Reply:
        """It is no commitment. 409 when somebody has recorded or dismissed it already."""
        row = lookups.one(SaidRow.rows(), id)
        actions.dismiss(by=callers.actor(call), now=call.now, said=row, reason=body.reason)
        return Reply(status=204)


def _shapes(rows: Sequence[SaidRow]) -> list[Said]:
    found = {row.pk: row for row in Interaction.rows().filter(pk__in=[row.interaction_id for row in rows])}
    return [_shape(row, found[row.interaction_id]) for row in rows]


def _shape(row: SaidRow, interaction: Interaction) -> Said:
    marks = [Mark(one.start, one.end, one.reason) for sentence in rules.find(interaction.note) for one in sentence.spans]
    return Said(row.pk, interaction.pk, interaction.customer_id, json.utc(row.occurred_at), interaction.note, marks)
