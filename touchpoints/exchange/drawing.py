"""Drawing a published version again without publishing it: a map brought in from our own past, and taken back the same way."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.exchange import bringing, views
from touchpoints.exchange.models import BroughtMap
from touchpoints.journeys.published import MapVersion


@access.member(Role.LEADER)
@require_POST
def draw(request: MemberRequest, number: int) -> HttpResponse:
    """Draw a version again, to change or check it first."""
    version = get_object_or_404(MapVersion.rows(), number=number)
    try:
        brought = bringing.write(
            by=Actor.of(request.member),
            now=timezone.now(),
            document=version.document,
            expected=None,
            source=BroughtMap.Source.TEMPLATE,
            name=f"version {number}",
        )
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        views.say_brought(request, brought, f"The map is drawn as in version {number}. Nothing is published.")
    return redirect("map_check")
