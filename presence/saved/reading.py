"""The saved views somebody sees, and how a list shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from presence.kit.filters import Filters
from presence.saved.models import SavedView
from presence.tenancy.models import Membership, Role


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a list shows of saved views: all tabs, and where to save, change or find one; empty where there is nothing to do."""

    tabs: list[dict[str, Any]]
    save_url: str
    change_url: str
    current: str
    more: int
    left_out: str


def of(member: Membership) -> QuerySet[SavedView]:
    """Their own and their team's, which they may change; leaders see and change those of every team."""
    everybodys = Q(team__isnull=False) if member.may(Role.LEADER) else Q(team=member.team_id)
    return SavedView.rows().filter(everybodys | Q(team=None, member=member)).select_related("team").order_by("name", "pk")


def shelf(member: Membership, key: str, filters: Filters, fixed: Sequence[dict[str, Any]]) -> Shelf:
    """After the views everybody has come the pinned ones of this member and their team."""
    given = filters.given()
    near = [view for view in of(member).filter(listed=key) if view.team_id in (None, member.team_id)]
    is_fixed = any(tab["current"] for tab in fixed)
    current = next((view for view in near if view.filters == given), None)
    tabs = [{"word": view.name, "url": f"?{view.query}", "current": view == current} for view in near if view.pinned_at]
    is_new = bool(filters.kept()) and not is_fixed and current is None
    return Shelf(
        tabs=[*fixed, *tabs],
        save_url=f"{reverse('saved_view_new')}?{urlencode({'list': key, 'query': urlencode(filters.kept())})}"
        if is_new
        else "",
        change_url=reverse("saved_view", args=[current.pk]) if current else "",
        current=current.name if current else "",
        more=len(near) - len(tabs),
        left_out=filters.left_out(),
    )
