"""Making, reading and revoking calendar feeds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from presence.audit import actions as audit
from presence.kit import addresses, keyset, last_use, refusals
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from promises.commitments import calendar, listing
from promises.commitments.listing import Wanted
from promises.commitments.models import Feed

JOINT = "."
MOST_FEEDS = 20
MOST_EVENTS = 500


class TooManyFeeds(refusals.Refusal):
    """More feeds than anybody has calendars."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_FEEDS} feeds already. Revoke one that is no longer used.")


def make(*, by: Actor, member: Membership, whose: str, names: bool) -> tuple[Feed, str]:
    """Make a feed for this member; returns it with its token, which is shown once and kept nowhere. Raises TooManyFeeds."""
    with transaction.atomic():
        owner = Membership.objects.select_for_update(of=("self",)).get(pk=member.pk, removed_at=None)
        if Feed.rows().filter(member=owner, revoked_at=None).count() >= MOST_FEEDS:
            raise TooManyFeeds
        token = tokens.mint(scope.acting_organization_id(), joint=JOINT)
        feed = Feed(member=owner, whose=Feed.Whose(whose), names=names, secret_hash=token.digest)
        feed.save(force_insert=True)
        audit.record(verb="feed.made", by=by, subject=feed, whose=whose, names=names)
    return feed, token.text


def revoke(*, by: Actor, now: datetime, feed: Feed) -> None:
    """End a feed at once. Revoking a revoked one changes nothing."""
    with transaction.atomic():
        if Feed.rows().filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
            audit.record(verb="feed.revoked", by=by, subject=feed)


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    """Whoever left sees nothing more, in no calendar either (settings.REACTIONS)."""
    for feed in Feed.rows().filter(member=member, revoked_at=None):
        revoke(by=by, now=now, feed=feed)


def read(token: str, *, now: datetime) -> str | None:
    """The calendar behind a token; None for every text that is no living feed's. Enters no scope for the caller."""
    shown = tokens.read(token, joint=JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        living = Feed.objects.select_related("member__user", "organization")
        feed = living.filter(
            secret_hash=shown.digest, revoked_at=None, member__removed_at=None, member__user__is_active=True
        ).first()
        if feed is None:
            return None
        last_use.note(feed, now=now)
        name = f"{feed.organization.name}: {feed.get_whose_display()}"
        return calendar.write(name, _events(feed, now), now=now)


def _events(feed: Feed, now: datetime) -> Iterator[calendar.Event]:
    wanted = Wanted(who=feed.whose)
    found = listing.rows(wanted, reader=feed.member, now=now)
    for row in keyset.page(found, wanted.order, listing.columns(), size=MOST_EVENTS).rows:
        yield _event(row, feed)


def _event(row: dict[str, Any], feed: Feed) -> calendar.Event:
    said, title, customer = (row[name] or "" for name in ("text", "title", "customer_name"))
    told = [title, row["external_ref"]]
    if not feed.names:
        said, *told = (calendar.without_name(text, customer) for text in (said, *told))
    path = addresses.mounted(feed.organization.slug, f"promises/{row['promise']}/")
    return calendar.Event(
        uid=f"commitment-{row['id']}@{settings.PRESENCE_URL.hostname}",
        due_at=row["due_at"],
        summary=f"Due: {said or 'Erased'}" + (f" ({customer})" if feed.names else ""),
        description=" · ".join(filter(None, told)),
        url=settings.PRESENCE_URL.geturl() + path,
    )
