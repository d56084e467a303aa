"""`/`: a visitor reads what this is, somebody signed in comes to their last organization, a member finds where to begin."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from presence.accounts.models import User
from presence.home import steps
from presence.kit import addresses, attention, navigation
from presence.tenancy import access, directory
from presence.tenancy.access import MemberRequest


@access.public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if getattr(request, "member", None):
        return _start(request)  # type: ignore[arg-type]
    if request.user.is_authenticated:
        return _to_last_organization(request.user)
    return render(request, "presence/home/landing.html")


def _start(request: MemberRequest) -> HttpResponse:
    _remember(request)
    first_steps = steps.shown_to(request.member)
    context = {
        "attention": attention.shown_to(request.member),
        "steps": first_steps,
        "steps_left": sum(not step.done for step in first_steps),
        "figure_url": navigation.address("metrics_panel"),
    }
    return render(request, "presence/home/start.html", context)


def _remember(request: MemberRequest) -> None:
    """The organization whose first page was opened last is where somebody comes back to. Written when it changes."""
    slug = request.organization.slug
    if request.user.last_organization_slug != slug:
        User.objects.filter(pk=request.user.pk).update(last_organization_slug=slug)


def _to_last_organization(user: User) -> HttpResponse:
    places = directory.places_of(user.pk)
    if not places:
        return redirect("organization_new")
    last = next((place for place in places if place.slug == user.last_organization_slug), places[0])
    return HttpResponseRedirect(addresses.mounted(last.slug))
