"""Writing and changing a playbook; when somebody else did meanwhile, both stand on the page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from presence.kit import refusals, rowforms, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.playbooks import actions, conflicts, forms, hanging, reading, rules, views
from touchpoints.playbooks.forms import Whole
from touchpoints.playbooks.models import Playbook


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def playbook_new(request: MemberRequest) -> HttpResponse:
    """Write one, for a touchpoint when the address names one."""
    if request.method != "POST":
        return _show(request, Whole.shown(_begun(request)))
    if pressed := _pressed(request):
        return _show(request, Whole.regrouped(request.POST, *pressed))
    whole = Whole.posted(request.POST)
    written = _write(request, whole) if whole.is_valid() else None
    return redirect("playbook", written.pk) if written else _show(request, whole)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def playbook_edit(request: MemberRequest, playbook_id: UUID) -> HttpResponse:
    """Change one. Nothing typed is lost when somebody else saved first."""
    found = views.find(playbook_id)
    if found.archived_at:
        return redirect("playbook", found.pk)
    if request.method != "POST":
        return _show(request, Whole.shown(_written(found), playbook=found), found)
    if pressed := _pressed(request):
        return _show(request, Whole.regrouped(request.POST, *pressed, playbook=found), found)
    if "take" in request.POST:
        return _show_conflict(request, conflicts.take_theirs(request.POST, request.POST["take"], _written(found)), found)
    whole = Whole.posted(request.POST, playbook=found)
    if not whole.is_valid():
        return _show(request, whole, found)
    return _change(request, whole, found) or _show(request, whole, found)


def _begun(request: MemberRequest) -> dict[str, Any]:
    wanted = request.GET.get("touchpoint", "")
    return {
        "touchpoints": [wanted],
        "owner": str(request.member.pk),
        "review_date": timezone.localdate() + rules.REVIEW_EVERY,
        "gifts": [{"kind": "tip"}],
        "assets": [],
    }


def _written(found: Playbook) -> dict[str, Any]:
    return forms.written(found, reading.content_of(found), hanging.of(found))


def _pressed(request: MemberRequest) -> tuple[str, str, int] | None:
    """The button of a group that was pressed: which group, its verb, the place."""
    for prefix in forms.GROUPS:
        if pressed := rowforms.pressed(request.POST, prefix):
            return prefix, *pressed
    return None


def _write(request: MemberRequest, whole: Whole) -> Playbook | None:
    try:
        written = actions.write(by=Actor.of(request.member), now=timezone.now(), **_given(whole))
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return None
    toasts.say(request, f"“{written}” written.")
    return written


def _change(request: MemberRequest, whole: Whole, found: Playbook) -> HttpResponse | None:
    """The answer when it was saved, or when somebody else saved first; None when it was refused."""
    given = _given(whole) | {"expected_version": whole.form.cleaned_data["version"] or 0, "why": whole.form.cleaned_data["why"]}
    try:
        changed = actions.change(by=Actor.of(request.member), now=timezone.now(), playbook=found, **given)
    except actions.StalePlaybook as stale:
        return _show_conflict(request, request.POST, stale.playbook)
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return None
    toasts.say(request, f"“{changed}” saved as version {changed.number}.")
    return HttpResponseRedirect(_page_of(changed))


def _page_of(found: Playbook) -> str:
    return redirect("playbook", found.pk).url


def _given(whole: Whole) -> dict[str, Any]:
    return {
        "content": whole.content(),
        "owner": whole.form.chosen_owner(),
        "review_date": whole.form.cleaned_data["review_date"],
        "touchpoints": whole.form.chosen_touchpoints(),
    }


def _show(request: MemberRequest, whole: Whole, found: Playbook | None = None, **more: Any) -> HttpResponse:
    context = {"form": whole, "playbook": found, **more}
    pressed = _pressed(request) if request.method == "POST" else None
    if request.htmx and pressed:
        name = pressed[0]
        return render(request, f"touchpoints/playbooks/_{name}.html", {"group": getattr(whole, name)})
    status = 422 if whole.errors and request.htmx else 200
    return render(request, "touchpoints/playbooks/form.html", context, status=status)


def _show_conflict(request: MemberRequest, data: Any, current: Playbook) -> HttpResponse:
    """What was typed, ready to be saved over the newer version, beside what somebody else saved."""
    fresh = data.copy()
    fresh["version"] = str(current.version)
    whole = Whole.posted(fresh, playbook=current)
    whole.is_valid()
    differences = conflicts.differences(whole, _written(current))
    answer = _show(request, whole, current, differences=differences, conflict=True)
    answer.status_code = 409
    return answer
