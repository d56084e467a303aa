"""Writing and changing an automation. The sentence of what was chosen stands beside the form, with and without script."""

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
from touchpoints.automations import actions, forms, listing, placeholders, presenting, reading, rules, telling, views
from touchpoints.automations.forms import Whole
from touchpoints.automations.models import Automation, State, Trigger

BEGUN: dict[str, Any] = {"trigger": Trigger.DATE, "kind": "service", "ramp": "10", "worth_hours": 24, "side": "before"}


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def automation_new(request: MemberRequest) -> HttpResponse:
    """Write one from nothing."""
    if request.method != "POST":
        return _show(request, Whole.shown(BEGUN, [{"language": "en"}]))
    if pressed := rowforms.pressed(request.POST, "words"):
        return _show(request, Whole.regrouped(request.POST, *pressed))
    whole = Whole.posted(request.POST)
    if "look" in request.POST or not whole.is_valid():
        return _show(request, whole)
    written = _write(request, whole)
    return redirect("automation", written.pk) if written else _show(request, whole)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def automation_edit(request: MemberRequest, automation_id: UUID) -> HttpResponse:
    """Change one. Nothing typed is lost when somebody else saved first."""
    found = views.find(automation_id)
    if found.state == State.ARCHIVED:
        return redirect("automation", found.pk)
    if request.method != "POST":
        newest = reading.version(found, reading.newest_number(found))
        return _show(request, Whole.shown(forms.written(found), forms.words_of(newest), automation=found), found)
    if pressed := rowforms.pressed(request.POST, "words"):
        return _show(request, Whole.regrouped(request.POST, *pressed, automation=found), found)
    whole = Whole.posted(request.POST, automation=found)
    if "look" in request.POST or not whole.is_valid():
        return _show(request, whole, found)
    return _change(request, whole, found) or _show(request, whole, found)


def _write(request: MemberRequest, whole: Whole) -> Automation | None:
    try:
        written = actions.write(by=Actor.of(request.member), now=timezone.now(), plan=whole.form.plan(), drafts=whole.drafts())
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return None
    toasts.say(request, f"“{written}” written. It is off until somebody approves it.")
    return written


def _change(request: MemberRequest, whole: Whole, found: Automation) -> HttpResponse | None:
    """The answer when it was saved, or when somebody else saved first; None when it was refused."""
    plan = whole.form.plan()
    fields = {name: getattr(plan, name) for name in actions.CHANGEABLE}
    try:
        changed = actions.change(
            by=Actor.of(request.member),
            now=timezone.now(),
            automation=found,
            expected_version=whole.form.cleaned_data["version"] or 0,
            drafts=whole.drafts(),
            **fields,
        )
    except actions.StaleAutomation as stale:
        return _show_conflict(request, stale.automation)
    except refusals.Refusal as refusal:
        whole.refuse(refusal)
        return None
    toasts.say(request, f"“{changed}” saved.")
    return HttpResponseRedirect(redirect("automation", changed.pk).url)


def _show(request: MemberRequest, whole: Whole, found: Automation | None = None, **more: Any) -> HttpResponse:
    context = {
        "form": whole,
        "automation": found,
        "sentence": _sentence(whole),
        "table": placeholders.TABLE,
        "has_places": listing.has_places(),
        **more,
    }
    if request.htmx and "look" in request.POST:
        return render(request, "touchpoints/automations/_sentence.html", {"sentence": context["sentence"]})
    if request.htmx and rowforms.pressed(request.POST, "words"):
        return render(request, "touchpoints/automations/_words.html", {"group": whole.words})
    status = 422 if whole.errors and request.htmx else 200
    return render(request, "touchpoints/automations/form.html", context, status=status)


def _show_conflict(request: MemberRequest, current: Automation) -> HttpResponse:
    """What was typed, ready to be saved over the newer version, beside what somebody else saved."""
    fresh = request.POST.copy()
    fresh["version"] = str(current.version)
    whole = Whole.posted(fresh, automation=current)
    whole.is_valid()
    newest = reading.version(current, reading.newest_number(current))
    theirs = {"sentence": presenting.Names().sentence(current, newest[0].subject), "words": newest, "name": current.name}
    answer = _show(request, whole, current, theirs=theirs)
    answer.status_code = 409
    return answer


def _sentence(whole: Whole) -> str:
    """What the choices mean so far; empty while they mean nothing."""
    form = whole.form
    if not form.is_bound:
        return _stored_sentence(whole)
    form.is_valid()
    try:
        plan = form.plan()
        details, asked = rules.details(plan.trigger, plan.trigger_details), rules.conditions(plan.conditions or {})
    except (KeyError, TypeError, ValueError, StopIteration):
        return ""
    names = presenting.Names()
    words = next(iter(whole.words), None)
    subject = str(words.data.get(f"{words.prefix}-subject", "")) if words else ""
    return telling.sentence(details, asked, subject=" ".join(subject.split()), places=names.places, teams=names.teams)


def _stored_sentence(whole: Whole) -> str:
    automation = getattr(whole.form, "automation", None)
    if automation is None:
        return ""
    newest = reading.version(automation, reading.newest_number(automation))
    return presenting.Names().sentence(automation, newest[0].subject if newest else "")
