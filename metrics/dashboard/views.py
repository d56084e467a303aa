"""Pages of the metrics: the promise-kept rate, what a metric means, and the panel for the start page."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.calculators import registry
from metrics.dashboard import choices, promise_kept
from metrics.facts import promise_kept as facts
from presence.kit import csv, refusals, windows, words
from presence.kit.windows import Window
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.interactions import choices as fields
from touchpoints.interactions import recorded
from touchpoints.interactions.filters import BadFilter, Filters
from touchpoints.journeys.published import PublishedTouchpoint

OFFERED = ("touchpoint", "team", "segment")


@access.member(Role.VIEWER)
@require_safe
def promise_kept_rate(request: MemberRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    window, chosen, problem = _asked(request, today)
    modes = dict(PublishedTouchpoint.rows().filter(archived=False).values_list("touchpoint__key", "mode"))
    page = promise_kept.show(window=window, chosen=chosen, now=now, today=today, modes=modes)
    context = _frame(window, chosen, today) | {
        "problem": problem,
        "page": page,
        "selects": fields.fields(chosen, OFFERED),
        "zone": request.organization.zone.key.rpartition("/")[2].replace("_", " "),
        "recorded": None if page.answer.counts.total else fields.where_data_is(recorded.days(), today=today),
        "may_import": request.member.may(Role.LEADER),
    }
    return render(request, "metrics/dashboard/promise_kept_rate.html", context, status=422 if problem else 200)


@access.member(Role.VIEWER)
@require_safe
def promise_kept_rate_csv(request: MemberRequest) -> HttpResponseBase:
    """The page's numbers as a table, safe to open in a spreadsheet."""
    now, today = timezone.now(), timezone.localdate()
    try:
        window, chosen = choices.read_window(request, today=today), choices.read_filters(request)
    except refusals.Refusal as refusal:
        return HttpResponse(refusal.words, content_type="text/plain; charset=utf-8", status=422)
    by = ("touchpoint", "team", "segment", "mode", "version", "handled_by", "week")
    answer = facts.answer(window=window, now=now, filters=chosen, group_by=by)
    table = promise_kept.table(answer, request.organization.time_zone)
    return csv.answer(table, filename=f"promise-kept-rate-{window.first}-{window.last}.csv")


@access.member(Role.VIEWER)
@require_safe
def definition(request: MemberRequest, key: str) -> HttpResponse:
    """What a metric means, in words."""
    found = registry.METRICS.get(key)
    if found is None:
        raise Http404("There is no metric with this name.")
    return render(request, "metrics/help/definition.html", {"metric": found, "metric_url": reverse("metrics")})


@access.member(Role.VIEWER)
@require_safe
def panel(request: MemberRequest) -> HttpResponse:
    """The rate of the default window as a small part for the start page, asked for by htmx."""
    now, today = timezone.now(), timezone.localdate()
    window = windows.parse(today=today)
    answer = facts.answer(window=window, now=now)
    value, detail = words.rate_parts(answer.counts.numerator, answer.counts.denominator)
    context = {
        "answer": answer,
        "value": value,
        "detail": detail,
        "days": fields.days_word(window, today=today),
        "url": reverse("promise_kept_rate"),
        "recorded": fields.where_data_is(recorded.days(), today=today),
    }
    return render(request, "metrics/dashboard/_panel.html", context)


def _asked(request: HttpRequest, today: date) -> tuple[Window, Filters, str]:
    """Window and filters; what cannot be read is left out and told."""
    window, chosen, problem = windows.parse(today=today), Filters(), ""
    try:
        window = choices.read_window(request, today=today)
        chosen = choices.read_filters(request)
    except windows.BadWindow as refusal:
        problem = f"{refusal.words} These are the last 30 days."
    except BadFilter as refusal:
        problem = f"{refusal.words} Nothing is filtered."
    return window, chosen, problem


def _frame(window: Window, chosen: Filters, today: date) -> dict[str, Any]:
    offered = choices.windows_to_choose(window, chosen, today=today)
    return {
        "windows": offered,
        "window": window,
        "window_word": choices.window_word(window, offered, today=today),
        "days": fields.days_word(window, today=today),
        "chosen": chosen,
        "kept_filters": {name: value for name, value in chosen.given.items() if name not in OFFERED},
        "csv_url": f"{reverse('promise_kept_rate_csv')}?{chosen.query(**window.query)}",
        "all_url": f"?{Filters().query(**window.query)}",
    }
