"""Pages of business hours. For owners; everybody may look."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.hours import actions, reading, rules
from presence.hours.forms import CalendarForm, ExplainForm
from presence.hours.models import WEEKDAYS, Calendar
from presence.kit import clock, toasts, words
from presence.kit.clock import Hours
from presence.kit.refusals import Refusal
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role


@access.member(Role.VIEWER)
@require_safe
def calendars(request: MemberRequest) -> HttpResponse:
    """All business hours of the organization."""
    shown = [(one, _lines(reading.hours_of(one))) for one in Calendar.rows()]
    if shown:
        return render(request, "presence/hours/calendars.html", {"calendars": shown})
    usual = reading.usual(request.organization)
    context = {"assumed": _lines(usual), "time_zone": usual.zone.key, **_explained(request, usual)}
    return render(request, "presence/hours/calendars.html", context)


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def calendar_new(request: MemberRequest) -> HttpResponse:
    usual = Hours(request.organization.zone, rules.USUAL_WEEK)
    form = CalendarForm.about(usual, None, request.POST if request.method == "POST" else None)
    if form.is_valid() and _save(request, form, None):
        return redirect("calendars")
    return render(request, "presence/hours/calendar_form.html", {"form": form})


@access.member(Role.VIEWER)
@require_safe
def calendar(request: MemberRequest, calendar_id: UUID) -> HttpResponse:
    """One calendar, and what it says about a moment."""
    shown = get_object_or_404(Calendar, pk=calendar_id)
    hours = reading.hours_of(shown)
    may_change = request.member.may(Role.OWNER)
    today = timezone.localdate()
    context = {
        "calendar": shown,
        "time_zone": shown.time_zone,
        "lines": _lines(hours),
        "holidays": [(words.day(day, today=today), name) for day, name in sorted(hours.holidays.items()) if day >= today],
        "past_holidays": sum(1 for day in hours.holidays if day < today),
        "may_change": may_change,
    }
    return render(request, "presence/hours/calendar.html", {**context, **_explained(request, hours)})


@access.member(Role.OWNER)
@require_http_methods(["GET", "POST"])
def calendar_edit(request: MemberRequest, calendar_id: UUID) -> HttpResponse:
    shown = get_object_or_404(Calendar, pk=calendar_id)
    form = CalendarForm.about(reading.hours_of(shown), shown, request.POST if request.method == "POST" else None)
    if form.is_valid() and _save(request, form, shown):
        return redirect("calendar", shown.pk)
    return render(request, "presence/hours/calendar_form.html", {"form": form, "calendar": shown})


@access.member(Role.OWNER)
@require_POST
def calendar_removal(request: MemberRequest, calendar_id: UUID) -> HttpResponse:
    gone = get_object_or_404(Calendar, pk=calendar_id)
    try:
        actions.delete_calendar(by=Actor.of(request.member), calendar=gone)
    except Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"{gone.name} is deleted.")
    return redirect("calendars")


def _save(request: MemberRequest, form: CalendarForm, calendar: Calendar | None) -> bool:
    given = form.cleaned_data
    try:
        saved = actions.save_calendar(
            by=Actor.of(request.member),
            calendar=calendar,
            expected_version=given["version"] or 0,
            **{field: given[field] for field in ("name", "time_zone", "week", "holidays", "is_usual")},
        )
    except actions.StaleCalendar as stale:
        form.data = {**request.POST.dict(), "version": Calendar.objects.get(pk=calendar.pk).version if calendar else 0}
        form.add_error(None, forms.ValidationError(stale.words))
        return False
    except Refusal as refusal:
        form.add_error(refusal.pointer or None, forms.ValidationError(refusal.words))
        return False
    toasts.say(request, f"{saved.name} is saved.")
    return True


def _lines(hours: Hours) -> list[tuple[str, str]]:
    return [(weekday, rules.told_day(hours.week.get(number, ())) or "closed") for number, weekday in enumerate(WEEKDAYS)]


def _explained(request: MemberRequest, hours: Hours) -> dict[str, object]:
    """When so many open hours have passed from a moment on, and every stretch of time on the way."""
    asked = request.GET if "begins" in request.GET else None
    form = ExplainForm(asked, initial={"begins": datetime.now(UTC), "hours": 4}, auto_id="explain_%s")
    if asked is None or not form.is_valid():
        return {"explain": form}
    begins, seconds = form.cleaned_data["begins"], round(form.cleaned_data["hours"] * 3600)
    try:
        over = clock.after(hours, begins, seconds)
    except clock.NeverOpen:
        form.add_error(None, forms.ValidationError("These hours are never open. Write at least one time first."))
        return {"explain": form}
    spans = list(clock.joined(clock.explain(hours, begins, max(over, begins + timedelta(seconds=1)))))
    passed = {open_: sum(span.seconds for span in spans if span.is_open is open_) // 60 for open_ in (True, False)}
    lines = [(span, span.seconds // 60) for span in spans]
    return {"explain": form, "over": over, "spans": lines, "open_minutes": passed[True], "closed_minutes": passed[False]}
