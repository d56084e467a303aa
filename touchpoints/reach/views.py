"""Pages of members about the way to a person: what customers read there, the permanent address, and whether it stands."""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from presence.customers import phones
from presence.kit import refusals, toasts, words
from presence.kit.forms import Plain
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.reach import actions, links, opening, probing, standing


class ReachPageForm(Plain, forms.Form):
    """What every customer reads behind a link."""

    phone = forms.CharField(
        required=False,
        max_length=40,
        label="Phone number",
        help_text="Shown with a button to call it. Leave it empty if nobody answers a phone.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    words = forms.CharField(
        required=False,
        max_length=actions.LONGEST_WORDS,
        label="A sentence of yours",
        help_text="In your words, such as “In an emergency please call, even on Sundays.”",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def reach_settings(request: MemberRequest) -> HttpResponse:
    """What customers read, the organization's own address, and how every way to a person stands."""
    page = opening.page_of_organization()
    given = {"phone": phones.shown(page.phone) if page.phone else "", "words": page.words}
    form = ReachPageForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid() and _write(request, form):
        toasts.say(request, "Saved. Customers read it from now on.")
        return redirect("reach_settings")
    context = {
        "form": form,
        "page": page,
        "url": links.address_of_organization(generation=page.generation),
        "standings": standing.of_all(now=timezone.now()),
        "may_replace": request.member.may(Role.OWNER),
    }
    return render(request, "touchpoints/reach/settings.html", context)


@access.member(Role.OWNER)
@require_POST
def reach_address(request: MemberRequest) -> HttpResponse:
    """Replace the permanent address; the former one opens nothing any more."""
    try:
        actions.replace_address(by=Actor.of(request.member), now=timezone.now())
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "The page has another address now. Put it wherever the former one stood.")
    return redirect("reach_settings")


@transaction.non_atomic_requests
@access.member(Role.LEADER)
@require_POST
def reach_probe(request: MemberRequest) -> HttpResponse:
    """Try every way to a person now."""
    tried = probing.probe_all(by=Actor.of(request.member), now=timezone.now())
    toasts.say(request, f"Tried {words.count(tried, 'way', 'ways')} to a person." if tried else "Nothing is automatic yet.")
    return redirect("reach_settings")


def _write(request: MemberRequest, form: ReachPageForm) -> bool:
    try:
        actions.write(by=Actor.of(request.member), country=request.organization.country, **form.cleaned_data)
    except phones.NotAPhoneNumber as refusal:
        form.add_error("phone", refusal.words)
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer if refusal.pointer in form.fields else None, refusal.words)
    return form.is_valid()
