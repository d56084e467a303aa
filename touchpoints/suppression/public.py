"""The recipient's page behind the link in every automated mail, and the address that mail programs post to (RFC 8058).

No sign-in, no script, no cookie. Opening either changes nothing, whoever or whatever opens it; a person presses a button, or
their mail program posts the one line that the standard asks for. The page says nothing about who is known here: what it shows
comes from the token and from what was chosen with one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from presence.accounts import limits
from presence.kit.views import discreet, too_many
from presence.tenancy import access, scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Organization
from touchpoints.reach.phrases import accepted, language_of
from touchpoints.suppression import actions, choices, links, reading, rules, ways
from touchpoints.suppression.choices import ALL, Choice, ChoiceForm, Chosen
from touchpoints.suppression.links import Shown
from touchpoints.suppression.models import Why
from touchpoints.suppression.phrases import LANGUAGES, Phrases

ONE_CLICK = ("List-Unsubscribe", "One-Click")
RECIPIENT = Actor(kind="customer", label="The recipient")
Answer = Callable[[HttpRequest, str], HttpResponse]


def _behind_a_token(view: Callable[[HttpRequest, Shown, Organization], HttpResponse]) -> Answer:
    """Enters the scope of the organization that the token names; every other text gets one and the same page."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        shown = links.read(token)
        if shown is None:
            return discreet(_unknown(request))
        with scope.acting_for(shown.organization_id):
            organization = Organization.objects.filter(pk=shown.organization_id).first()
            if organization is None:
                return discreet(_unknown(request))
            with timezone.override(organization.zone):
                return discreet(view(request, shown, organization))

    return opened


@access.public
@csrf_exempt  # nothing of a cookie is used, and whoever does not know the address cannot send anything to it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_a_token
def unsubscribe(request: HttpRequest, shown: Shown, organization: Organization) -> HttpResponse:
    """What stops, what does not, and the way back."""
    if request.method != "POST":
        return _page(request, shown, organization, _form(request, initial=choices.initial(shown.kind)))
    form = _form(request, request.POST)
    chosen = choices.undone(request.POST) or (form.chosen() if form.is_valid() else None)
    if chosen is None:
        return _page(request, shown, organization, form, status=422)
    _do(chosen, shown.address)
    return HttpResponseRedirect(request.get_full_path())


@access.public
@csrf_exempt  # mail programs post here without cookie or referrer, as RFC 8058 asks
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_behind_a_token
def unsubscribe_now(request: HttpRequest, shown: Shown, organization: Organization) -> HttpResponse:
    """A mail program's button: one POST ends this kind of mail. A person who opens the address gets the page instead."""
    if request.method != "POST":
        return HttpResponseRedirect(request.path.removesuffix("now").rstrip("/"))
    name, value = ONE_CLICK
    if request.POST.get(name) != value:
        return HttpResponseBadRequest(f"Send {name}={value}, as RFC 8058 says.", content_type="text/plain")
    _do(Choice(shown.kind, None), shown.address)
    return HttpResponse("You are unsubscribed.", content_type="text/plain")


def _do(chosen: Choice, address: str) -> None:
    if chosen.is_undo:
        actions.take_back(by=RECIPIENT, address=address, kind=chosen.kind)
        return
    why = Why.UNSUBSCRIBED if chosen.days is None else Why.LESS_OFTEN
    if why == Why.LESS_OFTEN:  # who changes their mind from "no more" to "less" means it
        actions.take_back(by=RECIPIENT, address=address, kind=chosen.kind)
    actions.suppress(by=RECIPIENT, address=address, kind=chosen.kind, why=why, days_between=chosen.days)


def _form(request: HttpRequest, *args: Any, **more: Any) -> ChoiceForm:
    return ChoiceForm(*args, phrases=LANGUAGES[_language(request)], **more)


def _language(request: HttpRequest) -> str:
    """The mail's own, otherwise what the browser asks for."""
    return language_of(request.GET.get("language", "")[:20], *accepted(request))


def _page(request: HttpRequest, shown: Shown, organization: Organization, form: ChoiceForm, status: int = 200) -> HttpResponse:
    language = _language(request)
    say, standing = LANGUAGES[language], _standing(shown.address, LANGUAGES[language])
    about = {"organization": organization.name, "address": rules.masked(shown.address), "what": say.kinds[shown.kind]}
    context = {
        "organization": organization,
        "LANGUAGE_CODE": language,
        "say": say,
        "lead": say.asked.format(**about),
        "done_lead": say.done_lead.format(**about),
        "people": say.people.format(**about),
        "kind": shown.kind or ALL,
        "standing": standing,
        "is_stopped": any(one.days is None and one.kind in (ALL, shown.kind) for one in standing),
        "form": form,
        "reach_url": ways.to_a_person(shown.address),
    }
    return render(request, "touchpoints/suppression/page.html", context, status=status)


def _standing(address: str, say: Phrases) -> list[Chosen]:
    """What was chosen with a link before. What others entered is theirs, and not shown to whoever has the link."""
    entered = reading.entries([address]).get(address, [])
    own = [row for row in entered if row.why in rules.THEIR_OWN]
    return [
        Chosen(
            kind=row.kind or ALL,
            what=say.kinds[row.kind],
            how=say.at_most.format(days=row.days_between) if row.days_between else say.no_more,
            days=row.days_between,
        )
        for row in own
    ]


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same page for whatever is no token; somebody who guesses is slowed down."""
    if limits.is_exhausted(request, "unsubscribe_link"):
        return too_many(request)
    limits.count(request, "unsubscribe_link")
    language = _language(request)
    context = {"say": LANGUAGES[language], "LANGUAGE_CODE": language}
    return render(request, "touchpoints/suppression/gone.html", context, status=404)
