"""The touchpoint map: the page, one touchpoint, its place, and the outline of journeys and stages."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import refusals, toasts
from presence.kit.modes import mode_of
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions.references import parse_id
from touchpoints.journeys import actions, missing, rules, suggesting, versions
from touchpoints.journeys.models import Mode, Stage, Touchpoint
from touchpoints.journeys.suggesting import Suggestion
from touchpoints.map import conflicts, filters, forms, freshness, parts, presenting, undoing, ways
from touchpoints.playbooks import reading as playbooks
from touchpoints.reach import standing


@access.member()
@require_safe
@freshness.conditional
def index(request: MemberRequest) -> HttpResponse:
    """Journeys as rows of stages and cards, with what happened in the last 28 days."""
    wanted = filters.read(request.GET)
    seen = parts.see(request, wanted)
    context = {
        "body": parts.body(seen),
        "legend": parts.legend(seen),
        "days": presenting.days_word(seen.whole.window, today=timezone.localdate()),
        "may_edit": seen.values["may_edit"],
        "filters": wanted,
        "draft": seen.values["draft"],
        "modes": seen.values["modes"],
        "journeys": [(str(line.id), line.name) for line in seen.whole.lines],
        "owners": filters.owners(seen.whole),
        "stages": [(line, line.columns) for line in seen.whole.lines],
        "first_stage": next((column.id for line in seen.whole.lines for column in line.columns), ""),
    }
    return render(request, "touchpoints/map/page.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def touchpoint_new(request: MemberRequest) -> HttpResponse:
    """Add a touchpoint."""
    if request.method != "POST":
        first = {"mode": "human_only", "stage": request.GET.get("stage", ""), "owner": str(request.member.pk)}
        return _show(request, forms.TouchpointForm(initial=first))
    form = forms.TouchpointForm(request.POST)
    if form.is_valid():
        try:
            added = _add(request, form)
        except refusals.Refusal as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, f"{added} added: {mode_of(added.mode).word.lower()}.")
            return _back_to(request, added)
    return _show(request, form)


@access.member()
@require_safe
def touchpoint(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """What a touchpoint is: anybody reads it."""
    found = _find(touchpoint_id)
    context = {
        "touchpoint": found,
        "facts": presenting.facts(found),
        "playbook": playbooks.on(found, today=timezone.localdate()),
        "may_edit": request.member.may(Role.LEADER),
        "unreachable": standing.problem(touchpoint_id=found.pk, now=timezone.now()),
    }
    return render(request, "touchpoints/map/touchpoint.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def touchpoint_edit(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """Change a touchpoint; when somebody else did meanwhile, both versions stand side by side."""
    found = _find(touchpoint_id)
    if found.archived_at:
        return redirect("touchpoint", found.pk)
    if request.method != "POST":
        return _show(request, forms.TouchpointForm(initial=forms.written(found)), found)
    if "take" in request.POST:
        return _show_conflict(request, conflicts.take_theirs(request.POST, request.POST["take"], found), found)
    form = forms.TouchpointForm(request.POST, initial=forms.written(found))
    if form.is_valid():
        try:
            _save(request, found, form)
        except actions.StaleTouchpoint as stale:
            return _show_conflict(request, request.POST, stale.touchpoint)
        except refusals.Refusal as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, f"{form.cleaned_data['name']} saved.")
            return _back_to(request, found)
    return _show(request, form, found)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def touchpoint_place(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """Move a touchpoint: by a step, or to a stage and place. The page has a button for each way."""
    found = _find(touchpoint_id)
    if request.method != "POST":
        stages = Stage.rows().select_related("journey").order_by("journey__position", "position")
        return render(request, "touchpoints/map/place.html", {"touchpoint": found, "stages": stages})
    try:
        moved = actions.move_touchpoint(by=Actor.of(request.member), touchpoint=found, **_wanted_place(request))
    except Touchpoint.DoesNotExist as archived:
        raise Http404 from archived
    if (moved.stage_id, moved.position) != (found.stage_id, found.position):
        undoing.offer(request, f"{moved} is now number {moved.position + 1} in {moved.stage}.", moved)
    return _changed(request, moved)


@access.member(Role.LEADER)
@require_POST
def touchpoint_archive(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """Take a touchpoint off the map, with the way back."""
    found = _find(touchpoint_id)
    actions.archive_touchpoint(by=Actor.of(request.member), now=timezone.now(), touchpoint=found)
    undoing.offer(request, f"{found} archived.", found)
    return parts.changed(request) if request.htmx else redirect("map")


@access.member(Role.LEADER)
@require_POST
def touchpoint_return(request: MemberRequest, touchpoint_id: UUID) -> HttpResponse:
    """Bring an archived touchpoint back."""
    found = _find(touchpoint_id)
    actions.restore_touchpoint(by=Actor.of(request.member), touchpoint=found)
    toasts.say(request, f"{found} is back, at the end of {found.stage}.")
    return _back_to(request, found)


def _changed(request: MemberRequest, touchpoint: Touchpoint) -> HttpResponse:
    """After a change on the map itself: to htmx the map as it is now, otherwise the page."""
    if request.htmx:
        return parts.changed(request, key=touchpoint.key)
    return _back_to(request, touchpoint)


def _back_to(request: MemberRequest, touchpoint: Touchpoint) -> HttpResponseRedirect:
    """The map at this card. To htmx without the card's name: an address that differs in that alone would load nothing."""
    return HttpResponseRedirect(reverse("map") + ("" if request.htmx else f"#card-{touchpoint.key}"))


def _find(touchpoint_id: UUID) -> Touchpoint:
    named = ("stage__journey", "owner__user")
    return get_object_or_404(Touchpoint.rows().select_related(*named), pk=touchpoint_id)


def _suggest(found: Touchpoint | None) -> Suggestion | None:
    """What the classification aid says of a touchpoint that there is."""
    if found is None:
        return None
    return suggesting.suggest(name=found.name, intent=found.intent, stakes=found.stakes, protected=found.protected)


def _add(request: MemberRequest, form: forms.TouchpointForm) -> Touchpoint:
    by = Actor.of(request.member)
    with transaction.atomic():
        added = actions.add_touchpoint(by=by, stage=form.chosen_stage(), **form.values())
        form.save_ways(by=by, touchpoint=added)
    return added


def _save(request: MemberRequest, found: Touchpoint, form: forms.TouchpointForm) -> None:
    """The stages are locked before the touchpoint, as moving does: two people saving at once wait in one order."""
    by = Actor.of(request.member)
    with transaction.atomic():
        if form.chosen_stage() != found.stage:
            actions.move_touchpoint(by=by, touchpoint=found, stage=form.chosen_stage())
        actions.change_touchpoint(by=by, touchpoint=found, expected_version=form.cleaned_data["version"], **form.values())
        form.save_ways(by=by, touchpoint=found)


def _wanted_place(request: MemberRequest) -> dict[str, Any]:
    """What the menu asks for. Anything else moves nothing."""
    step, stage_id, position = (request.POST.get(name, "") for name in ("step", "stage", "position"))
    if step in rules.STEPS:
        return {"step": step}
    stage = get_object_or_404(Stage.rows(), pk=_parse(stage_id))
    is_place = position.isascii() and position.isdigit() and len(position) < 10
    return {"stage": stage, "position": int(position) if is_place else None}


def _parse(text: str) -> UUID:
    row_id = parse_id(text)
    if row_id is None:
        raise Http404
    return row_id


def _show(request: MemberRequest, form: forms.TouchpointForm, found: Touchpoint | None = None, **more: Any) -> HttpResponse:
    ways_open = form["mode"].value() == Mode.AUTOMATE or any(name in form.errors for name in ways.NAMES)
    second = missing.second_persons([versions.moment(found)]).get(found.pk) if found else None
    context = {"form": form, "touchpoint": found, "ways_open": ways_open, "suggestion": _suggest(found), "second": second}
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/map/form.html", context | more, status=status)


def _show_conflict(request: MemberRequest, data: QueryDict, current: Touchpoint) -> HttpResponse:
    """What was typed, ready to be saved over the newer version, beside what somebody else saved."""
    fresh = data.copy()
    fresh["version"] = str(current.version)
    form = forms.TouchpointForm(fresh, initial=forms.written(current))
    answer = _show(request, form, current, differences=conflicts.differences(form, current), conflict=True)
    answer.status_code = 409
    return answer
