"""Versions of the map over REST: which were published, what each holds, publishing what is drawn, bringing one back."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.urls import reverse

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Moment, said, text
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.exchange import naming
from touchpoints.journeys import differences, models, publishing, rules, versions
from touchpoints.journeys import document as documents
from touchpoints.journeys.document import Document
from touchpoints.journeys.published import MapVersion as Row

EXAMPLE = {"note": "Drafts save minutes."}


class MapVersion(msgspec.Struct, frozen=True):
    """A version holds from `applied_at` until the next one is applied; one without it waits, or was called off."""

    id: UUID
    number: int
    note: str
    published_by: str
    created_at: At
    effective_from: At
    applied_at: At | None
    canceled_at: At | None
    reverted_from: Annotated[int | None, said("The number of the version this one brought back.")]


class WholeVersion(MapVersion, frozen=True):
    """With the whole map and what it changed since the version before it."""

    changes: Annotated[list[str], said("In words, such as “Status update: augment → automate”.")]
    document: Document


class NewVersion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Publishes what is drawn. A new message is approved by a person, so a key publishes only words that one approved."""

    note: Annotated[str, text(300)] = ""
    effective_from: Annotated[Moment, said("Left out, it begins at once.")] | None = None
    only: Annotated[list[UUID], msgspec.Meta(max_length=500, description="Only these touchpoints.")] | None = None


class Return(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    note: Annotated[str, text(300)] = ""


class VersionView(ApiView):
    tag = "touchpoints"
    refusals: ClassVar = {
        publishing.NotReady: problems.Invalid,
        publishing.NothingToPublish: problems.Conflict,
        publishing.VersionWaiting: problems.Conflict,
        publishing.Outdated: problems.Conflict,
        publishing.Busy: problems.Conflict,
        documents.BadDocument: problems.Conflict,
        rules.ProtectedNeverAutomate: problems.Invalid,
    }


class Versions(VersionView):
    @operation(
        name="list_map_versions",
        summary="List versions of the map",
        scope="touchpoints:read",
        query=PageQuery,
        answer=Page[MapVersion],
    )
    def get(self, call: Call[PageQuery]) -> Reply:
        """Newest first."""
        return call.page(_readable().defer("document"), order=["-number"], shape=_shape_all)

    @operation(
        name="publish_map",
        summary="Publish the map",
        scope="touchpoints:write",
        body=NewVersion,
        answer=WholeVersion,
        status=201,
        if_match="optional",
        conflicts=True,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: NewVersion) -> Reply:
        """What is drawn becomes what holds. Refused, with what is missing, when something is. With the `ETag` of `/map/` as
        `If-Match`, only what was read is published."""
        for place, id in enumerate(body.only or ()):
            lookups.named(models.Touchpoint.rows(), id, pointer=f"/only/{place}", noun="touchpoint")
        made = publishing.publish(
            by=callers.actor(call),
            now=call.now,
            note=body.note,
            effective_from=body.effective_from,
            only=body.only or None,
            expected=_expected(call),
        )
        return Reply(_whole(made), status=201, location=call.url(reverse("api_map_version", args=[made.pk])))


class OneVersion(VersionView):
    @operation(
        name="get_map_version",
        summary="Read a version of the map",
        scope="touchpoints:read",
        answer=WholeVersion,
        has_etag=True,
    )
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """With the whole map as it was published."""
        return Reply(_whole(lookups.one(_readable(), id)))


class Reversion(VersionView):
    @operation(
        name="revert_map",
        summary="Bring a version of the map back",
        scope="touchpoints:write",
        body=Return,
        answer=WholeVersion,
        status=201,
        if_match="optional",
        conflicts=True,
        example={"note": "Too many answers went unread."},
    )
    def post(self, call: Call[NoQuery], body: Return, id: UUID) -> Reply:
        """It is drawn and published again, as a new version. What was drawn and not published is replaced: with the `ETag` of
        `/map/` as `If-Match`, only when it is what was read."""
        by, version, expected = callers.actor(call), lookups.one(_readable(), id), _expected(call)
        made = publishing.revert(by=by, now=call.now, version=version, note=body.note, expected=expected)
        return Reply(_whole(made), status=201, location=call.url(reverse("api_map_version", args=[made.pk])))


def _expected(call: Call[NoQuery]) -> str | None:
    """The state that was read, when the caller names the map they read. Raises Stale."""
    if not call.has_match:
        return None
    state = versions.state()
    call.check_match(naming.told(versions.drawn()))
    return state


def _readable() -> QuerySet[Row]:
    return Row.rows().select_related("published_by__user")


def _shape_all(rows: Sequence[Row]) -> list[MapVersion]:
    return [MapVersion(**_plain(row)) for row in rows]


def _whole(row: Row) -> WholeVersion:
    former = Row.rows().filter(number__lt=row.number, canceled_at=None).order_by("-number").first()
    document = documents.load(row.document)
    changes = differences.sentences(documents.load(former.document), document) if former else []
    return WholeVersion(**_plain(row), changes=changes, document=document)


def _plain(row: Row) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "note": row.note,
        "published_by": row.published_by.user.email,
        "created_at": json.utc(row.created_at),
        "effective_from": json.utc(row.effective_from),
        "applied_at": json.utc(row.applied_at) if row.applied_at else None,
        "canceled_at": json.utc(row.canceled_at) if row.canceled_at else None,
        "reverted_from": row.reverted_from,
    }
