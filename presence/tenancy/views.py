"""Pages about organizations as such: make one, switch, change its name and place."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from presence.kit import addresses, toasts
from presence.kit.refusals import Refusal
from presence.tenancy import access, actions, directory
from presence.tenancy.access import MemberRequest, SignedInRequest
from presence.tenancy.actors import Actor
from presence.tenancy.forms import NewOrganization, OrganizationSettings
from presence.tenancy.models import Organization, Role


@access.signed_in
@require_http_methods(["GET", "POST"])
def organization_new(request: SignedInRequest) -> HttpResponse:
    form = NewOrganization(request.POST if request.method == "POST" else None)
    organization = _make(form, request) if form.is_valid() else None
    if organization is None:
        return render(request, "presence/tenancy/organization_new.html", {"form": form, "root": addresses.public("home")})
    toasts.say(request, f"{organization} is ready.")
    return HttpResponseRedirect(addresses.mounted(organization.slug))


@access.signed_in
@require_safe
def organizations(request: SignedInRequest) -> HttpResponse:
    """The switcher's menu, or the same as a page."""
    here = getattr(request, "organization", None)
    places = [
        {
            "name": place.name,
            "role": Role(place.role).label,
            "url": addresses.mounted(place.slug),
            "current": here is not None and place.slug == here.slug,
        }
        for place in directory.places_of(request.user.pk)
    ]
    template = "kit/_organizations_part.html" if request.htmx else "presence/tenancy/organizations.html"
    return render(request, template, {"organizations": places, "new_url": reverse("organization_new")})


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def organization_settings(request: MemberRequest) -> HttpResponse:
    form = OrganizationSettings.about(request.organization, request.POST if request.method == "POST" else None)
    if not form.is_valid() or not _change(form, request):
        return render(request, "presence/tenancy/organization_settings.html", {"form": form})
    toasts.say(request, "The organization is saved.")
    return redirect("organization_settings")


def _make(form: NewOrganization, request: SignedInRequest) -> Organization | None:
    wished = form.cleaned_data
    slug = wished["slug"] or actions.free_slug(wished["name"])
    try:
        return actions.create_organization(
            name=wished["name"], slug=slug, time_zone=wished["time_zone"], country=wished["country"], owner=request.user
        )
    except Refusal as refusal:
        form.add_error(refusal.pointer or None, forms.ValidationError(refusal.words))
        return None


def _change(form: OrganizationSettings, request: MemberRequest) -> bool:
    try:
        actions.change_organization(by=Actor.of(request.member), organization=request.organization, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.pointer or None, forms.ValidationError(refusal.words))
        return False
    return True
