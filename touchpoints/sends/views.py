"""Pages of the outbox: the list, one message exactly as it left, and why a customer did or did not get something."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from presence.customers.models import Customer, EmailAddress
from presence.kit import addresses, csv, filters, navigation, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.sends import actions, listing, preview, why
from touchpoints.sends.filters import SendFilters
from touchpoints.sends.models import Message, State
from touchpoints.suppression import reading as suppression


@access.member()
@require_safe
def sends(request: MemberRequest) -> HttpResponse:
    """Newest first. The address holds filters and place."""
    form = SendFilters(request.GET)
    kept, now = form.kept(), timezone.now()
    page = listing.page(kept, after=request.GET.get("after", ""))
    for row in page.rows:
        row["seconds_left"] = listing.seconds_left(row["due_at"], now) if row["state"] == State.QUEUED else None
    context = {
        "form": form,
        "rows": page.rows,
        "customer": Customer.rows().filter(pk=kept["customer"]).first() if kept.get("customer") else None,
        "tabs": [_tab(request, key, kept) for key in listing.GROUPS],
        "state": kept.get("state", ""),
        "left_out": form.left_out(),
        "narrowed": bool(set(kept) - {"state"}),
        "next_url": filters.address(request.GET, page.after) if page.after else "",
        "first_url": filters.address(request.GET) if "after" in request.GET else "",
        "csv_url": f"{reverse('sends_csv')}{filters.address(request.GET)}",
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/sends/list.html", context)


@access.member()
@require_safe
def sends_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    return csv.answer(listing.exported(SendFilters(request.GET).kept()), filename=f"outbox-{timezone.localdate()}.csv")


@access.member()
@require_safe
def send(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """One message: where it is and why, and exactly what left, or what would."""
    message, now = _message(message_id), timezone.now()
    context = {
        "message": message,
        "shown": preview.of(request.organization, message, now),
        "seconds_left": listing.seconds_left(message.due_at, now) if message.state == State.QUEUED else None,
        "is_waiting": message.state in actions.WAITING,
        "may_return": message.state == State.CANCELED and message.reason_code == actions.BY_HAND and message.not_after > now,
        "may_retry": message.state == State.FAILED and message.not_after > now,
        "is_uncertain": message.state == State.UNCERTAIN,
        "is_too_late": message.not_after <= now,
        "too_late": actions.TooLate().words,
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/sends/page.html", context)


@access.member()
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"], "style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "sandbox": True})  # type: ignore[untyped-decorator]  # django-csp has no types
@require_safe
def send_body(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """The HTML part, for the frame of its page: without script, without forms, without anything from elsewhere."""
    shown = preview.of(request.organization, _message(message_id), timezone.now())
    return HttpResponse(shown.html if shown else "")


@access.member(Role.AGENT)
@require_POST
def send_stop(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Stop it before it leaves."""
    message = _message(message_id)
    try:
        actions.stop(by=Actor.of(request.member), message=message)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Stopped. It will not be sent.", undo_url=reverse("send_return", args=[message.pk]))
    return _back(request, message)


@access.member(Role.AGENT)
@require_POST
def send_return(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Undo a stop."""
    return _do(request, message_id, actions.bring_back, "It waits again.")


@access.member(Role.AGENT)
@require_POST
def send_retry(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Try a failed one again."""
    return _do(request, message_id, actions.retry, "It is tried again in a moment.")


@access.member(Role.AGENT)
@require_POST
def send_resolve(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Say what became of an uncertain one."""
    fate = request.POST.get("fate", "")
    if fate not in ("arrived", "lost", "again"):
        toasts.say(request, "Choose what became of it.", urgent=True)
        return redirect("send", _message(message_id).pk)
    return _do(request, message_id, actions.resolve, "Written down.", fate=fate)


@access.member()
@require_safe
def sends_why(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Why did this customer get it, or not?"""
    customer = get_object_or_404(Customer.rows(), pk=customer_id)
    accounts = why.of_customer(request.organization, customer, timezone.now())
    addresses = EmailAddress.rows().filter(customer=customer).order_by("position", "pk").values_list("address", flat=True)
    barred = suppression.barred(addresses, may_lift=request.member.may(Role.LEADER))
    context = {"customer": customer, "accounts": accounts, "barred": barred.items()}
    return render(request, "touchpoints/sends/why.html", context)


def _do(request: MemberRequest, message_id: UUID, verb: Any, words: str, **more: Any) -> HttpResponse:
    message = _message(message_id)
    try:
        verb(by=Actor.of(request.member), now=timezone.now(), message=message, **more)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        navigation.forget_counts(request.member)
        toasts.say(request, words)
    return _back(request, message)


def _back(request: HttpRequest, message: Message) -> HttpResponse:
    """To the list it was pressed on, as it was, or to its own page."""
    return HttpResponseRedirect(addresses.wanted(request, default=reverse("send", args=[message.pk])))


def _message(message_id: UUID) -> Message:
    named = Message.rows().select_related("automation", "touchpoint", "customer", "contact", "promise")
    return get_object_or_404(named, pk=message_id)


def _tab(request: HttpRequest, key: str, kept: dict[str, str]) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("after", None)
    query["state"] = key
    return {"word": listing.GROUPS[key].word, "url": f"?{query.urlencode()}", "current": key == kept.get("state", "")}
