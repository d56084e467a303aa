"""Pages of handoffs: the queue, one of them, and what is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.customers.models import Customer
from presence.kit import addresses, csv, navigation, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.handoffs import actions, forms, listing, showing
from touchpoints.handoffs.models import Handoff


@access.member()
@require_safe
def handoffs(request: MemberRequest) -> HttpResponse:
    """Who waits for a person, what presses most first."""
    which = _which(request)
    page = listing.page(which, reader=request.member, now=timezone.now(), after=request.GET.get("after", ""))
    counts = listing.counts(request.member)
    context = {
        "page": page,
        "which": which,
        "counts": counts,
        "tabs": [
            {"word": word, "url": f"?which={name}", "current": name == which, "count": counts.get(name) or ""}
            for name, word in listing.WHICH.items()
        ],
        "order": listing.order(which).word,
        "next_url": f"?which={which}&after={page.after}" if page.after else "",
        "first_url": f"?which={which}" if "after" in request.GET else "",
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/handoffs/list.html", context)


@access.member()
@require_safe
def handoffs_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    rows = listing.exported(_which(request), reader=request.member, now=timezone.now())
    return csv.answer(rows, filename=f"handoffs-{timezone.localdate()}.csv")


@access.member()
@require_safe
def handoff(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """Who waits, what they said, by when they are answered, and what was done."""
    return _page(request, _find(handoff_id))


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def handoff_new(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Ask a colleague to take over a customer."""
    customer = get_object_or_404(Customer.rows().filter(erased_at=None), pk=customer_id)
    form = forms.NewHandoffForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        opened = _try(request, form, actions.open_handoff, customer=customer, now=timezone.now(), **form.cleaned_data)
        if opened:
            toasts.say(request, f"{customer} waits for a person. Nothing automatic goes to them meanwhile.")
            return redirect("handoff", opened.pk)
    return render(request, "touchpoints/handoffs/form.html", {"form": form, "customer": customer})


@access.member(Role.AGENT)
@require_POST
def handoff_claim(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """It is mine."""
    undo = reverse("handoff_release", args=[handoff_id])
    return _press(request, handoff_id, actions.claim, said="It is yours.", undo=undo, now=timezone.now())


@access.member(Role.AGENT)
@require_POST
def handoff_release(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """Somebody else may take it."""
    return _press(request, handoff_id, actions.release, said="It is in the queue again.")


@access.member(Role.AGENT)
@require_POST
def handoff_reached(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """I have spoken with the customer."""
    undo = reverse("handoff_not_reached", args=[handoff_id])
    return _press(
        request, handoff_id, actions.reach, said="Reached. Hand it back when it is done.", undo=undo, now=timezone.now()
    )


@access.member(Role.AGENT)
@require_POST
def handoff_not_reached(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """It was pressed by mistake."""
    return _press(request, handoff_id, actions.take_back_reach, said="Not reached yet.")


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def handoff_hand_back(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """It is done: with what was done. The form stands on the handoff's page."""
    found = _find(handoff_id)
    form = forms.HandBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _try(request, form, actions.hand_back, handoff=found, now=timezone.now(), **form.cleaned_data):
        navigation.forget_counts(request.member)
        toasts.say(request, "Handed back.", undo_url=reverse("handoff_reopening", args=[found.pk]))
        return redirect("handoffs")
    return _page(request, _find(handoff_id), form)


@access.member(Role.AGENT)
@require_POST
def handoff_reopening(request: MemberRequest, handoff_id: UUID) -> HttpResponse:
    """Undo a hand back."""
    return _press(request, handoff_id, actions.reopen, said="It is open again.", now=timezone.now())


@access.member(Role.AGENT)
@require_POST
def handoff_customer(request: MemberRequest, handoff_id: UUID, customer_id: UUID) -> HttpResponse:
    """Say which customer wrote."""
    customer = get_object_or_404(Customer.rows().filter(erased_at=None), pk=customer_id)
    return _press(request, handoff_id, actions.name_customer, said=f"This is about {customer}.", customer=customer)


def _press(
    request: MemberRequest, handoff_id: UUID, verb: Callable[..., Handoff], *, said: str, undo: str = "", **more: Any
) -> HttpResponse:
    """Run one verb and come back to where it was pressed, with its words or the refusal's."""
    found = _find(handoff_id)
    try:
        verb(by=Actor.of(request.member), handoff=found, **more)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        navigation.forget_counts(request.member)
        toasts.say(request, said, undo_url=undo)
    return HttpResponseRedirect(addresses.wanted(request, default=reverse("handoff", args=[found.pk])))


def _try(request: MemberRequest, form: Any, verb: Callable[..., Handoff], **given: Any) -> Handoff | None:
    """Run one verb with what was typed; the refusal's words stand in the form."""
    try:
        return verb(by=Actor.of(request.member), **given)
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer if refusal.pointer in form.fields else None, refusal.words)
        return None


def _page(request: MemberRequest, found: Handoff, form: forms.HandBackForm | None = None) -> HttpResponse:
    shown = showing.show(found, reader=request.member, now=timezone.now())
    context = {"shown": shown, "handoff": found, "form": form or forms.HandBackForm()}
    return render(request, "touchpoints/handoffs/page.html", context)


def _find(handoff_id: UUID) -> Handoff:
    found = showing.find(handoff_id)
    if found is None:
        raise Http404
    return found


def _which(request: HttpRequest) -> str:
    given = request.GET.get("which", "")
    return given if given in listing.WHICH else "all"
