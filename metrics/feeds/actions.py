"""Making, reading and revoking feeds of metrics."""

from datetime import datetime

from django.db import transaction

from metrics.calculators.registry import Definition
from metrics.facts import measured
from metrics.feeds import tables
from metrics.feeds.models import MetricFeed
from presence.audit import actions as audit
from presence.kit import last_use, refusals
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership

JOINT = "."
MOST_FEEDS = 50


class TooManyFeeds(refusals.Refusal):
    """More feeds than anybody has sheets."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_FEEDS} feeds already. Revoke one that is no longer used.")


def make(*, by: Actor, member: Membership, metric: Definition, days: str, lines: str) -> tuple[MetricFeed, str]:
    """Make a feed for this member; returns it with its token, which is shown once and kept nowhere.

    Raises measured.NotOffered when the metric has no such lines, and TooManyFeeds.
    """
    measured.check_offered(metric, group_by=lines)
    with transaction.atomic():
        owner = Membership.objects.select_for_update(of=("self",)).get(pk=member.pk, removed_at=None)
        if MetricFeed.rows().filter(member=owner, revoked_at=None).count() >= MOST_FEEDS:
            raise TooManyFeeds
        token = tokens.mint(scope.acting_organization_id(), joint=JOINT)
        feed = MetricFeed(member=owner, metric=metric.key, days=days, lines=lines, secret_hash=token.digest)
        feed.save(force_insert=True)
        audit.record(verb="metric_feed.made", by=by, subject=feed, metric=metric.name, days=days, lines=lines)
    return feed, token.text


def revoke(*, by: Actor, now: datetime, feed: MetricFeed) -> None:
    """End a feed at once. Revoking a revoked one changes nothing."""
    with transaction.atomic():
        if MetricFeed.rows().filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
            audit.record(verb="metric_feed.revoked", by=by, subject=feed, metric=str(feed))


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    """Whoever left sees nothing more, in no sheet either (settings.REACTIONS)."""
    for feed in MetricFeed.rows().filter(member=member, revoked_at=None):
        revoke(by=by, now=now, feed=feed)


def read(token: str, *, now: datetime) -> str | None:
    """The table behind a token; None for every text that is no living feed's. Enters no scope for the caller."""
    shown = tokens.read(token, joint=JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        feed = _living(shown.digest)
        if feed is None or feed.definition is None:
            return None
        last_use.note(feed, now=now)
        return tables.write(feed.definition, organization=feed.organization, days=feed.days, group_by=feed.lines, now=now)


def _living(digest: str) -> MetricFeed | None:
    feeds = MetricFeed.objects.select_related("organization")
    alive = feeds.filter(secret_hash=digest, revoked_at=None, member__removed_at=None, member__user__is_active=True)
    found: MetricFeed | None = alive.first()
    return found
