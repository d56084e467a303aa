"""The screen pop: a telephone rings, its system opens this address, and the brief stands there."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from presence.customers import phones
from presence.kit import addresses
from presence.tenancy import access, directory
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.brief import finding, ringing
from touchpoints.brief.ringing import Ring
from touchpoints.brief.systems import SYSTEMS

CHOICES = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several customers, and the key that opens it."""

    key: str
    name: str
    detail: str
    url: str


@access.member()
@require_safe
@never_cache
def pop(request: MemberRequest) -> HttpResponse:
    """One match opens its brief, several are offered by number, none can be searched for and added."""
    ring = ringing.read(request.GET.dict())
    number, problem = _number(ring, request.organization.country)
    found = _find(ring, number)
    if len(found) == 1:
        return HttpResponseRedirect(_brief_url(found[0], ring))
    context = {
        "ring": ring,
        "number": phones.shown(number.e164, number.extension) if number else "",
        "problem": problem,
        "choices": [_choice(place, one, ring) for place, one in enumerate(found)],
        "new_url": _new_url(ring, number) if request.member.may(Role.AGENT) else "",
        "elsewhere": _elsewhere(request),
    }
    return render(request, "touchpoints/brief/pop.html", context)


@access.member()
@require_safe
def phone_system(request: MemberRequest) -> HttpResponse:
    """The lines to paste into a telephone system, and a place to try a number."""
    line = addresses.public("pop")
    lines = [(system, system.line(line)) for system in SYSTEMS]
    return render(request, "touchpoints/brief/phone_system.html", {"lines": lines, "tried": _try(request)})


def _number(ring: Ring, country: str) -> tuple[phones.Phone | None, str]:
    """The number that rang, or why it cannot be one."""
    if not ring.number.strip():
        return None, ""
    try:
        return phones.parse(ring.number, country), ""
    except phones.NotAPhoneNumber as refusal:
        return None, refusal.words


def _find(ring: Ring, number: phones.Phone | None) -> list[finding.Found]:
    answers = [
        finding.by_phone(number, CHOICES) if number else [],
        finding.by_email(ring.email, CHOICES) if ring.email else [],
        finding.by_reference(ring.ref, CHOICES) if ring.ref else [],
    ]
    return finding.together(answers, CHOICES)


def _brief_url(found: finding.Found, ring: Ring) -> str:
    """The brief, told which number rang by its id: the number itself stays out of the address."""
    told = {"caller": str(found.number_id)} if found.number_id else {}
    told |= {"dir": "out"} if ring.is_outgoing and told else {}
    address = reverse("customer", args=[found.customer_id])
    return f"{address}?{urlencode(told)}" if told else address


def _choice(place: int, found: finding.Found, ring: Ring) -> Choice:
    return Choice(str(place + 1), found.name, found.detail or found.external_ref, _brief_url(found, ring))


def _new_url(ring: Ring, number: phones.Phone | None) -> str:
    told = {"phone": phones.shown(number.e164, number.extension) if number else "", "email": ring.email}
    return f"{reverse('customer_new')}?{urlencode({name: value for name, value in told.items() if value})}"


def _elsewhere(request: MemberRequest) -> list[dict[str, str]]:
    """The member's other organizations, asked the same."""
    query = request.META.get("QUERY_STRING", "")
    return [
        {"name": place.name, "url": f"{addresses.mounted(place.slug, 'pop')}?{query}"}
        for place in directory.places_of(request.user.pk)
        if place.slug != request.organization.slug
    ]


def _try(request: MemberRequest) -> dict[str, Any] | None:
    """How a number would be read, and whom it would open."""
    text = request.GET.get("try", "")
    if not text.strip():
        return None
    ring = ringing.read({"phone": text})
    number, problem = _number(ring, request.organization.country)
    found = [] if number is None else finding.by_phone(number, CHOICES)
    return {
        "text": text[: ringing.LONGEST],
        "number": phones.shown(number.e164, number.extension) if number else "",
        "problem": problem or ("" if number else "This says that the number is withheld. The pop offers a search."),
        "found": [(one.name, reverse("customer", args=[one.customer_id])) for one in found],
    }


@access.member()
@require_safe
def pop_slash(request: MemberRequest) -> HttpResponse:
    """Some systems put a slash behind every address."""
    answer = redirect("pop")
    answer.headers["Location"] += f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return answer
