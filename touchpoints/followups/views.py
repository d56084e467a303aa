"""Pages of follow-ups."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.customers.models import Customer
from presence.kit import csv, refusals, toasts
from presence.kit.filters import address
from presence.kit.ids import new_id
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.followups import actions, listing
from touchpoints.followups.forms import Filters, FollowUpForm
from touchpoints.followups.models import FollowUp

PROPOSED_AFTER = timedelta(days=7)


@access.member()
@require_safe
def followups(request: MemberRequest) -> HttpResponse:
    """The list, with the days of this week above it."""
    wanted, today = Filters(request.GET).wanted(), timezone.localdate()
    page = listing.page(wanted, reader=request.member, today=today, after=request.GET.get("after", ""))
    context = {
        "page": page,
        "wanted": wanted,
        "today": today,
        "tabs": [{"word": word, "url": f"?who={who}", "current": who == wanted.who} for who, word in listing.WHO.items()],
        "when": listing.WHEN.items(),
        "week": listing.week(request.member, wanted.who, today),
        "customer": Customer.rows().filter(pk=wanted.customer).first() if wanted.customer else None,
        "query": request.GET.urlencode(),
        "next_url": address(request.GET, after=page.after) if page.after else "",
        "first_url": address(request.GET) if "after" in request.GET else "",
        "may_write": request.member.may(Role.AGENT),
    }
    return render(request, "touchpoints/followups/list.html", context)


@access.member()
@require_safe
def followups_csv(request: MemberRequest) -> FileResponse:
    """The same list, whole, for a spreadsheet."""
    today = timezone.localdate()
    rows = listing.exported(Filters(request.GET).wanted(), reader=request.member, today=today)
    return csv.answer(rows, filename=f"follow-ups-{today}.csv")


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def followup_new(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Come back to this customer on a day."""
    customer, today = get_object_or_404(Customer.rows(), pk=customer_id), timezone.localdate()
    blank = {"id": new_id(), "due_date": today + PROPOSED_AFTER, "member": request.member.pk}
    form = FollowUpForm(request.POST if request.method == "POST" else None, initial=blank)
    if form.is_valid():
        try:
            actions.add(by=Actor.of(request.member), today=today, customer=customer, **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, django_forms.ValidationError(refusal.words))
        else:
            toasts.say(request, f"Follow-up with {customer} saved.")
            return redirect("customer", customer.pk)
    return _show(request, form, customer=customer)


@access.member(Role.AGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def followup_edit(request: MemberRequest, followup_id: UUID) -> HttpResponse:
    """Another day, another person, or other words."""
    row = _followup(followup_id)
    known = {"due_date": row.due_date, "words": row.words, "member": row.member_id}
    form = FollowUpForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "id"}
        try:
            actions.change(by=Actor.of(request.member), today=timezone.localdate(), followup=row, **given)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, django_forms.ValidationError(refusal.words))
        else:
            toasts.say(request, "Follow-up saved.")
            return redirect("followups")
    return _show(request, form, customer=row.customer, followup=row)


@access.member(Role.AGENT)
@require_POST
def followup_done(request: MemberRequest, followup_id: UUID) -> HttpResponse:
    row = _followup(followup_id)
    actions.finish(by=Actor.of(request.member), now=timezone.now(), followup=row)
    toasts.say(request, f"Followed up with {row.customer}.", undo_url=reverse("followup_return", args=[row.pk]))
    return redirect("followups")


@access.member(Role.AGENT)
@require_POST
def followup_return(request: MemberRequest, followup_id: UUID) -> HttpResponse:
    """Not done after all."""
    actions.reopen(by=Actor.of(request.member), followup=_followup(followup_id))
    toasts.say(request, "The follow-up is open again.")
    return redirect("followups")


def _followup(followup_id: UUID) -> FollowUp:
    return get_object_or_404(FollowUp.rows().select_related("customer"), pk=followup_id)


def _show(request: MemberRequest, form: FollowUpForm, **about: Any) -> HttpResponse:
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/followups/form.html", {"form": form, "followup": None} | about, status=status)
