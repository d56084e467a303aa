"""Sharing the map: open links, a form for another, and withdrawing one."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from presence.kit import refusals, toasts
from presence.kit.forms import Plain
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.pictures import links
from touchpoints.pictures.models import MapLink


class LinkForm(Plain, forms.Form):
    """For whom a link is and what it shows."""

    label = forms.CharField(
        label="For whom is it?", max_length=80, help_text="Only your team sees this, such as “Our advisor Pia”."
    )
    with_owners = forms.BooleanField(label="Name the owners", required=False, help_text="Who answers for each moment.")
    with_figures = forms.BooleanField(
        label="Show figures",
        required=False,
        help_text="How often each moment was met in 28 days, and your word kept.",
    )


@access.member(Role.LEADER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def map_links(request: MemberRequest) -> HttpResponse:
    """The open links, and the form for another. Its address is in the answer to the POST, and nowhere else."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    made = _make(request, form) if form.is_valid() else None
    listed = MapLink.rows().filter(revoked_at=None).select_related("made_by__user")
    context = {"links": listed, "form": LinkForm() if made else form, "url": made.url if made else ""}
    return render(request, "touchpoints/pictures/links.html", context)


@access.member(Role.LEADER)
@require_POST
def map_link_revocation(request: MemberRequest, map_link_id: UUID) -> HttpResponse:
    """Whoever has the address sees nothing from now on."""
    link = get_object_or_404(MapLink.rows(), pk=map_link_id)
    links.revoke(by=Actor.of(request.member), now=timezone.now(), link=link)
    toasts.say(request, f"The link for {link} is withdrawn. It shows nothing any more.")
    return redirect("map_links")


def _make(request: MemberRequest, form: LinkForm) -> links.Made | None:
    try:
        return links.make(by=Actor.of(request.member), **form.cleaned_data)
    except refusals.Refusal as refusal:
        form.add_error(refusal.pointer or None, refusal.words)
        return None
