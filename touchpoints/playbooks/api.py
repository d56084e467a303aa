"""Playbooks over REST. A change needs the version that was read: two writers must not overwrite each other unseen."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec
from django.urls import reverse
from django.utils import timezone
from msgspec import UNSET, UnsetType

from presence.kit.api import json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import At, Day, Email, said, text, title
from presence.kit.api.operations import operation
from presence.kit.api.pages import Page
from presence.kit.api.queries import NoQuery, PageQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers, lookups
from touchpoints.journeys.models import Touchpoint
from touchpoints.playbooks import actions, models, reading, rules
from touchpoints.playbooks.rules import Content

Name = Annotated[str, title(rules.LONGEST_NAME, examples=["Explaining a scope change"])]
Track = Annotated[str, text(rules.LONGEST_TRACK, description="How to begin and what not to leave out.")]
Line = Annotated[str, title(rules.LONGEST_LINE)]
Lines = Annotated[list[Line], msgspec.Meta(max_length=rules.MOST_LINES)]
Reminders = Annotated[
    list[Line],
    msgspec.Meta(max_length=rules.MOST_LINES, description="A line that begins with `- ` belongs to the one above it."),
]
Address = Annotated[
    str,
    msgspec.Meta(
        max_length=rules.LONGEST_ADDRESS,
        pattern=r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[!-~]*)?$",
        examples=["https://fieldstone.example/prices"],
        extra={"words": "Give an address that begins with https:// or http://."},
    ),
]
Owner = Annotated[Email, said("The e-mail address of the member who looks it through.")]
Touchpoints = Annotated[
    list[UUID],
    msgspec.Meta(max_length=1000, description="Where it hangs. A touchpoint has one playbook and gives up the one it has."),
]
Why = Annotated[str, text(actions.LONGEST_WHY, description="Why it changes; colleagues read it in the history.")]

EXAMPLE = {
    "name": "Asking for a review",
    "talk_track": "Thank them for the last visit before you ask.",
    "gifts": [{"kind": "tip", "text": "Filters last twice as long when they are rinsed in spring."}],
    "reminders": ["Never ask while a complaint is open."],
}


class Gift(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Something that may be given."""

    kind: Literal["tip", "offer", "shortcut"]
    text: Line


class Asset(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A link that helps; without a title it is called by its address."""

    url: Address
    title: Annotated[str, text(rules.LONGEST_LINE)] = ""


class NewPlaybook(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A name and one thing to say, to give or to remember suffice."""

    name: Name
    talk_track: Track = ""
    options: Lines = []
    gifts: Annotated[list[Gift], msgspec.Meta(max_length=rules.MOST_LINES)] = []
    next_steps: Lines = []
    reminders: Reminders = []
    assets: Annotated[list[Asset], msgspec.Meta(max_length=rules.MOST_LINES)] = []
    touchpoints: Touchpoints = []
    owner: Owner | None = None
    review_date: Day | None = None
    why: Why = ""


class PlaybookChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays; lists are replaced. Other words make a new version."""

    name: Name | UnsetType = UNSET
    talk_track: Track | UnsetType = UNSET
    options: Lines | UnsetType = UNSET
    gifts: Annotated[list[Gift], msgspec.Meta(max_length=rules.MOST_LINES)] | UnsetType = UNSET
    next_steps: Lines | UnsetType = UNSET
    reminders: Reminders | UnsetType = UNSET
    assets: Annotated[list[Asset], msgspec.Meta(max_length=rules.MOST_LINES)] | UnsetType = UNSET
    touchpoints: Touchpoints | UnsetType = UNSET
    owner: Owner | UnsetType | None = UNSET
    review_date: Day | UnsetType = UNSET
    archived: Annotated[bool, said("True shows it nowhere any more, false uses it again.")] | UnsetType = UNSET
    why: Why = ""


class Said(msgspec.Struct, frozen=True):
    """What one version says."""

    name: str
    talk_track: str
    options: list[str]
    gifts: list[Gift]
    next_steps: list[str]
    reminders: list[str]
    assets: list[Asset]


class Playbook(Said, frozen=True):
    """A playbook as it is said now. `version` is the number of the version that counts."""

    id: UUID
    version: int
    touchpoints: list[UUID]
    owner: str | None
    review_date: date
    is_stale: Annotated[bool, said("Its review date has come.")]
    archived_at: At | None
    created_at: At
    updated_at: At


class Version(Said, frozen=True):
    """What a playbook said from then on, until the next version."""

    version: int
    why: str
    written_by: str
    restored_from: int | None
    created_at: At


class PlaybookQuery(PageQuery, frozen=True, kw_only=True):
    touchpoint: Annotated[UUID, said("Only the one that hangs on this touchpoint.")] | None = None
    stale: Annotated[Literal["true", "false"], said("Only those whose review date has come, or only the others.")] | None = None
    archived: Annotated[Literal["true", "false"], said("Those that are used no more, instead of those in use.")] = "false"


class PlaybookView(ApiView):
    tag = "touchpoints"
    refusals: ClassVar = {
        actions.NameTaken: problems.Conflict,
        actions.Archived: problems.Conflict,
        actions.StalePlaybook: problems.Stale,
        rules.InvalidPlaybook: problems.Invalid,
    }


class Playbooks(PlaybookView):
    @operation(
        name="list_playbooks",
        summary="List playbooks",
        scope="touchpoints:read",
        query=PlaybookQuery,
        answer=Page[Playbook],
    )
    def get(self, call: Call[PlaybookQuery]) -> Reply:
        """Those in use, newest first."""
        rows, today = reading.readable().filter(archived_at__isnull=call.query.archived == "false"), timezone.localdate()
        if call.query.touchpoint:
            rows = rows.filter(pk__in=models.PlaybookUse.rows().filter(touchpoint=call.query.touchpoint).values("playbook"))
        if call.query.stale:
            side = "lte" if call.query.stale == "true" else "gt"
            rows = rows.filter(**{f"review_date__{side}": today})
        return call.page(rows, order=["-id"], shape=_shapes)

    @operation(
        name="create_playbook",
        summary="Write a playbook",
        scope="touchpoints:write",
        body=NewPlaybook,
        answer=Playbook,
        status=201,
        has_etag=True,
        conflicts=True,
        example=EXAMPLE,
    )
    def post(self, call: Call[NoQuery], body: NewPlaybook) -> Reply:
        """It is to be looked through after 90 days, unless a day is given. 409 when another has its name."""
        row = actions.write(
            by=callers.actor(call),
            now=call.now,
            content=_content(body, Content(name=body.name)),
            review_date=body.review_date or timezone.localdate() + rules.REVIEW_EVERY,
            owner=_owner(body.owner),
            touchpoints=_touchpoints(body.touchpoints),
            why=body.why,
        )
        return Reply(_read(row.pk), status=201, location=call.url(reverse("api_playbook", args=[row.pk])))


class OnePlaybook(PlaybookView):
    @operation(name="get_playbook", summary="Read a playbook", scope="touchpoints:read", answer=Playbook, has_etag=True)
    def get(self, call: Call[NoQuery], id: UUID) -> Reply:
        """Its `ETag` is what a change needs."""
        return Reply(_read(id))

    @operation(
        name="change_playbook",
        summary="Change a playbook",
        scope="touchpoints:write",
        body=PlaybookChange,
        answer=Playbook,
        if_match="required",
        has_etag=True,
        conflicts=True,
        example={"options": ["Now", "With the next visit"], "why": "People asked for both."},
    )
    def patch(self, call: Call[NoQuery], body: PlaybookChange, id: UUID) -> Reply:
        """Fields that are absent stay as they are. `If-Match` is needed. One that is archived is only brought back, or 409."""
        row = lookups.one(models.Playbook.rows().select_for_update(no_key=True), id)
        call.require_match(_read(id))
        by = callers.actor(call)
        if body.archived is False:
            actions.restore(by=by, now=call.now, playbook=row)
        if _says_more(body):
            actions.change(by=by, now=call.now, playbook=row, why=body.why, **_changed(body, row))
        if body.archived is True:
            actions.archive(by=by, now=call.now, playbook=row)
        return Reply(_read(id))


class PlaybookVersions(PlaybookView):
    @operation(
        name="list_playbook_versions",
        summary="List the versions of a playbook",
        scope="touchpoints:read",
        query=PageQuery,
        answer=Page[Version],
    )
    def get(self, call: Call[PageQuery], id: UUID) -> Reply:
        """Newest first. None is ever changed."""
        row = lookups.one(models.Playbook.rows(), id)
        versions = models.PlaybookVersion.rows().filter(playbook=row)
        return call.page(versions, order=["-number"], shape=_versions)


def _shapes(rows: Sequence[models.Playbook]) -> list[Playbook]:
    contents, hung, today = reading.contents(rows), reading.touchpoints_of(rows), timezone.localdate()
    return [
        Playbook(
            **_said(contents[row.pk]),
            id=row.pk,
            version=row.number,
            touchpoints=sorted(touchpoint.pk for touchpoint in hung.get(row.pk, [])),
            owner=row.owner.user.email if row.owner else None,
            review_date=row.review_date,
            is_stale=rules.is_stale(row.review_date, today),
            archived_at=json.utc(row.archived_at) if row.archived_at else None,
            created_at=json.utc(row.created_at),
            updated_at=json.utc(row.updated_at),
        )
        for row in rows
    ]


def _versions(rows: Sequence[models.PlaybookVersion]) -> list[Version]:
    return [
        Version(
            **_said(row.content),
            version=row.number,
            why=row.why,
            written_by=row.written_as,
            restored_from=row.restored_from,
            created_at=json.utc(row.created_at),
        )
        for row in rows
    ]


def _said(content: Content) -> dict[str, Any]:
    given: dict[str, Any] = rules.document(content)
    given["gifts"] = [Gift(**gift) for gift in given["gifts"]]
    given["assets"] = [Asset(**asset) for asset in given["assets"]]
    return given


def _read(id: UUID) -> Playbook:
    return _shapes([lookups.one(reading.readable(), id)])[0]


def _content(body: NewPlaybook | PlaybookChange, before: Content) -> Content:
    """What the body says, and where it says nothing what was said before."""
    given: dict[str, Any] = {}
    for name in rules.parts():
        value = getattr(body, name)
        given[name] = getattr(before, name) if value is UNSET else value
    given["gifts"] = tuple(rules.Gift(gift.kind, gift.text) for gift in given["gifts"])
    given["assets"] = tuple(rules.Asset(asset.title, asset.url) for asset in given["assets"])
    return Content(**given | {name: tuple(given[name]) for name in rules.LISTS})


def _says_more(body: PlaybookChange) -> bool:
    """Whether it changes what the playbook says, not only whether it is in use."""
    return any(getattr(body, name) is not UNSET for name in (*rules.parts(), "owner", "review_date", "touchpoints"))


def _changed(body: PlaybookChange, row: models.Playbook) -> dict[str, Any]:
    """What the verb takes: given fields only."""
    given: dict[str, Any] = {"content": _content(body, reading.content_of(row))}
    if body.owner is not UNSET:
        given["owner"] = _owner(body.owner)
    if body.review_date is not UNSET:
        given["review_date"] = body.review_date
    if body.touchpoints is not UNSET:
        given["touchpoints"] = _touchpoints(body.touchpoints)
    return given


def _owner(email: str | None) -> Any:
    return lookups.member_with(email, pointer="/owner") if email else None


def _touchpoints(ids: Sequence[UUID]) -> list[Touchpoint]:
    """Raises Invalid for one that is not on the map."""
    found = {row.pk: row for row in Touchpoint.rows().filter(pk__in=ids, archived_at=None)}
    for place, wanted in enumerate(ids):
        if wanted not in found:
            raise problems.invalid(f"/touchpoints/{place}", "not_found", "There is no touchpoint with this id.")
    return list(found.values())
