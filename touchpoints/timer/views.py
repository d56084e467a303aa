"""Pages of one's own timer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.timer import actions, reading
from touchpoints.timer.forms import StartForm
from touchpoints.timer.models import Timer


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def timer(request: MemberRequest) -> HttpResponse:
    """The timer that runs and those that wait to be logged; a POST starts one."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _start(request, form)
    now = timezone.now()
    waiting = [(one, reading.minutes(one), reading.log_address(one)) for one in reading.waiting(request.member.pk)]
    context = {"form": form, "current": reading.current(request.member.pk), "waiting": waiting, "now": now}
    return render(request, "touchpoints/timer/page.html", context, status=422 if form.is_bound and request.htmx else 200)


@access.member(Role.AGENT)
@require_POST
def timer_stop(request: MemberRequest, timer_id: UUID) -> HttpResponse:
    """Stop it, and go on to the form that logs what was timed."""
    try:
        stopped = actions.stop(by=Actor.of(request.member), now=timezone.now(), timer=_mine(request, timer_id))
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
        return redirect("timer")
    return redirect(reading.log_address(stopped))


@access.member(Role.AGENT)
@require_POST
def timer_discard(request: MemberRequest, timer_id: UUID) -> HttpResponse:
    """It measured nothing; for ten seconds it can come back."""
    found = _mine(request, timer_id)
    try:
        actions.discard(by=Actor.of(request.member), now=timezone.now(), timer=found)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Timer discarded.", undo_url=reverse("timer_return", args=[found.pk]))
    return redirect("timer")


@access.member(Role.AGENT)
@require_POST
def timer_return(request: MemberRequest, timer_id: UUID) -> HttpResponse:
    """Bring a discarded timer back."""
    try:
        actions.bring_back(by=Actor.of(request.member), timer=_mine(request, timer_id))
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "The timer is back.")
    return redirect("timer")


def _start(request: MemberRequest, form: StartForm) -> HttpResponse:
    """Start it and lead back to the customer it is about; the frame shows it there."""
    try:
        made = actions.start(by=Actor.of(request.member), now=timezone.now(), member=request.member, **form.chosen())
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
        return redirect("timer")
    toasts.say(request, "The timer runs.")
    return redirect("customer", made.customer_id) if made.customer_id else redirect("timer")


def _mine(request: MemberRequest, timer_id: UUID) -> Timer:
    """One's own alone: another member's timer is as good as none."""
    return get_object_or_404(reading.of(request.member.pk), pk=timer_id)
