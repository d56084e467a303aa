"""The page behind the link in every message: no sign-in, no script, no cookie.

The signature in the address is the right to ask. Opening the page changes nothing, so that programs which follow links ask for
nobody; what a program may have sent is kept and marked. A link that opens nothing still says how to reach a person.
"""

import secrets
from datetime import UTC, datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from presence.accounts import limits
from presence.kit import cache
from presence.kit.views import discreet
from presence.tenancy import access, scope
from touchpoints.handoffs.models import Handoff
from touchpoints.reach import asking, opening, showing
from touchpoints.reach.forms import AskForm
from touchpoints.reach.opening import Opened
from touchpoints.reach.phrases import LANGUAGES, accepted, language_of

_receipts = signing.Signer(salt="presence.reach.receipt")


@access.public
@csrf_exempt  # nothing of a cookie is used, and whoever does not know the address cannot send anything to it
@never_cache
@sensitive_post_parameters("words", "caller")
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, token: str) -> HttpResponse:
    """Who answers, when, and one box to ask."""
    opened = opening.find(token)
    if opened is None:
        return discreet(_unknown(request))
    with scope.acting_for(opened.organization), timezone.override(opened.organization.zone):
        response = _ask(request, opened) if request.method == "POST" else _show(request, opened)
    return discreet(response)


def _ask(request: HttpRequest, opened: Opened) -> HttpResponse:
    form = _form(request, opened)
    if _asks_too_often(request):
        form.add_error(None, LANGUAGES[_language(request, opened)].unreachable)
        return _show(request, opened, form=form, status=429)
    if not form.is_valid():
        return _show(request, opened, form=form, status=422)
    handoff = asking.ask(now=datetime.now(UTC), opened=opened, asked=form.asked())
    return HttpResponseRedirect(request.path if opened.customer else f"{request.path}?receipt={_receipt(handoff)}")


def _show(request: HttpRequest, opened: Opened, *, form: AskForm | None = None, status: int = 200) -> HttpResponse:
    waiting = asking.waiting(opened, _source_in(request.GET.get("receipt", "")))
    shown = showing.show(opened, language=_language(request, opened), now=datetime.now(UTC), waiting=waiting)
    context = {"shown": shown, "say": shown.phrases, "form": form or _form(request, opened), "LANGUAGE_CODE": shown.language}
    return render(request, "touchpoints/reach/page.html", context, status=status)


def _form(request: HttpRequest, opened: Opened) -> AskForm:
    phrases = LANGUAGES[_language(request, opened)]
    data = request.POST if request.method == "POST" else None
    return AskForm(data, phrases=phrases, is_known=opened.customer is not None, nonce=secrets.token_urlsafe(9))


def _language(request: HttpRequest, opened: Opened) -> str:
    """The contact's own, otherwise what their browser asks for."""
    return language_of(*([opened.contact.language] if opened.contact else []), *accepted(request))


def _asks_too_often(request: HttpRequest) -> bool:
    """Counted by address. Where nothing can be counted, whoever needs a person is let through."""
    if limits.is_exhausted(request, "reach"):
        return not cache.is_away()
    limits.count(request, "reach")
    return False


def _receipt(handoff: Handoff) -> str:
    """What shows whoever just asked on a page of everybody that theirs was received."""
    return _receipts.sign(handoff.source_id)


def _source_in(receipt: str) -> str:
    try:
        return _receipts.unsign(receipt)
    except signing.BadSignature:
        return ""


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same page for every link that opens nothing; somebody who guesses is slowed down, and reads the same words."""
    is_guessing = limits.is_exhausted(request, "reach_link") and not cache.is_away()
    if not is_guessing:
        limits.count(request, "reach_link")
    language = language_of(*accepted(request))
    context = {"say": LANGUAGES[language], "LANGUAGE_CODE": language}
    return render(request, "touchpoints/reach/gone.html", context, status=429 if is_guessing else 404)
