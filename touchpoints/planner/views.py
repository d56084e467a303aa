"""Pages of the planner. What is wanted stands in the address, so that it can be sent to a colleague."""

from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from presence.kit import toasts, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.planner import actions, drawing, forms, reading, rules
from touchpoints.planner.models import Tradeoff
from touchpoints.simulator import assumptions, inputs, presenting
from touchpoints.simulator import reading as simulator
from touchpoints.simulator.reading import Ground

TABS = (
    ("customers", "Customers, offers, service", "planner"),
    ("quality", "Quality, speed, price", "planner_quality"),
    ("peak", "A coming peak", "planner_peak"),
)
SHOWN = 20


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def planner(request: MemberRequest) -> HttpResponse:
    """Customers x offers x service level: what fits, and what gives."""
    ground = _ground(request)
    usual = reading.usual_wish(ground)
    form = forms.WishForm(request.GET if "customers" in request.GET else usual)
    wish = form.wish() if form.is_valid() else None
    ways = rules.ways(wish) if wish else []
    if request.method == "POST":
        return _decide(request, "customers", ways, form)
    context = {
        "wish": wish,
        "picture": drawing.region(wish) if wish else "",
        "rows": drawing.table(wish) if wish else [],
        "services": list(rules.SERVICES.values()),
        "needed": rules.hours(wish.needed) if wish else "",
        "spare": rules.hours(wish.hours - wish.needed) if wish and wish.fits else "",
        "preset": _preset(ground),
    }
    return _show(request, "customers", form, ways, context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def planner_quality(request: MemberRequest) -> HttpResponse:
    """Quality, speed, price: two hold, the third gives."""
    asked = bool(request.GET)
    form = forms.KeepForm(request.GET if asked else None)
    ways = [rules.third(form.cleaned_data["keep"])] if asked and form.is_valid() else []
    if request.method == "POST":
        return _decide(request, "quality", ways, form)
    return _show(request, "quality", form, ways, {})


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def planner_peak(request: MemberRequest) -> HttpResponse:
    """A time of more: what will slip, by name."""
    asked = bool(request.GET)
    form = forms.PeakForm(request.GET if asked else None)
    peak, ways = _peak(request, form) if asked and form.is_valid() else (None, [])
    if request.method == "POST":
        return _decide(request, "peak", ways, form)
    told = (rules.hours(peak.needed), rules.hours(peak.hours)) if peak else ("", "")
    return _show(request, "peak", form, ways, {"peak": peak, "needed": told[0], "available": told[1]})


def _peak(request: MemberRequest, form: forms.PeakForm) -> tuple[rules.Peak, list[rules.Way]]:
    given, today = form.cleaned_data, timezone.localdate()
    available = reading.hours_between(request.organization, given["first_day"], given["last_day"])
    found = rules.peak(given["name"], reading.loads(_ground(request)), percent=given["percent"], hours=available)
    days = f"{words.day(given['first_day'], today=today)} to {words.day(given['last_day'], today=today)}"
    if found.fits:
        return found, []
    return found, [rules.Way("slips", ", ".join(one.name for one in found.slips), found.sentence(days))]


def _decide(request: MemberRequest, kind: str, ways: list[rules.Way], form: django_forms.Form) -> HttpResponse:
    """Record the way that was chosen; what is wanted comes in the address, as it was looked at."""
    choice = forms.ChoiceForm(ways, request.POST)
    if form.is_valid() and choice.is_valid():
        actions.decide(
            by=Actor.of(request.member),
            now=timezone.now(),
            kind=kind,
            gives=choice.cleaned_data["gives"],
            sentence=choice.cleaned_data["sentence"],
            inputs={name: str(value) for name, value in form.cleaned_data.items()},
        )
        toasts.say(request, "Recorded, with the sentence to say.")
        return redirect(f"{reverse(_address(kind))}#chosen")
    toasts.say(request, "Nothing was recorded: choose what gives and write the sentence.", urgent=True)
    return redirect(f"{reverse(_address(kind))}?{request.GET.urlencode()}")


def _show(
    request: MemberRequest, kind: str, form: django_forms.Form, ways: list[rules.Way], context: dict[str, Any]
) -> HttpResponse:
    offered = [(way, forms.ChoiceForm(ways, initial=_said(way), auto_id=f"{way.gives}_%s")) for way in ways]
    shared = {
        "form": form,
        "ways": offered,
        "query": request.GET.urlencode() or _query(form),
        "tabs": [{"word": word, "url": reverse(name), "current": tab == kind} for tab, word, name in TABS],
        "chosen": [(row, rules.GIVES.get(row.gives, row.gives)) for row in _chosen(kind)],
    }
    return render(request, f"touchpoints/planner/{kind}.html", shared | context)


def _chosen(kind: str) -> QuerySet[Tradeoff]:
    return Tradeoff.rows().filter(kind=kind).select_related("decided_by__user")[:SHOWN]


def _query(form: django_forms.Form) -> str:
    """What is shown at first, as an address would say it."""
    return urlencode(dict(form.data.items()))


def _said(way: rules.Way) -> dict[str, str]:
    return {"gives": way.gives, "sentence": way.sentence}


def _address(kind: str) -> str:
    return next(name for tab, _word, name in TABS if tab == kind)


def _ground(request: MemberRequest) -> Ground:
    return simulator.read(organization=request.organization, today=timezone.localdate())


def _preset(ground: Ground) -> list[tuple[str, str]]:
    """What "human first at key moments" would mean, beside the map as it is."""
    chosen = ground.simulate(assumptions.Scenario(modes=inputs.human_first(ground.subjects)))
    present = ground.simulate(assumptions.Scenario())
    people = sum(1 for one in ground.subjects if one.traits.needs_a_person)
    return [
        ("Left to people", f"{words.number(people)} of {words.count(len(ground.subjects), 'touchpoint')}"),
        ("Human hours a week", f"{presenting.hours(chosen.hours.value)}, now {presenting.hours(present.hours.value)}"),
        ("Presence", f"{presenting.line(chosen)['presence']}, now {presenting.line(present)['presence']}"),
    ]
