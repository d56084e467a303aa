"""Saving, changing and deleting views."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from presence.audit import actions as audit
from presence.kit import refusals
from presence.saved.lists import SavedList
from presence.saved.models import LONGEST_NAME, SavedView
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role, Team

MOST = 100


class ViewNameTaken(refusals.Refusal):
    """Another view of this list, for the same people, has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a view “{name}” already. Give this one another name.", pointer="name")


class BadViewName(refusals.Refusal):
    """A view is found by its name."""

    def __init__(self) -> None:
        super().__init__(f"Give the view a name of at most {LONGEST_NAME} characters.", pointer="name")


class NothingToSave(refusals.Refusal):
    """The list shows everything in its usual order."""

    def __init__(self) -> None:
        super().__init__("This view filters nothing. Choose filters or an order in the list first, then save it.")


class TooManyViews(refusals.Refusal):
    """More than anybody finds again."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} saved views already. Delete one that nobody needs first.")


class ViewGone(refusals.Refusal):
    """Somebody deleted it meanwhile."""

    def __init__(self) -> None:
        super().__init__("Somebody deleted this view meanwhile. Save it anew from the list.")


class NotYourTeam(refusals.Refusal):
    """Only members of a team, and leaders, keep its views."""

    def __init__(self) -> None:
        super().__init__("You can save views for yourself and for your own team.", pointer="team")


def save(
    *,
    by: Actor,
    now: datetime,
    member: Membership,
    listed: SavedList,
    name: str,
    filters: Mapping[str, Any],
    team: Team | None = None,
    pinned: bool = True,
) -> SavedView:
    """Keep filters and order of a list under a name. The same view saved twice is saved once.

    Raises BadViewName, NothingToSave, ViewNameTaken, TooManyViews, NotYourTeam.
    """
    _check_team(member, team)
    asked = listed.understood(filters)
    if not asked:
        raise NothingToSave
    view = SavedView(listed=listed.key, name=_clean(name), filters=asked, member=member, team=team)
    view.pinned_at = now if pinned else None
    theirs = SavedView.rows().filter(listed=listed.key)
    theirs = theirs.filter(team=team) if team else theirs.filter(team=None, member=member)
    if theirs.count() >= MOST:
        raise TooManyViews
    try:
        with transaction.atomic():
            view.save(force_insert=True)
            audit.record(verb="view.saved", by=by, subject=view, list=listed.key)
    except IntegrityError as error:
        twin = theirs.filter(name=view.name, filters=asked).first()
        if twin is None:
            raise ViewNameTaken(view.name) from error
        return twin
    return view


def change(
    *, by: Actor, now: datetime, member: Membership, view: SavedView, name: str, team: Team | None, pinned: bool
) -> None:
    """Rename a view, pin it or not, and say whose it is. Raises BadViewName, ViewNameTaken, ViewGone, NotYourTeam."""
    if team != view.team:
        _check_team(member, team)
    values: dict[str, Any] = {"name": _clean(name), "team": team, "pinned_at": (view.pinned_at or now) if pinned else None}
    if team is None:
        values["member"] = member
    try:
        with transaction.atomic():
            if not SavedView.rows().filter(pk=view.pk).update(**values):
                raise ViewGone
            audit.record(verb="view.changed", by=by, subject=view, list=view.listed)
    except IntegrityError as error:
        raise ViewNameTaken(values["name"]) from error
    view.refresh_from_db()


def delete(*, by: Actor, view: SavedView) -> None:
    """Forget a view; nothing that it lists changes. Deleting twice deletes once."""
    with transaction.atomic():
        gone, _ = SavedView.rows().filter(pk=view.pk).delete()
        if gone:
            audit.record(verb="view.deleted", by=by, subject_type="savedview", subject_id=view.pk, list=view.listed)


def forget(*, words: Iterable[str], customer_id: UUID | None) -> None:
    """Delete views that look for somebody who is erased: by name or number in words, or by the customer itself."""
    sought = [word.casefold() for word in words] + ([str(customer_id)] if customer_id else [])
    gone = [view.pk for view in SavedView.rows() if _mentions(view, sought)]
    SavedView.rows().filter(pk__in=gone).delete()


def _mentions(view: SavedView, sought: Iterable[str]) -> bool:
    texts = [view.name.casefold(), *(str(value).casefold() for value in view.filters.values())]
    return any(word in text for word in sought for text in texts)


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    if not 0 < len(clean) <= LONGEST_NAME:
        raise BadViewName
    return clean


def _check_team(member: Membership, team: Team | None) -> None:
    if team is not None and team.pk != member.team_id and not member.may(Role.LEADER):
        raise NotYourTeam
