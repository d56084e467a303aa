"""The address that Prometheus asks. It knows nobody but the token of the installation."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from metrics.watching import samples, text
from presence.tenancy import access


@access.public
@never_cache
@require_safe
def watched(request: HttpRequest) -> HttpResponse:
    """Gauges of the whole installation. Without PROMETHEUS_TOKEN there is nothing here; with it, nothing without it."""
    if not settings.PROMETHEUS_TOKEN:
        raise Http404
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    is_known = secrets.compare_digest(shown.strip().encode(errors="replace"), settings.PROMETHEUS_TOKEN.encode())
    if kind.lower() != "bearer" or not is_known:
        refused = HttpResponse("Send the token of this installation.\n", content_type="text/plain; charset=utf-8", status=401)
        refused.headers["WWW-Authenticate"] = 'Bearer realm="Presence"'
        return refused
    return HttpResponse(text.write(samples.collect()), content_type=text.CONTENT_TYPE)
