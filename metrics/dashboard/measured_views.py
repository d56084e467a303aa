"""Pages of the metrics of the registry: all of them on one page, and one page for each."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.calculators.registry import METRICS
from metrics.dashboard import choices, overview, page
from metrics.facts import measured
from metrics.facts.measured import Asked
from metrics.rollups import running
from presence.kit import refusals, windows
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.interactions import choices as fields
from touchpoints.interactions import recorded
from touchpoints.interactions.filters import Filters


@access.member(Role.VIEWER)
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Every metric with its value, how sure it is, how it moved, and the way to its rows."""
    asked, problem = _asked(request)
    days = recorded.days()
    context = _frame(asked, problem) | {
        "cards": overview.cards(asked) if days else [],
        "elsewhere": _elsewhere(days, asked),
        "may_import": request.member.may(Role.LEADER),
    }
    return render(request, "metrics/dashboard/overview.html", context, status=422 if problem else 200)


@access.member(Role.VIEWER)
@require_safe
def metric(request: MemberRequest, key: str) -> HttpResponse:
    """One metric: how it moved, and its groups."""
    chosen, (asked, problem), days = METRICS[key], _asked(request), recorded.days()
    try:
        shown = page.show(chosen, asked)
    except measured.NotOffered as refusal:
        problem = f"{refusal.words} Nothing is filtered."
        asked = _narrowed(asked, Filters())
        shown = page.show(chosen, asked)
    offered = [name for name in ("touchpoint", "team", "segment") if name in chosen.filters]
    context = _frame(asked, problem) | {
        "metric": chosen,
        "page": shown,
        "elsewhere": _elsewhere(days, asked),
        "selects": fields.fields(asked.filters, offered),
        "kept_filters": {name: value for name, value in asked.filters.given.items() if name not in offered},
        "csv_url": f"{reverse(f'{chosen.word}_csv')}?{asked.filters.query(**asked.window.query)}",
    }
    return render(request, "metrics/dashboard/metric.html", context, status=422 if problem else 200)


@access.member(Role.VIEWER)
@require_safe
def metric_csv(request: MemberRequest, key: str) -> HttpResponse:
    """The metric by week or month as a table, safe to open in a spreadsheet."""
    today = timezone.localdate()
    try:
        window, filters = choices.read_window(request, today=today), choices.read_filters(request)
        asked = Asked(request.organization, window, timezone.now(), filters)
        text = page.table(METRICS[key], asked, request.organization.time_zone)
    except refusals.Refusal as refusal:
        return HttpResponse(refusal.words, content_type="text/plain; charset=utf-8", status=422)
    disposition = f'attachment; filename="{key}-{window.first}-{window.last}.csv"'
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _asked(request: MemberRequest) -> tuple[Asked, str]:
    """What the address asks; what cannot be read is left out and told."""
    today, problem = timezone.localdate(), ""
    window, filters = windows.parse(today=today), Filters()
    try:
        window = choices.read_window(request, today=today)
        filters = choices.read_filters(request)
    except windows.BadWindow as refusal:
        problem = f"{refusal.words} These are the last 30 days."
    except refusals.Refusal as refusal:
        problem = f"{refusal.words} Nothing is filtered."
    return Asked(request.organization, window, timezone.now(), filters), problem


def _narrowed(asked: Asked, filters: Filters) -> Asked:
    return Asked(asked.organization, asked.window, asked.now, filters)


def _elsewhere(days: tuple[date, date] | None, asked: Asked) -> dict[str, Any] | None:
    """Where the data is, when all of it lies outside the days that are asked for."""
    outside = days is not None and (days[1] < asked.window.first or days[0] > asked.window.last)
    return fields.where_data_is(days, today=asked.today) if outside else None


def _frame(asked: Asked, problem: str) -> dict[str, Any]:
    window, standing = asked.window, running.standing()
    offered = choices.windows_to_choose(window, asked.filters, today=asked.today)
    return {
        "problem": problem,
        "windows": offered,
        "window": window,
        "window_word": choices.window_word(window, offered, today=asked.today),
        "days": fields.days_word(window, today=asked.today),
        "zone": asked.organization.zone.key.rpartition("/")[2].replace("_", " "),
        "now": asked.now,
        "standing": standing,
        "is_moving": standing is not None and standing.time_zone != asked.organization.time_zone,
        "chosen": asked.filters,
        "all_url": f"?{Filters().query(**window.query)}",
    }
