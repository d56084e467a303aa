"""Metrics over REST: the number, its n, its interval, its window and the way to its rows."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from django.urls import reverse

from metrics.calculators import registry
from metrics.calculators.commitments import CommitmentCounts
from metrics.calculators.promise_kept import Punctuality
from metrics.dashboard import goals, shapes
from metrics.dashboard.shapes import Days, MetricEntry, MetricList, PromiseKeptRate
from metrics.facts import commitments, promise_kept
from presence.kit import windows
from presence.kit.api import etags, formats, json, problems
from presence.kit.api.calls import Call, Reply
from presence.kit.api.fields import said
from presence.kit.api.operations import operation
from presence.kit.api.queries import NoQuery
from presence.kit.api.views import ApiView
from presence.tenancy import callers
from touchpoints.interactions import api as interactions
from touchpoints.interactions import filters
from touchpoints.interactions.api import FactQuery

PROMISE_KEPT = "promise-kept-rate"
Dimension = Literal["touchpoint", "team", "segment", "mode", "version", "handled_by", "day", "week", "month"]
ADDRESSES = {key: "api_promise_kept_rate" if key == PROMISE_KEPT else f"api_metric_{key}" for key in registry.METRICS}
# The same numbers a minute later are the same answer to a client, so the moment is left out of the weak tag.
UNDATED = datetime.min.replace(tzinfo=UTC)


class RateQuery(FactQuery, frozen=True, kw_only=True):
    """Without parameters: the last 30 complete days."""

    group_by: Annotated[Dimension, said("Adds `groups`: the same by this.")] | None = None


class MetricView(ApiView):
    tag = "metrics"
    refusals: ClassVar = {
        filters.BadFilter: problems.InvalidParameter,
        windows.BadWindow: problems.InvalidParameter,
    }


class Metrics(MetricView):
    @operation(name="list_metrics", summary="List metrics", scope="metrics:read", answer=MetricList, has_etag=True)
    def get(self, call: Call[NoQuery]) -> Reply:
        """Each with its definition in words."""
        return Reply(MetricList([_entry(call, registry.METRICS[key]) for key in ADDRESSES], None))


class PromiseKept(MetricView):
    @operation(
        name="get_promise_kept_rate",
        summary="Promise-kept rate",
        scope="metrics:read",
        query=RateQuery,
        answer=PromiseKeptRate,
        has_etag=True,
        formats=(formats.JSON, formats.CSV, formats.PLAIN),
    )
    def get(self, call: Call[RateQuery]) -> Reply:
        """As JSON; as a table with `Accept: text/csv`; as the bare number, or nothing, with `Accept: text/plain`."""
        counted = _count(call)
        rate = _rate(call, counted)
        if call.format is formats.PLAIN:
            return Reply(shapes.number(counted.counts.value))
        if call.format is formats.CSV:
            return Reply(shapes.table(rate.window, counted.groups.get(call.query.group_by or ""), counted.counts))
        return Reply(rate, tag=etags.weak(msgspec.structs.replace(rate, as_of=UNDATED)))


class PromiseKeptTable(MetricView):
    @operation(
        name="get_promise_kept_rate_table",
        summary="Promise-kept rate as a table",
        scope="metrics:read",
        query=RateQuery,
        answer=str,
        has_etag=True,
        formats=(formats.CSV,),
    )
    def get(self, call: Call[RateQuery]) -> Reply:
        """For spreadsheets that cannot set `Accept`."""
        counted = _count(call)
        return Reply(shapes.table(_days(call, counted), counted.groups.get(call.query.group_by or ""), counted.counts))


def _count(call: Call[RateQuery]) -> promise_kept.Answer:
    query = call.query
    return promise_kept.answer(
        window=interactions.window_of(query, call=call, default=windows.DEFAULT),
        now=call.now,
        filters=interactions.filters_of(query),
        group_by=[query.group_by] if query.group_by else [],
    )


def _rate(call: Call[RateQuery], counted: promise_kept.Answer) -> PromiseKeptRate:
    counts, days = counted.counts, counted.window
    found = counted.groups.get(call.query.group_by or "")
    return PromiseKeptRate(
        metric=PROMISE_KEPT,
        value=shapes.rounded(counts.value),
        numerator=counts.numerator,
        denominator=counts.denominator,
        unjudged=counts.unjudged,
        total=counts.total,
        breakdown=shapes.breakdown(counts),
        commitments=shapes.commitments(_commitments(call, counted)),
        service_level=shapes.service_level(_punctuality(call, counted)),
        interval=shapes.interval(counts),
        window=_days(call, counted),
        target=goals.value_on(registry.PROMISE_KEPT, days.last),
        as_of=json.utc(counted.as_of),
        definition=_definition(call),
        rows=_rows(call, days),
        groups=msgspec.UNSET if found is None else [shapes.group(each) for each in found],
    )


def _days(call: Call[RateQuery], counted: promise_kept.Answer) -> Days:
    return Days(counted.window.first, counted.window.last, callers.of(call).organization.time_zone)


def _commitments(call: Call[RateQuery], counted: promise_kept.Answer) -> CommitmentCounts | None:
    return commitments.count(window=counted.window, now=call.now, filters=interactions.filters_of(call.query))


def _punctuality(call: Call[RateQuery], counted: promise_kept.Answer) -> Punctuality:
    return promise_kept.punctuality(window=counted.window, now=call.now, filters=interactions.filters_of(call.query))


def _rows(call: Call[RateQuery], days: windows.Window) -> str:
    asked = interactions.filters_of(call.query)
    return call.url(f"{reverse('api_interactions')}?{asked.query(**days.query, verdict='judged')}")


def _definition(call: Call[Any]) -> str:
    """The page that explains the metric, below the organization's address."""
    return call.url(f"/o/{callers.of(call).organization.slug}/help/metrics/{PROMISE_KEPT}/")


def _entry(call: Call[NoQuery], metric: registry.Definition) -> MetricEntry:
    return MetricEntry(
        metric=metric.key,
        name=metric.name,
        question=metric.question,
        meaning=metric.meaning,
        numerator=metric.numerator,
        denominator=metric.denominator,
        left_out=list(metric.left_out),
        unit=metric.unit,
        interval=metric.interval,
        beside_it=metric.beside_it,
        source=metric.source,
        group_by=list(metric.groups),
        url=call.url(reverse(ADDRESSES[metric.key])),
    )
