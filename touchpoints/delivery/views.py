"""Pages of how automated mail goes out: sender and limits, the switch that stops it, the checks, and going live."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.delivery import actions, checking, checklist, forms, reading, trying
from touchpoints.delivery.forms import DeliveryForm, WhyForm


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: MemberRequest) -> HttpResponse:
    """Sender and limits, what stands and what is missing."""
    row = reading.of_organization()
    if request.method != "POST":
        return _page(request, DeliveryForm(initial=forms.shown(row)))
    form = DeliveryForm(request.POST)
    if form.is_valid() and _save(request, form):
        toasts.say(request, "Saved.")
        return redirect("delivery")
    return _page(request, form)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery_stop(request: MemberRequest) -> HttpResponse:
    """The kill switch: stop everything, or let it leave again. Who comes second is told what is so already."""
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _switch(request, form.cleaned_data["why"])
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            return redirect("delivery")
    return render(request, "touchpoints/delivery/stop.html", {"form": form, "delivery": reading.of_organization()})


@access.member(Role.LEADER)
@require_POST
def delivery_domain(request: MemberRequest) -> HttpResponse:
    """Ask the domain name system anew."""
    try:
        checking.check_domain(by=Actor.of(request.member), now=timezone.now())
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Checked. What was found stands under “Your domain”.")
    return redirect("delivery")


@access.member(Role.LEADER)
@require_POST
@transaction.non_atomic_requests
def delivery_test(request: MemberRequest) -> HttpResponse:
    """Send a test to whoever presses the button."""
    to = request.member.user.email
    try:
        trying.send(organization=request.organization, to=to)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"A test is on its way to {to}. Press the button behind its link.")
    return redirect("delivery")


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery_test_arrival(request: MemberRequest, code: str) -> HttpResponse:
    """Behind the link of a test. Opening it proves nothing, because programs open links, too; pressing the button does."""
    if request.method != "POST":
        return render(request, "touchpoints/delivery/arrival.html")
    try:
        trying.confirm(by=Actor.of(request.member), now=timezone.now(), code=code)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "The test arrived.")
    return redirect("delivery")


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery_live(request: MemberRequest) -> HttpResponse:
    """The checklist, and the button that lets mail leave for customers."""
    now, row = timezone.now(), reading.of_organization()
    steps = checklist.steps(row, now=now)
    refused = ""
    if request.method == "POST":
        try:
            checking.go_live(by=Actor.of(request.member), now=now)
        except refusals.Refusal as refusal:
            refused = refusal.words
        else:
            toasts.say(request, "You are live. Automated mail reaches customers from now on.")
            return redirect("delivery")
    context = {"delivery": row, "steps": steps, "is_ready": all(step.done for step in steps), "refused": refused}
    return render(request, "touchpoints/delivery/live.html", context)


@access.member(Role.LEADER)
@require_POST
def delivery_rehearsal(request: MemberRequest) -> HttpResponse:
    """Back to rehearsal at once."""
    try:
        actions.rehearse(Actor.of(request.member))
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Rehearsal. Automated mail reaches members only.")
    return redirect("delivery")


def _page(request: MemberRequest, form: DeliveryForm) -> HttpResponse:
    row = reading.of_organization()
    context = {
        "delivery": row,
        "form": form,
        "steps": checklist.steps(row, now=timezone.now()),
        "findings": row.domain_findings or [],
        "email": request.member.user.email,
    }
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/delivery/page.html", context, status=status)


def _save(request: MemberRequest, form: DeliveryForm) -> bool:
    expected = form.cleaned_data["version"]
    try:
        actions.change(by=Actor.of(request.member), now=timezone.now(), values=form.values(), expected_version=expected)
    except actions.StaleDelivery as stale:
        form.data = request.POST.dict() | {"version": str(stale.delivery.version)}
        form.compare(stale.delivery)
        form.add_error(None, stale.words)
        return False
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer or None, refusal.words)
        return False
    return True


def _switch(request: MemberRequest, why: str) -> None:
    """Which of the two was on the button decides; pressing what is so already changes nothing."""
    by = Actor.of(request.member)
    if request.POST.get("does") == "resume":
        actions.resume(by, why)
        toasts.say(request, "Automated mail leaves again. What came too late meanwhile expires and says so.")
    else:
        actions.stop(by, why, timezone.now())
        toasts.say(request, "Stopped. Nothing leaves until a leader resumes.")
