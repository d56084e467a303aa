"""Pages of frontline hours: everybody's own, and for leaders those of each member."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.hours import actions, reading
from presence.hours.forms import AbsenceForm, FrontlineForm
from presence.hours.models import WEEKDAYS, Absence, FrontlineHours
from presence.kit import toasts
from presence.kit.refusals import Refusal
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role

NOT_YOURS = "Only leaders and owners may see and change the hours of others."


@access.member(Role.AGENT)
@require_safe
def my_hours(request: MemberRequest) -> HttpResponse:
    return redirect("member_hours", request.member.pk)


@access.member(Role.LEADER)
@require_safe
def team_hours(request: MemberRequest) -> HttpResponse:
    """Who is there this week and next."""
    monday = _today() - timedelta(days=_today().weekday())
    members = list(Membership.objects.select_related("user", "team").filter(removed_at=None).order_by("team", "user__name"))
    weeks = [
        reading.minutes_there(request.organization, [one.pk for one in members], first, first + timedelta(days=6))
        for first in (monday, monday + timedelta(days=7))
    ]
    away = _next_absences(members)
    rows = [(one, weeks[0][one.pk], weeks[1][one.pk], away.get(one.pk)) for one in members]
    totals = [sum(week.values()) for week in weeks]
    return render(request, "presence/hours/team.html", {"rows": rows, "totals": totals, "monday": monday})


@access.member(Role.AGENT)
@require_http_methods(["GET", "POST"])
def member_hours(request: MemberRequest, id: UUID) -> HttpResponse:
    """One member's hours; a POST sets them from a day on."""
    member = _member(request, id)
    form = FrontlineForm.about(_present(member), _today(), request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {"from_day": form.cleaned_data["from_day"], "minutes": form.minutes()}
        actions.set_frontline_hours(by=Actor.of(request.member), member=member, **given)
        toasts.say(request, "The hours are saved.")
        return redirect("member_hours", member.pk)
    return _show(request, member, form, AbsenceForm())


@access.member(Role.AGENT)
@require_POST
def absence_new(request: MemberRequest, id: UUID) -> HttpResponse:
    member = _member(request, id)
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            actions.add_absence(by=Actor.of(request.member), member=member, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, forms.ValidationError(refusal.words))
        else:
            toasts.say(request, "The absence is saved.")
            return redirect("member_hours", member.pk)
    return _show(request, member, FrontlineForm.about(_present(member), _today()), form)


@access.member(Role.AGENT)
@require_POST
def hours_removal(request: MemberRequest, id: UUID) -> HttpResponse:
    gone = get_object_or_404(FrontlineHours.objects.select_related("member__user"), pk=id)
    member = _member(request, gone.member_id)
    actions.forget_frontline_hours(by=Actor.of(request.member), hours=gone)
    toasts.say(request, "These hours are removed. What held before holds on.")
    return redirect("member_hours", member.pk)


@access.member(Role.AGENT)
@require_POST
def absence_removal(request: MemberRequest, id: UUID) -> HttpResponse:
    gone = get_object_or_404(Absence.objects.select_related("member__user"), pk=id)
    member = _member(request, gone.member_id)
    actions.remove_absence(by=Actor.of(request.member), absence=gone)
    toasts.say(request, "The absence is removed.")
    return redirect("member_hours", member.pk)


def _member(request: MemberRequest, id: UUID) -> Membership:
    """The member whose hours are meant. Raises PermissionDenied when they are somebody else's and the role is no leader's."""
    member: Membership = get_object_or_404(Membership.objects.select_related("user", "team"), pk=id, removed_at=None)
    if member.pk != request.member.pk and not request.member.may(Role.LEADER):
        raise PermissionDenied(NOT_YOURS)
    return member


def _show(request: MemberRequest, member: Membership, form: FrontlineForm, absence: AbsenceForm) -> HttpResponse:
    history = FrontlineHours.rows().filter(member=member).order_by("-from_day")
    context = {
        "shown": member,
        "form": form if form.is_bound else absence if absence.is_bound else None,
        "hours": form,
        "absence": absence,
        "history": [(one, _told(one.minutes), sum(one.minutes)) for one in history],
        "absences": Absence.rows().filter(member=member, last_day__gte=_today()),
        "is_me": member.pk == request.member.pk,
    }
    return render(request, "presence/hours/member.html", context)


def _told(minutes: list[int]) -> str:
    """ "Mon 8, Tue 8, Wed 4": the days with hours."""
    return ", ".join(f"{WEEKDAYS[n][:3]} {one / 60:g}" for n, one in enumerate(minutes) if one) or "none"


def _present(member: Membership) -> list[int]:
    """The minutes that hold today."""
    row = FrontlineHours.rows().filter(member=member, from_day__lte=_today()).order_by("-from_day").first()
    return list(row.minutes) if row else [0] * 7


def _next_absences(members: list[Membership]) -> dict[UUID, Absence]:
    coming = Absence.rows().filter(member__in=members, last_day__gte=_today()).order_by("-first_day")
    return {one.member_id: one for one in coming}


def _today() -> date:
    return timezone.localdate()
