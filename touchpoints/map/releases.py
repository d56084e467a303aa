"""The versions of the map: their list, one with what it changed, bringing one back, calling off one that waits."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.journeys import differences, publishing, versions
from touchpoints.journeys import document as documents
from touchpoints.journeys.published import MapVersion

SHOWN = 100


@access.member()
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Newest first, each with who, when and why."""
    rows = MapVersion.rows().select_related("published_by__user").defer("document").order_by("-number")[:SHOWN]
    newest = versions.newest()
    context = {"versions": rows, "newest": newest.number if newest else 0, "may_edit": request.member.may(Role.LEADER)}
    return render(request, "touchpoints/map/versions.html", context)


@access.member()
@require_safe
def one(request: MemberRequest, number: int) -> HttpResponse:
    """What a version changed, and the whole map it holds."""
    version = _find(number)
    document = documents.load(version.document)
    former = MapVersion.rows().filter(number__lt=number, canceled_at=None).order_by("-number").first()
    newest = versions.newest()
    is_newest = newest is not None and newest.number == number
    context = {
        "version": version,
        "places": list(document.places()),
        "former": former,
        "changed": differences.sentences(documents.load(former.document), document) if former else [],
        "returning": [] if is_newest or version.is_waiting else differences.sentences(versions.published(), document),
        "unpublished": differences.sentences(versions.published(), versions.drawn()),
        "is_newest": is_newest,
        "state": versions.state(),
        "may_edit": request.member.may(Role.LEADER),
    }
    return render(request, "touchpoints/map/version.html", context)


@access.member(Role.LEADER)
@require_POST
def revert(request: MemberRequest, number: int) -> HttpResponse:
    """Bring a version back: drawn and published."""
    version, by, expected = _find(number), Actor.of(request.member), request.POST.get("state") or None
    try:
        made = publishing.revert(by=by, now=timezone.now(), version=version, expected=expected)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True, link_url=reverse("map_version", args=[number]), link_word="Look again")
        return redirect("map_version", number)
    said = f"Version {number} is back, as version {made.number}."
    toasts.say(request, said, undo_url=reverse("map_back", args=[made.number]))
    return redirect("map_versions")


@access.member(Role.LEADER)
@require_POST
def back(request: MemberRequest, number: int) -> HttpResponse:
    """Undo a publish: what held before holds again; what is drawn stays."""
    try:
        publishing.take_back(by=Actor.of(request.member), now=timezone.now(), version=_find(number))
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "What held before holds again. What is drawn has stayed.")
    return redirect("map_versions")


@access.member(Role.LEADER)
@require_POST
def cancel(request: MemberRequest, number: int) -> HttpResponse:
    """Call off a version before it begins."""
    try:
        publishing.cancel(by=Actor.of(request.member), now=timezone.now(), version=_find(number))
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"Version {number} is called off. What is drawn has stayed.")
    return redirect("map_versions")


def _find(number: int) -> MapVersion:
    return get_object_or_404(MapVersion.rows().select_related("published_by__user"), number=number)
