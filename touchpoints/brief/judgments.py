"""Judging on the brief: one press, the way back, and one line about what happened. Each answers the line, or the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.customers.models import Customer
from presence.kit import compiled, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.brief import presenting, reading
from touchpoints.brief.shapes import Line, Made
from touchpoints.interactions import call
from touchpoints.interactions.call import Subject
from touchpoints.interactions.models import Interaction, Verdict
from touchpoints.interactions.references import parse_id
from touchpoints.journeys.models import Touchpoint

PRESSED = (Verdict.KEPT, Verdict.BROKEN, Verdict.CANNOT_TELL)


class NoSuchLine(refusals.Refusal):
    """The line was amended away, or its promise is no longer open."""

    def __init__(self) -> None:
        super().__init__("This line is no longer part of an open promise. Reload the page to see what is.")


class NoMoment(refusals.Refusal):
    """A judgment belongs to a moment of the map."""

    def __init__(self) -> None:
        super().__init__("The map has no touchpoint to judge at. Add one first, or choose another moment.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form of the brief names: the customer, the line and the moment."""

    customer: Customer
    subject: Subject
    moment: str
    now: datetime


@access.member(Role.AGENT)
@require_POST
def judge(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Kept, not kept or can't tell; ten seconds to take it back."""
    verdict, _, line = request.POST.get("verdict", "").partition(" ")
    if verdict not in PRESSED:
        raise Http404
    asked = _asked(request, customer_id, line)
    try:
        judged = _judge(request, asked, verdict)
    except refusals.Refusal as refusal:
        return _answer(request, asked, refusal=refusal)
    undo = {"line": line, "interaction": str(judged.pk), "version": str(judged.version), "moment": str(judged.touchpoint_id)}
    undo_url = reverse("customer_judgment_return", args=[asked.customer.pk])
    toasts.say(request, f"{Verdict(verdict).label}, noted in this call.", undo_url=undo_url, undo_fields=undo)
    return _answer(request, asked)


@access.member(Role.AGENT)
@require_POST
def explain(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """What happened, in one line, whenever there is time for it."""
    asked = _asked(request, customer_id, request.POST.get("line", ""))
    found = _interaction(request, asked.customer)
    evidence = request.POST.get("evidence", "")
    try:
        call.explain(by=Actor.of(request.member), now=asked.now, interaction=found, subject=asked.subject, evidence=evidence)
    except refusals.Refusal as refusal:
        return _answer(request, asked, refusal=refusal)
    toasts.say(request, "Written down.")
    return _answer(request, asked)


@access.member(Role.AGENT)
@require_POST
def take_back(request: MemberRequest, customer_id: UUID) -> HttpResponse:
    """Undo a judgment."""
    asked = _asked(request, customer_id, request.POST.get("line", ""))
    found = _interaction(request, asked.customer)
    version = request.POST.get("version", "")
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise Http404
    by = Actor.of(request.member)
    call.take_back(by=by, now=asked.now, interaction=found, version=int(version), subject=asked.subject)
    toasts.say(request, "Taken back.")
    return _answer(request, asked)


def _asked(request: MemberRequest, customer_id: UUID, line: str) -> Asked:
    """A line is named by its promise and, unless it is the promise as a whole, its key."""
    found = get_object_or_404(Customer.rows(), pk=customer_id)
    promise, _, key = line.partition(" ")
    promise_id, term_key = parse_id(promise), parse_id(key)
    if promise_id is None or (key and term_key is None):
        raise Http404
    return Asked(found, Subject(promise_id, term_key), request.POST.get("moment", ""), timezone.now())


def _judge(request: MemberRequest, asked: Asked, verdict: str) -> Interaction:
    moment_id = parse_id(asked.moment)
    touchpoint = Touchpoint.rows().filter(pk=moment_id, archived_at=None).first() if moment_id else None
    if touchpoint is None:
        raise NoMoment
    if _line(request, asked) is None:
        raise NoSuchLine
    by = Actor.of(request.member)
    return call.judge(
        by=by, now=asked.now, customer=asked.customer, touchpoint=touchpoint, subject=asked.subject, verdict=verdict
    )


def _interaction(request: MemberRequest, customer: Customer) -> Interaction:
    pk = parse_id(request.POST.get("interaction", ""))
    if pk is None:
        raise Http404
    return get_object_or_404(Interaction.rows(), pk=pk, customer=customer)


def _line(request: MemberRequest, asked: Asked) -> tuple[Made, Line | None] | None:
    """The promise and term as they stand on the brief now; no term for the promise as a whole."""
    brief = reading.of(asked.customer.pk, member_id=request.member.pk, now=asked.now)
    promise = next((each for each in brief.promises if each.id == asked.subject.promise_id), None) if brief else None
    if promise is None or not promise.is_judged:
        return None
    if asked.subject.term_key is None:
        return promise, None
    line = next((each for each in promise.lines if each.key == asked.subject.term_key), None)
    return (promise, line) if line else None


def _answer(request: MemberRequest, asked: Asked, *, refusal: refusals.Refusal | None = None) -> HttpResponse:
    if refusal:
        toasts.say(request, refusal.words, urgent=True)
    if not request.htmx:
        query = urlencode({"moment": asked.moment}) if asked.moment else ""
        anchor = f"line-{asked.subject.term_key or asked.subject.promise_id}"
        return HttpResponseRedirect(f"{reverse('customer', args=[asked.customer.pk])}?{query}#{anchor}")
    return HttpResponse(_part(request, asked), status=422 if refusal else 200)


def _part(request: MemberRequest, asked: Asked) -> str:
    """The line as it stands now, to be put in its place; nothing when it is gone."""
    brief = reading.of(asked.customer.pk, member_id=request.member.pk, now=asked.now)
    found = _line(request, asked)
    if brief is None or found is None:
        return ""
    given = {"moment": asked.moment}
    shown = presenting.show(brief, member=request.member, organization=request.organization, now=asked.now, given=given)
    values: dict[str, Any] = {"shown": shown, "brief": brief, "now": asked.now, "token": get_token(request)}
    return compiled.render(
        "touchpoints/brief/line.jinja", promise=found[0], line=found[1], may_write=True, as_part=True, **values
    )
