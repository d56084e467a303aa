"""The metrics of the registry over REST: one address each, made from the table of definitions."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec
from django.urls import path, reverse

from metrics.calculators.registry import METRICS, PROMISE_KEPT, Definition
from metrics.dashboard import goals, measured_shapes, shapes
from metrics.dashboard.api import MetricView, RateQuery
from metrics.dashboard.measured_shapes import MetricValue
from metrics.dashboard.shapes import Days
from metrics.facts import measured
from metrics.facts.measured import Asked, Measured
from presence.kit import windows
from presence.kit.api import etags, formats, json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.operations import operation
from presence.tenancy import callers
from touchpoints.interactions import api as interactions

UNDATED = datetime.min.replace(tzinfo=UTC)
OTHERS = [metric for metric in METRICS.values() if metric is not PROMISE_KEPT]


class RegistryView(MetricView):
    refusals: ClassVar = {**MetricView.refusals, measured.NotOffered: problems.InvalidParameter}


def value_view(metric: Definition) -> type[RegistryView]:
    """The view of a metric: JSON, a table with `Accept: text/csv`, the bare number with `Accept: text/plain`."""

    class View(RegistryView):
        @operation(
            name=f"get_{metric.word}",
            summary=metric.name,
            scope="metrics:read",
            query=RateQuery,
            answer=MetricValue,
            has_etag=True,
            formats=(formats.JSON, formats.CSV, formats.PLAIN),
        )
        def get(self, call: Call[RateQuery]) -> Reply:
            found = _measure(metric, call)
            if call.format is formats.PLAIN:
                return Reply(shapes.number(found.result.value))
            if call.format is formats.CSV:
                return Reply(measured_shapes.table(found, _days(call, found), call.query.group_by or ""))
            value = _value(call, found)
            return Reply(value, tag=etags.weak(msgspec.structs.replace(value, as_of=UNDATED)))

        get.__doc__ = metric.meaning

    return View


def table_view(metric: Definition) -> type[RegistryView]:
    """The same as a table at an address of its own, for spreadsheets that cannot set `Accept`."""

    class View(RegistryView):
        @operation(
            name=f"get_{metric.word}_table",
            summary=f"{metric.name} as a table",
            scope="metrics:read",
            query=RateQuery,
            answer=str,
            has_etag=True,
            formats=(formats.CSV,),
        )
        def get(self, call: Call[RateQuery]) -> Reply:
            """For spreadsheets that cannot set `Accept`."""
            found = _measure(metric, call)
            return Reply(measured_shapes.table(found, _days(call, found), call.query.group_by or ""))

    return View


urlpatterns: list[Any] = [
    pattern
    for metric in OTHERS
    for pattern in (
        path(f"metrics/{metric.key}/", value_view(metric).as_view(), name=f"api_metric_{metric.key}"),
        path(f"metrics/{metric.key}.csv", table_view(metric).as_view(), name=f"api_metric_{metric.key}_table"),
    )
]


def _measure(metric: Definition, call: Call[RateQuery]) -> Measured:
    query = call.query
    return measured.measure(
        metric,
        Asked(
            organization=callers.of(call).organization,
            window=interactions.window_of(query, call=call, default=windows.DEFAULT),
            now=call.now,
            filters=interactions.filters_of(query),
            group_by=query.group_by or "",
        ),
    )


def _days(call: Call[RateQuery], found: Measured) -> Days:
    return Days(found.window.first, found.window.last, callers.of(call).organization.time_zone)


def _value(call: Call[RateQuery], found: Measured) -> MetricValue:
    result = found.result
    return MetricValue(
        metric=found.metric.key,
        value=shapes.rounded(result.value),
        numerator=measured_shapes.tidy(result.numerator) or 0,
        denominator=measured_shapes.tidy(result.denominator) or 0,
        interval=measured_shapes.interval(result),
        suppressed=result.suppressed,
        breakdown=measured_shapes.breakdown(result),
        window=_days(call, found),
        target=goals.value_on(found.metric, found.window.last),
        as_of=json.utc(found.as_of),
        definition=call.url(f"/o/{callers.of(call).organization.slug}/help/metrics/{found.metric.key}/"),
        rows=_rows(call, found),
        groups=[measured_shapes.group(one) for one in found.groups[call.query.group_by]]
        if call.query.group_by
        else msgspec.UNSET,
    )


def _rows(call: Call[RateQuery], found: Measured) -> str:
    asked = interactions.filters_of(call.query)
    return call.url(f"{reverse('api_interactions')}?{asked.query(**found.window.query, counted=found.metric.counted)}")
