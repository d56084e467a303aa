"""Pages of the metrics: the promise-kept rate, what a metric means, and the panel for the start page."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.calculators import registry
from metrics.dashboard import address, choices, promise_kept
from metrics.facts import promise_kept as facts
from presence.kit import csv, refusals, windows, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.interactions import choices as fields
from touchpoints.interactions import recorded
from touchpoints.journeys.published import PublishedTouchpoint

OFFERED = ("touchpoint", "team", "segment")


@access.member(Role.VIEWER)
@require_safe
def promise_kept_rate(request: MemberRequest) -> HttpResponse:
    wish = address.read(request)
    window, chosen, today = wish.asked.window, wish.asked.filters, wish.asked.today
    modes = dict(PublishedTouchpoint.rows().filter(archived=False).values_list("touchpoint__key", "mode"))
    page = promise_kept.show(wish.asked, wish.comparison, by=wish.by, modes=modes)
    hidden = {**chosen.given, **wish.kept}
    context = address.frame(wish, OFFERED) | {
        "page": page,
        "selects": [*fields.fields(chosen, OFFERED), address.grouping(wish.by, registry.PROMISE_KEPT.groups)],
        "kept_filters": {name: value for name, value in hidden.items() if value and name not in (*OFFERED, "by")},
        "csv_url": f"{reverse('promise_kept_rate_csv')}?{chosen.query(**window.query)}",
        "recorded": None if page.answer.counts.total else fields.where_data_is(recorded.days(), today=today),
        "may_import": request.member.may(Role.LEADER),
    }
    return render(request, "metrics/dashboard/promise_kept_rate.html", context, status=422 if wish.problem else 200)


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
