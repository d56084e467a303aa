"""The figures for people outside: no sign-in, no script, no rows, no customer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from metrics.dashboard import comparing, overview
from metrics.facts.measured import Asked
from metrics.sharing import links
from metrics.sharing.models import MetricsLink
from presence.accounts import limits
from presence.kit import windows
from presence.kit.views import discreet, too_many
from presence.tenancy import access, scope
from touchpoints.interactions import choices as fields
from touchpoints.interactions import filters, recorded


@access.public
@never_cache
@require_safe
def shared_metrics(request: HttpRequest, token: str) -> HttpResponse:
    """The figures behind a link, as of now."""
    link = links.find(token, now=timezone.now())
    if link is None:
        return discreet(_unknown(request))
    with scope.acting_for(link.organization_id), timezone.override(link.organization.zone):
        return discreet(render(request, "metrics/sharing/view.html", _shown(link)))


def _shown(link: MetricsLink) -> dict[str, Any]:
    today = timezone.localdate()
    window = windows.parse(window=link.window, today=today, recorded=recorded.days)
    chosen = filters.read({"team": link.team.key} if link.team else {})
    asked = Asked(link.organization, window, timezone.now(), chosen)
    return {
        "link": link,
        "organization": link.organization,
        "cards": overview.show(asked, comparing.usual(asked)).cards,
        "days": fields.days_word(window, today=today),
        "now": asked.now,
        "zone": link.organization.zone.key.rpartition("/")[2].replace("_", " "),
    }


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same page for a link that ended, is withdrawn, mistyped or never was; somebody who guesses is slowed down."""
    if limits.is_exhausted(request, "metrics_link"):
        return too_many(request)
    limits.count(request, "metrics_link")
    return render(request, "metrics/sharing/gone.html", status=404)
