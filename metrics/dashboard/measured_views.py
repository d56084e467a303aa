"""Pages of the metrics of the registry: all of them on one page, and one page for each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.calculators.registry import METRICS
from metrics.dashboard import address, choices, overview, page
from metrics.dashboard.address import Wish
from metrics.facts import measured
from metrics.facts.measured import Asked
from metrics.rollups import running
from presence.kit import refusals
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.interactions import choices as fields
from touchpoints.interactions import recorded


@access.member(Role.VIEWER)
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Every metric with its value, how sure it is, how it moved, and the way to its rows."""
    wish = address.read(request)
    days = recorded.days()
    context = _frame(wish, ["team"]) | {
        "overview": overview.show(wish.asked, wish.comparison) if days else None,
        "selects": fields.fields(wish.asked.filters, ["team"]),
        "kept_filters": _without(wish, ["team"]),
        "elsewhere": _elsewhere(days, wish.asked),
        "may_import": request.member.may(Role.LEADER),
        "may_lead": request.member.may(Role.LEADER),
    }
    return render(request, "metrics/dashboard/overview.html", context, status=422 if wish.problem else 200)


@access.member(Role.VIEWER)
@require_safe
def metric(request: MemberRequest, key: str) -> HttpResponse:
    """One metric: how it moved, what it is compared with, and its groups."""
    chosen, wish, days = METRICS[key], address.read(request), recorded.days()
    try:
        shown = page.show(chosen, wish.asked, wish.comparison, wish.by)
    except measured.NotOffered as refusal:
        wish = wish.unfiltered(f"{refusal.words} Nothing is filtered.")
        shown = page.show(chosen, wish.asked, wish.comparison, wish.by)
    offered = [name for name in ("touchpoint", "team", "segment") if name in chosen.filters]
    context = _frame(wish, offered) | {
        "metric": chosen,
        "page": shown,
        "elsewhere": _elsewhere(days, wish.asked),
        "selects": [*fields.fields(wish.asked.filters, offered), address.grouping(wish.by, chosen.groups)],
        "kept_filters": _without(wish, [*offered, "by"]),
        "csv_url": f"{reverse(f'{chosen.word}_csv')}?{wish.asked.filters.query(**wish.asked.window.query)}",
    }
    return render(request, "metrics/dashboard/metric.html", context, status=422 if wish.problem else 200)


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


def _without(wish: Wish, shown: list[str]) -> dict[str, str]:
    """What the address holds and no field shows."""
    given = {**wish.asked.filters.given, **wish.kept}
    return {name: value for name, value in given.items() if value and name not in shown}


def _elsewhere(days: tuple[date, date] | None, asked: Asked) -> dict[str, Any] | None:
    """Where the data is, when all of it lies outside the days that are asked for."""
    outside = days is not None and (days[1] < asked.window.first or days[0] > asked.window.last)
    return fields.where_data_is(days, today=asked.today) if outside else None


def _frame(wish: Wish, shown: Sequence[str]) -> dict[str, Any]:
    standing = running.standing()
    is_moving = standing is not None and standing.time_zone != wish.asked.organization.time_zone
    return address.frame(wish, shown) | {"standing": standing, "is_moving": is_moving}
