"""Pages of logging a contact: first with whom, then what happened."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from presence.customers import search
from presence.customers.models import Customer
from presence.kit import refusals, toasts
from presence.kit.ids import new_id
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions import actions as interactions
from touchpoints.interactions import judging
from touchpoints.interactions.models import HandledBy, PresenceKind
from touchpoints.interactions.references import parse_id
from touchpoints.log import actions, guessing, recent
from touchpoints.log.forms import ContactForm
from touchpoints.timer import reading as timers
from touchpoints.timer.models import Timer

CARRIED = ("touchpoint", "timer", "kind")
FOUND_WHILE_TYPING, FOUND_ON_PAGE = 8, 50


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def interaction_new(request: MemberRequest) -> HttpResponse:
    """Log a contact. What is known already stands in the form; the rest is a few keys."""
    customer_id = parse_id(request.GET.get("customer", ""))
    customer = Customer.rows().filter(pk=customer_id).first() if customer_id else None
    if customer is None:
        return _choose_customer(request)
    timer = _timer(request)
    guess = guessing.touchpoint(
        asked=parse_id(request.GET.get("touchpoint", "")), timer=timer, customer_id=customer.pk, member_id=request.member.pk
    )
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial=_known(request, timer, guess),
        targets=judging.targets(customer),
        because=guess.because if guess else "",
        asks_minutes=_asked(timer),
    )
    if form.is_valid() and (answer := _log(request, form, customer, timer)):
        return answer
    context = {"form": form, "customer": customer, "timer": timer, "now": timezone.now()}
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/log/form.html", context, status=status)


def _log(request: MemberRequest, form: ContactForm, customer: Customer, timer: Timer | None) -> HttpResponse | None:
    """The way on, or None when the form has to be shown again with what was refused."""
    try:
        made = actions.log(
            by=Actor.of(request.member),
            now=timezone.now(),
            today=timezone.localdate(),
            member=request.member,
            customer=customer,
            row=form.row(customer_id=customer.pk),
            interaction_id=form.cleaned_data["id"],
            timer=timer,
            follow_up=form.cleaned_data["follow_up"],
            follow_up_words=form.cleaned_data["follow_up_words"],
        )
    except interactions.NotTaken as refusal:
        form.refuse(refusal.problems)
        return None
    except refusals.Refusal as refusal:
        form.add_error(None, django_forms.ValidationError(refusal.words))
        return None
    toasts.say(request, f"Logged for {customer}.")
    return redirect(reverse("interaction", args=[made.pk]))


def _choose_customer(request: MemberRequest) -> HttpResponse:
    """Found as typed, for htmx as options; before anything is typed, those spoken with last."""
    if request.method == "POST" or request.GET.get("customer"):
        raise Http404
    query = request.GET.get("q", "")
    found = search.find(query, FOUND_WHILE_TYPING if request.htmx else FOUND_ON_PAGE)
    carried = [(name, request.GET[name]) for name in CARRIED if request.GET.get(name)]
    if not request.htmx and len({match.customer_id for match in found}) == 1:
        return redirect(f"{reverse('interaction_new')}?{_about(found[0].customer_id, carried)}")
    context = {
        "q": query,
        "offered": [(match.name, match.text, _about(match.customer_id, carried)) for match in found],
        "recent": [] if query else [(one.name, _about(one.pk, carried)) for one in recent.customers(request.member.pk)],
        "carried": carried,
        "search_url": f"{reverse('interaction_new')}?{urlencode(carried)}" if carried else reverse("interaction_new"),
        "short": len(query.strip()) < search.SHORTEST,
    }
    template = "touchpoints/log/_found.html" if request.htmx else "touchpoints/log/choose.html"
    return render(request, template, context)


def _about(customer_id: UUID, carried: list[tuple[str, str]]) -> str:
    return urlencode([("customer", str(customer_id)), *carried])


def _timer(request: MemberRequest) -> Timer | None:
    """One's own that is not logged yet: the one the address or the form names."""
    named = parse_id(request.POST.get("timer", "") or request.GET.get("timer", ""))
    return timers.of(request.member.pk).filter(pk=named, discarded_at=None).first() if named else None


def _asked(timer: Timer | None) -> str:
    """What stands below the minutes of a timer that was forgotten."""
    if timer is None or timer.stopped_at is None or timers.minutes(timer) is not None:
        return ""
    return "The timer ran for more than four hours. How long was the contact really?"


def _known(request: MemberRequest, timer: Timer | None, guess: guessing.Guess | None) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    return {
        "id": new_id(),
        "timer": timer.pk if timer else None,
        "touchpoint": str(guess.touchpoint_id) if guess else "",
        "minutes": timers.minutes(timer) if timer else None,
        "occurred_at": timezone.localtime(timer.started_at if timer else None).replace(second=0, microsecond=0),
        "handled_by": HandledBy.HUMAN,
        "member": request.member.user.email,
        "presence_kind": kind if kind in PresenceKind.values else "",
        "exception": "none",
    }
