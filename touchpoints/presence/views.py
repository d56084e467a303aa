"""Pages of presence time: one's own, the targets, and words about a contact."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import charts, refusals, toasts, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions.models import Interaction, PresenceKind
from touchpoints.presence import actions, reading, rules
from touchpoints.presence.forms import TargetForm, WeekForm
from touchpoints.presence.models import LONGEST_NOTE, PresenceTarget
from touchpoints.presence.reading import Mine

WEEKS_BACK = 5
USUAL_LOW, USUAL_HIGH = 20, 30
SOURCE_WORDS = {
    "timer": "Measured with the timer",
    "calendar": "From my calendars",
    "logged": "Logged by hand or sent by another system",
}


@access.member(Role.AGENT)
@require_safe
def presence(request: MemberRequest) -> HttpResponse:
    """One's own minutes of a week against one's target; nobody else can open these figures. Leaders see teams below."""
    today = timezone.localdate()
    first, last = rules.week_of(WeekForm(request.GET).day(today))
    mine = reading.mine(request.member, request.organization, first, last)
    weeks = [_week(request, first - timedelta(days=7 * back)) for back in range(1, WEEKS_BACK + 1)]
    leads = request.member.may(Role.LEADER)
    context = {
        "mine": mine,
        "bar": _bar(mine),
        "told": told(mine),
        "kinds": [(PresenceKind(kind).label, minutes) for kind, minutes in mine.by_kind.items()],
        "sources": [(SOURCE_WORDS[source], minutes) for source, minutes in mine.by_source.items()],
        "weeks": [(week, told(week)) for week in weeks],
        "asked": reading.asked(request.member, timezone.now()),
        "longest": LONGEST_NOTE,
        "notes": list(reading.notes(request.member)[:5]),
        "teams": reading.teams(request.organization, first, last) if leads else [],
        "leads": leads,
        "fewest": rules.FEWEST_PEOPLE,
        "earlier": first - timedelta(days=7),
        "later": first + timedelta(days=7) if last < today else None,
    }
    return render(request, "touchpoints/presence/page.html", context)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def presence_targets(request: MemberRequest) -> HttpResponse:
    """The targets of each role with their days; a POST sets the next one."""
    usual = {"role": "agent", "low": USUAL_LOW, "high": USUAL_HIGH, "from_day": timezone.localdate()}
    form = TargetForm(request.POST if request.method == "POST" else None, initial=usual)
    if form.is_valid():
        try:
            actions.set_target(by=Actor.of(request.member), now=timezone.now(), **form.cleaned_data)
        except refusals.Refusal as refusal:
            form.add_error(refusal.pointer or None, django_forms.ValidationError(refusal.words))
        else:
            toasts.say(request, "The target is set.")
            return redirect("presence_targets")
    rows = PresenceTarget.rows().select_related("set_by__user")
    holding = {role: rules.holding(reading.targets(), role, timezone.localdate()) for role in PresenceTarget.Role.values}
    now = [(PresenceTarget.Role(role).label, target) for role, target in holding.items()]
    status = 422 if form.is_bound and request.htmx else 200
    return render(request, "touchpoints/presence/targets.html", {"form": form, "rows": rows, "now": now}, status=status)


@access.member(Role.AGENT)
@require_POST
def quality_note(request: MemberRequest, interaction_id: UUID) -> HttpResponse:
    """How one of the sampled contacts went, in a few words."""
    found = get_object_or_404(Interaction.rows().filter(member=request.member.pk, deleted_at=None), pk=interaction_id)
    try:
        actions.write_note(
            by=Actor.of(request.member), member=request.member, interaction=found, words=request.POST.get("words", "")
        )
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Thank you. Only you can read it.")
    return redirect("presence_time")


def told(mine: Mine) -> str:
    """The share in words, with what it is made of."""
    if mine.share is None:
        return "no frontline hours"
    spent, there = words.minutes(mine.minutes), words.minutes(mine.available)
    return f"{words.percent(mine.share)}: {spent} of {there}"


def _bar(mine: Mine) -> Any:
    low, high = mine.goal or (0.0, 0.0)
    most = max(mine.minutes, high * 1.3, 1.0)
    return charts.goal(mine.minutes, name="Presence time", most=most, marks=(low, high) if mine.goal else (), told=told(mine))


def _week(request: MemberRequest, monday: date) -> Mine:
    return reading.mine(request.member, request.organization, monday, monday + timedelta(days=6))
