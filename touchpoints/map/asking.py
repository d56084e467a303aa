"""The queue of changes that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from presence.kit import refusals, toasts
from presence.kit.attention import Attention, Matter
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from touchpoints.journeys import approvals
from touchpoints.journeys.models import Mode, Protection
from touchpoints.journeys.published import PendingChange, PublishedTouchpoint

DECIDED_SHOWN = 20
LONGEST = 300
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One change that waits. `alone_from` is when who asked may agree, for want of anybody else."""

    change: PendingChange
    words: str
    is_mine: bool
    may_agree: bool
    alone_from: datetime | None


@access.member(Role.LEADER)
@require_safe
def page(request: MemberRequest) -> HttpResponse:
    """What waits, oldest first, and what was decided lately."""
    now = timezone.now()
    is_alone = not approvals.others_than(request.member)
    former = {row.touchpoint_id: row for row in PublishedTouchpoint.rows()}
    rows = PendingChange.rows().select_related("touchpoint", "asked_by__user", "decided_by__user")
    decided = rows.exclude(outcome="").order_by("-decided_at", "-id")[:DECIDED_SHOWN]
    context = {
        "waiting": [_show(row, request.member, former, is_alone, now) for row in rows.filter(outcome="").order_by("asked_at")],
        "decided": [(row, _words(row, former.get(row.touchpoint_id))) for row in decided],
    }
    return render(request, "touchpoints/map/approvals.html", context)


@access.member(Role.LEADER)
@require_POST
def approve(request: MemberRequest, pendingchange_id: UUID) -> HttpResponse:
    """Agree."""
    change = _find(pendingchange_id)
    words = said(request, "words")
    try:
        approvals.approve(by=Actor.of(request.member), now=timezone.now(), change=change, words=words)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(
            request, "Agreed. It holds once the map is published.", link_url=reverse("map_check"), link_word="Check the map"
        )
    return redirect("map_approvals")


@access.member(Role.LEADER)
@require_POST
def decline(request: MemberRequest, pendingchange_id: UUID) -> HttpResponse:
    """Disagree, or withdraw what one asked for."""
    change = _find(pendingchange_id)
    words = said(request, "words")
    try:
        approvals.decline(by=Actor.of(request.member), now=timezone.now(), change=change, words=words)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Done. What is published stays as it is.")
    return redirect("map_approvals")


def attention(member: Membership) -> Attention | None:
    """What the first page puts on top for a leader: changes that somebody else asked for (settings.ATTENTION)."""
    if not member.may(Role.LEADER):
        return None
    asked = PendingChange.rows().filter(outcome="").exclude(asked_by=member).order_by("asked_at")
    rows = list(asked.select_related("touchpoint", "asked_by__user")[: MOST_SHOWN + 1])
    if not rows:
        return None
    url = reverse("map_approvals")
    matters = [Matter(str(one.touchpoint), url, str(one.asked_by), one.reason, one.asked_at) for one in rows[:MOST_SHOWN]]
    return Attention("A change of the map waits for a second person", matters, url if len(rows) > MOST_SHOWN else "")


def said(request: MemberRequest, name: str) -> str:
    """A line somebody typed, such as a reason; nothing when it is no text."""
    try:
        return str(forms.CharField(required=False).clean(request.POST.get(name, "")))[:LONGEST]
    except forms.ValidationError:
        return ""


def _find(pendingchange_id: UUID) -> PendingChange:
    return get_object_or_404(PendingChange.rows(), pk=pendingchange_id)


def _show(
    row: PendingChange, member: Membership, former: dict[UUID, PublishedTouchpoint], is_alone: bool, now: datetime
) -> Waiting:
    is_mine = row.asked_by_id == member.pk
    alone_from = approvals.alone_from(row) if is_mine and is_alone else None
    may_agree = not is_mine or (alone_from is not None and now >= alone_from)
    return Waiting(row, _words(row, former.get(row.touchpoint_id)), is_mine, may_agree, alone_from)


def _words(row: PendingChange, former: PublishedTouchpoint | None) -> str:
    """As “Human-only → augment, no longer protected (pricing)”, against what is published now."""
    mode = former.mode if former else Mode.HUMAN_ONLY.value
    lost = sorted(set(former.protected if former else []) - set(row.wanted["protected"]))
    said = [f"{Mode(mode).label} → {Mode(row.wanted['mode']).label.lower()}"] if mode != row.wanted["mode"] else []
    marks = ", ".join(str(Protection(mark).label).lower() for mark in lost)
    return ", ".join([*said, *([f"no longer protected ({marks})"] if lost else [])]) or row.get_kind_display()
