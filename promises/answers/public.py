"""The customer's own page of a promise: no sign-in, no script, no cookie.

The secret in the address is the right to answer. Opening the page changes nothing, so that programs which follow links cannot
answer for anybody; an answer is a form that somebody sends.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from presence.accounts import limits
from presence.kit import refusals
from presence.kit.views import discreet, too_many
from presence.tenancy import access, scope
from promises.answers import answering, forms, links, reading, showing
from promises.answers.models import PromiseLink


@access.public
@csrf_exempt  # nothing of a cookie is used, and whoever does not know the address cannot send anything to it
@never_cache
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def promise_of_customer(request: HttpRequest, token: str) -> HttpResponse:
    """What was promised, and what the customer says to it."""
    link = links.find(token)
    if link is None:
        return discreet(_unknown(request))
    with scope.acting_for(link.organization_id), timezone.override(link.organization.zone):
        response = _answer(request, link) if request.method == "POST" else _show(request, link)
    return discreet(response)


def _answer(request: HttpRequest, link: PromiseLink) -> HttpResponse:
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, link, form=form, status=422)
    try:
        answering.answer(now=datetime.now(UTC), link=link, **form.answer())
    except answering.OtherRevision as stale:
        return _ask_again(request, link, stale)
    except answering.TooManyAnswers as refusal:
        form.refuse(refusal)
        return _show(request, link, form=form, status=429)
    except refusals.Refusal as refusal:
        form.refuse(refusal)
        return _show(request, link, form=form, status=422)
    return HttpResponseRedirect(request.path)


def _ask_again(request: HttpRequest, link: PromiseLink, stale: answering.OtherRevision) -> HttpResponse:
    """The newer revision, with everything that was typed and a word why it was not recorded."""
    typed = forms.AnswerForm(request.POST.dict() | {"number": str(stale.number)})
    typed.refuse(stale)
    return _show(request, link, form=typed, status=409)


def _show(request: HttpRequest, link: PromiseLink, *, form: forms.AnswerForm | None = None, status: int = 200) -> HttpResponse:
    shown = showing.of(link.promise)
    standing = reading.standing(link, shown.number, datetime.now(UTC))
    context = {
        "shown": shown,
        "link": link,
        "organization": link.organization,
        "standing": standing,
        "may_answer": shown.is_answerable and standing.may_answer,
        "form": form or forms.AnswerForm(initial=forms.shown(shown.number, standing.answer)),
    }
    return render(request, "promises/answers/customer.html", context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same page for a link that is revoked, mistyped or never was; somebody who guesses is slowed down."""
    if limits.is_exhausted(request, "promise_link"):
        return too_many(request)
    limits.count(request, "promise_link")
    return render(request, "promises/answers/gone.html", status=404)
