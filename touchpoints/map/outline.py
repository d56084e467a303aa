"""The outline of the map: journeys and stages are added, named, moved and removed on one page of ordinary forms."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.audit.models import Entry
from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.journeys import outline, rules
from touchpoints.journeys.models import Journey, Stage
from touchpoints.map import forms, undoing

PARTS: dict[str, type[Journey] | type[Stage]] = {"journey": Journey, "stage": Stage}


@access.member(Role.LEADER)
@require_safe
def page(request: MemberRequest) -> HttpResponse:
    """All journeys with their stages."""
    return _show(request)


@access.member(Role.LEADER)
@require_POST
def journey_new(request: MemberRequest) -> HttpResponse:
    """Add a journey."""
    form = forms.NameForm(request.POST, prefix="journey")
    if not form.is_valid():
        return _show(request, journey_form=form)
    added = outline.add_journey(by=Actor.of(request.member), name=form.cleaned_data["name"])
    _offer(request, f"{added} added.", added)
    return redirect("map_outline")


@access.member(Role.LEADER)
@require_POST
def stage_new(request: MemberRequest, journey_id: UUID) -> HttpResponse:
    """Add a stage to a journey."""
    journey = get_object_or_404(Journey.rows(), pk=journey_id)
    form = forms.NameForm(request.POST, prefix=str(journey.pk))
    if not form.is_valid():
        return _show(request, stage_form=form)
    added = outline.add_stage(by=Actor.of(request.member), journey=journey, name=form.cleaned_data["name"])
    _offer(request, f"{added} added to {journey}.", added)
    return redirect("map_outline")


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: MemberRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Call a journey or stage something else."""
    part = _find(kind, part_id)
    form = forms.NameForm(request.POST if request.method == "POST" else None, initial={"name": part.name})
    if form.is_valid():
        marker = undoing.newest(part)
        outline.rename(by=Actor.of(request.member), part=part, name=form.cleaned_data["name"])
        _offer(request, f"{form.cleaned_data['name']} saved.", part, marker)
        return redirect("map_outline")
    return render(request, "touchpoints/map/rename.html", {"form": form, "part": part, "kind": kind})


@access.member(Role.LEADER)
@require_POST
def move(request: MemberRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Move a journey or stage one place, or to the end."""
    part, step = _find(kind, part_id), request.POST.get("step", "")
    if step in rules.STEPS:
        marker = undoing.newest(part)
        outline.move(by=Actor.of(request.member), part=part, step=step)
        _offer(request, f"{part} moved.", part, marker)
    return redirect("map_outline")


@access.member(Role.LEADER)
@require_POST
def remove(request: MemberRequest, kind: str, part_id: UUID) -> HttpResponse:
    """Remove an empty journey or stage."""
    part = _find(kind, part_id)
    try:
        outline.remove(by=Actor.of(request.member), part=part)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        _offer(request, f"{part} removed.", part)
    return redirect("map_outline")


def _offer(request: MemberRequest, said: str, part: Journey | Stage, marker: Entry | None = None) -> None:
    undoing.offer(request, said, part, after=marker, back="outline")


def _find(kind: str, part_id: UUID) -> Any:
    if kind not in PARTS:
        raise Http404
    return get_object_or_404(PARTS[kind].rows(), pk=part_id)


def _show(request: MemberRequest, *, journey_form: Any = None, stage_form: Any = None) -> HttpResponse:
    """`stage_form` is the one that was refused; it stands under its journey again."""
    journeys = Journey.rows().prefetch_related("stages").order_by("position")
    listed = [
        (journey, stage_form if stage_form and stage_form.prefix == str(journey.pk) else forms.NameForm(prefix=str(journey.pk)))
        for journey in journeys
    ]
    context = {
        "journeys": listed,
        "journey_form": journey_form or forms.NameForm(prefix="journey"),
        "form": journey_form or stage_form,
    }
    return render(request, "touchpoints/map/outline.html", context)
