"""Pages that end a customer's record: merging it into another one, to be undone for a day, and erasing what is personal."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from presence.customers import erasing, forms, holdings, merging, unmerging
from presence.customers import search as searching
from presence.customers.models import Contact, Customer, Merge
from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

FOUND = 20


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def customer_merge(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Find the other record, see what moves and choose what is right, then type its name."""
    customer = get_object_or_404(Customer.rows(), pk=customer_id, erased_at=None)
    former = _former(request, customer)
    if former is None:
        return _choose(request, customer)
    form = forms.MergeForm(request.POST if request.method == "POST" else None, customer=customer, former=former)
    if form.is_valid():
        try:
            by = Actor.of(request.member)
            done = merging.merge(by=by, now=timezone.now(), customer=customer, former=former, take=form.taken())
        except refusals.Refusal as refusal:
            form.add_error(None, refusal.words)
        else:
            words = "Merged. Old references and addresses lead here. It can be undone until tomorrow."
            toasts.say(request, words, undo_url=reverse("merge_undo", args=[done.pk]))
            return redirect("customer", customer.pk)
    context = {"customer": customer, "former": former, "form": form, "holdings": holdings.of(former.pk)}
    return render(request, "presence/customers/merge.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_undo(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """See what goes back and what stays, then take the two apart again."""
    merged = get_object_or_404(Merge.rows(), pk=merge_id)
    customer = Customer.rows().filter(pk=merged.customer_id).first()
    if request.method == "POST":
        try:
            former = unmerging.undo(by=Actor.of(request.member), now=timezone.now(), merged=merged)
        except refusals.Refusal as refusal:
            toasts.say(request, refusal.words, urgent=True)
            return redirect("customer", merged.customer_id) if customer else redirect("customers")
        toasts.say(request, f"{former} is a customer of its own again.")
        return redirect("customer", former.pk)
    if customer is None:
        raise Http404
    context = {"merged": merged, "customer": customer, "until": merged.until, "holdings": unmerging.going_back(merged)}
    return render(request, "presence/customers/merge_undo.html", context)


@access.member(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def customer_erasure(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Erase a customer, after its name was typed."""
    customer = get_object_or_404(Customer.rows(), pk=customer_id, erased_at=None)
    form = forms.TypedNameForm(request.POST if request.method == "POST" else None)
    context = {"customer": customer, "name": customer.name, "holdings": holdings.of(customer.pk), "form": form}
    if form.is_valid():
        typed, by = form.cleaned_data["name"], Actor.of(request.member)
        try:
            erasing.erase_customer(by=by, now=timezone.now(), customer=customer, typed=typed)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            toasts.say(request, "Erased. Facts and figures stay; nothing personal is left.")
            return redirect("customers")
    return render(request, "presence/customers/erasure.html", context)


@access.member(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_erasure(request: MemberRequest, customer_id: UUID, contact_id: UUID) -> HttpResponse:
    """Erase one person at a customer, after their name was typed."""
    contact = get_object_or_404(Contact.rows().select_related("customer"), pk=contact_id, customer=customer_id)
    form = forms.TypedNameForm(request.POST if request.method == "POST" else None)
    context = {"customer": contact.customer, "contact": contact, "name": contact.name, "form": form}
    if form.is_valid():
        try:
            erasing.erase_contact(by=Actor.of(request.member), contact=contact, typed=form.cleaned_data["name"])
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, refusal.words)
        else:
            toasts.say(request, "Erased. What was said about them by name is gone, too.")
            return redirect("customer", customer_id)
    return render(request, "presence/customers/erasure.html", context)


def _former(request: MemberRequest, customer: Customer) -> Customer | None:
    """The record that the address names; None when it names none. Another organization's is as good as none."""
    try:
        former_id = UUID(request.GET.get("former", ""))
    except ValueError:
        return None
    return get_object_or_404(Customer.rows().exclude(pk=customer.pk), pk=former_id, erased_at=None)


def _choose(request: MemberRequest, customer: Customer) -> HttpResponse:
    query = request.GET.get("q", customer.name)
    found: list[Any] = [match for match in searching.find(query, FOUND) if match.customer_id != customer.pk]
    recent = unmerging.of(customer.pk, now=timezone.now())
    context = {"customer": customer, "q": query, "found": found, "recent": recent}
    return render(request, "presence/customers/merge_choice.html", context)
