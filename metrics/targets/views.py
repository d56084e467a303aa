"""The page of targets."""

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from metrics.calculators.registry import METRICS
from metrics.targets import actions, reading, rules
from metrics.targets.forms import TargetForm
from metrics.targets.models import Target
from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

MOST_LISTED = 200


@access.member(Role.VIEWER)
@require_http_methods(["GET", "HEAD"])
def metric_targets(request: MemberRequest) -> HttpResponse:
    """What holds today, and every target that was set: who, when, from which day on."""
    return _page(request, TargetForm(initial=_usual(request)))


@access.member(Role.LEADER)
@require_http_methods(["POST"])
def metric_target_new(request: MemberRequest) -> HttpResponse:
    form = TargetForm(request.POST)
    if form.is_valid():
        try:
            actions.set_target(by=Actor.of(request.member), now=timezone.now(), **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, django_forms.ValidationError(refusal.words))
        else:
            toasts.say(request, "The target is ended." if form.cleaned_data["level"] is None else "The target is set.")
            return redirect("metric_targets")
    return _page(request, form, status=422 if request.htmx else 200)


def _page(request: MemberRequest, form: TargetForm, status: int = 200) -> HttpResponse:
    today, goals = timezone.localdate(), reading.goals()
    context = {
        "form": form,
        "holding": [(one, rules.holding(goals.get(one.key, ()), today)) for one in METRICS.values()],
        "rows": [(METRICS.get(row.metric), row) for row in Target.rows().select_related("set_by__user")[:MOST_LISTED]],
        "may_set": request.member.may(Role.LEADER),
    }
    return render(request, "metrics/targets/page.html", context, status=status)


def _usual(request: MemberRequest) -> dict[str, object]:
    asked = request.GET.get("metric", "")
    return {"metric": asked if asked in METRICS else next(iter(METRICS)), "from_day": timezone.localdate()}
