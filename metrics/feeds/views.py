"""Pages of feeds, and the feed itself, which knows nobody but its token."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from metrics.calculators.registry import METRICS
from metrics.facts import measured
from metrics.feeds import actions
from metrics.feeds.forms import FeedForm
from metrics.feeds.models import MetricFeed
from presence.kit import addresses, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor


@access.member()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: MemberRequest) -> HttpResponse:
    """The member's own feeds, and the form for another. Its address is in the answer to the POST, and nowhere else."""
    asked = {"metric": request.GET.get("metric")}
    form = FeedForm(request.POST if request.method == "POST" else None, initial=asked if asked["metric"] in METRICS else None)
    token = _make(request, form) if form.is_valid() else ""
    own = MetricFeed.rows().filter(member=request.member, revoked_at=None).order_by("-created_at", "-id")
    context: dict[str, Any] = {"feeds": own, "form": FeedForm() if token else form}
    if token:
        url = addresses.public("metric_feed", token=token)
        context |= {"url": url, "formula": f'=IMPORTDATA("{url}")'}
    return render(request, "metrics/feeds/feeds.html", context)


@access.member()
@require_POST
def feed_revocation(request: MemberRequest, feed_id: UUID) -> HttpResponse:
    """Sheets that ask for it get nothing from now on."""
    feed = get_object_or_404(MetricFeed.rows(), pk=feed_id, member=request.member)
    actions.revoke(by=Actor.of(request.member), now=timezone.now(), feed=feed)
    toasts.say(request, "The feed is revoked. Spreadsheets get nothing from it any more.")
    return redirect("metric_feeds")


@access.public
@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The table. A token that is unknown, revoked or of somebody who left is not found, all alike."""
    text = actions.read(token, now=timezone.now())
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


def _make(request: MemberRequest, form: FeedForm) -> str:
    given = form.cleaned_data
    try:
        _feed, token = actions.make(
            by=Actor.of(request.member), member=request.member, metric=form.chosen, days=given["days"], lines=given["lines"]
        )
    except measured.NotOffered as refusal:
        form.add_error("lines", refusal.words)
        return ""
    except refusals.Refusal as refusal:
        form.add_error(None, refusal.words)
        return ""
    return token
