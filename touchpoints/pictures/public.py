"""The map for people outside: no sign-in, no script, no cookie, no customer.

It shows the published map: names, what the customer wants, modes and protections. Owners and the figures of the last 28 days
are there only where whoever made the link chose so. Reasons, messages and ways to a person stay inside.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from presence.accounts import limits
from presence.kit import words
from presence.kit.views import discreet, too_many
from presence.tenancy import access, scope
from touchpoints.journeys import versions
from touchpoints.pictures import links, reading
from touchpoints.pictures.models import MapLink
from touchpoints.pictures.sheet import Sheet


@access.public
@never_cache
@require_safe
def map_view(request: HttpRequest, token: str) -> HttpResponse:
    """The published map behind a link."""
    link = links.find(token)
    if link is None:
        return discreet(_unknown(request))
    with scope.acting_for(link.organization_id), timezone.override(link.organization.zone):
        sheet = _sheet(link, now=datetime.now(UTC))
        context = {"sheet": sheet, "organization": link.organization, "with_figures": link.with_figures}
        return discreet(render(request, "touchpoints/pictures/view.html", context))


def _sheet(link: MapLink, *, now: datetime) -> Sheet:
    today = timezone.localdate()
    held = versions.newest()
    since = words.day(held.effective_from.astimezone(link.organization.zone).date(), today=today) if held else ""
    about = f"Version {held.number}, in force since {since}" if held else "Nothing is published yet"
    sheet = reading.published(f"How {link.organization} meets its customers", about, with_owners=link.with_owners)
    return reading.with_figures(sheet, now=now, today=today) if link.with_figures else sheet


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same page for a link that is withdrawn, mistyped or never was; somebody who guesses is slowed down."""
    if limits.is_exhausted(request, "map_link"):
        return too_many(request)
    limits.count(request, "map_link")
    return render(request, "touchpoints/pictures/gone.html", status=404)
