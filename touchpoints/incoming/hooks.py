"""Where mail providers call. The address holds a secret; what came twice, late or out of order ends the same."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from presence.accounts import limits
from presence.kit.views import too_many
from presence.tenancy import access, scope
from touchpoints.incoming import actions, providers, taking
from touchpoints.incoming.models import MailSource


@access.public
@csrf_exempt  # a program calls; whoever does not know the address cannot send anything to it
@never_cache
@require_http_methods(["HEAD", "POST"])
def hook_events(request: HttpRequest, token: str) -> HttpResponse:
    """Deliveries, bounces, complaints."""
    return _answer(request, token, _take_events)


@access.public
@csrf_exempt
@never_cache
@require_http_methods(["HEAD", "POST"])
def hook_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Mails that came to the reply address."""
    return _answer(request, token, _take_mails)


def _answer(request: HttpRequest, token: str, take: Callable[[MailSource, HttpRequest], None]) -> HttpResponse:
    source = actions.find(token)
    if source is None:
        return _unknown(request)
    if request.method == "HEAD":
        return HttpResponse()
    with scope.acting_for(source.organization_id):
        try:
            take(source, request)
        except providers.Unreadable as refusal:
            return HttpResponseBadRequest(refusal.words, content_type="text/plain")
        with transaction.atomic():
            MailSource.rows().filter(pk=source.pk).update(heard_at=timezone.now())
    return HttpResponse()


def _take_events(source: MailSource, request: HttpRequest) -> None:
    for report in _in_order(providers.reports(source, request)):
        taking.report(now=timezone.now(), report=report, source=source)


def _take_mails(source: MailSource, request: HttpRequest) -> None:
    for letter in providers.mails(source, request):
        taking.letter(now=timezone.now(), letter=letter, source=source)


def _in_order(reports: Iterable[taking.Report]) -> list[taking.Report]:
    """By address, so that two calls at once lock addresses in the same order."""
    return sorted(reports, key=lambda report: report.address)


def _unknown(request: HttpRequest) -> HttpResponse:
    if limits.is_exhausted(request, "hook"):
        return too_many(request)
    limits.count(request, "hook")
    return HttpResponseNotFound("Nothing is called here.", content_type="text/plain")
