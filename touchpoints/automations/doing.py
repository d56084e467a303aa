"""What a leader does with an automation: approve, switch on, pause, widen, archive; each by one press, most with a way back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.automations import actions, activating, approving, presenting, switching, views
from touchpoints.automations.models import Automation, State


class NotOn(refusals.Refusal):
    """There is nothing to pause."""

    def __init__(self, found: Automation) -> None:
        super().__init__(f"“{found}” is not on, so there is nothing to pause. It is {found.get_state_display().lower()}.")


@access.member(Role.LEADER)
@require_POST
def automation_approval(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Approve what was on the page: the form carries what was seen."""
    found = views.find(automation_id)
    seen, number = _number(request, "seen"), _number(request, "number")
    return _answer(
        request,
        automation_id,
        lambda by, now: approving.approve(by=by, now=now, automation=found, seen_version=seen, number=number),
        f"Version {number} of what “{found}” says is approved.",
    )


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def automation_activation(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Switch it on, or go on after a pause; looked at first, with the count of whom it would reach."""
    found = views.find(automation_id)
    if request.method != "POST":
        return _ask(request, found)
    return _answer(
        request,
        automation_id,
        lambda by, now: switching.activate(by=by, now=now, automation=found),
        f"“{found}” is on.",
        undo="automation_pause",
    )


@access.member(Role.LEADER)
@require_POST
def automation_pause(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Hold back what waits and look for nothing new."""
    found, why = views.find(automation_id), request.POST.get("why", "")[:1000]
    return _answer(
        request,
        automation_id,
        lambda by, now: _pause(by, now, found, why),
        f"“{found}” is paused. What waits is held back.",
        undo="automation_activation",
    )


@access.member(Role.LEADER)
@require_POST
def automation_wider(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Reach more customers than the page said that it reaches."""
    found, seen = views.find(automation_id), _number(request, "seen")
    return _answer(
        request,
        automation_id,
        lambda by, now: switching.widen(by=by, now=now, automation=found, seen=seen),
        f"“{found}” reaches more customers now.",
    )


@access.member(Role.LEADER)
@require_POST
def automation_archive(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """End it, with the way back."""
    found = views.find(automation_id)
    was = "on" if found.state == State.ACTIVE else ""
    actions.archive(by=Actor.of(request.member), now=timezone.now(), automation=found)
    undo_url = reverse("automation_return", args=[found.pk])
    toasts.say(request, f"“{found}” archived. Nothing of it leaves any more.", undo_url=undo_url, undo_fields={"was": was})
    return redirect("automations")


@access.member(Role.LEADER)
@require_POST
def automation_return(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Bring it back: off, or on when it was on a moment ago."""
    found = views.find(automation_id)

    def bring_back(by: Actor, now: datetime) -> None:
        actions.restore(by=by, now=now, automation=found)
        if request.POST.get("was") == "on":
            switching.activate(by=by, now=now, automation=found)

    return _answer(request, automation_id, bring_back, f"“{found}” is back.")


def _pause(by: Actor, now: datetime, found: Automation, why: str) -> None:
    """Whoever presses it on an old page is not told that something waits to go on."""
    switching.pause(by=by, now=now, automation=found, why=why)
    found.refresh_from_db(fields=["state"])
    if found.state != State.PAUSED:
        raise NotOn(found)


def _ask(request: MemberRequest, found: Automation) -> HttpResponse:
    """Where something is missing, its own page says what; where it is on, there is nothing to ask."""
    now = timezone.now()
    shown = presenting.context_of(found, now=now)
    if shown["missing"] or found.state == State.ACTIVE:
        return redirect("automation", found.pk)
    return render(request, "touchpoints/automations/activation.html", shown | activating.context(found, now=now))


def _answer(
    request: MemberRequest, automation_id: UUID, act: Callable[[Actor, datetime], object], words: str, *, undo: str = ""
) -> HttpResponseRedirect:
    """Do it and say so, or say why not."""
    try:
        act(Actor.of(request.member), timezone.now())
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, words, undo_url=reverse(undo, args=[automation_id]) if undo else "")
    return redirect("automation", automation_id)


def _number(request: MemberRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
