"""Making, finding and withdrawing links to the page of metrics for people outside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction

from metrics.sharing.models import MetricsLink
from presence.audit import actions as audit
from presence.kit import addresses, last_use, refusals
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from presence.tenancy.models import Team

JOINT = "."
MOST = 50
LONGEST_DAYS = 366


class TooManyLinks(refusals.Refusal):
    """More open links than anybody keeps an eye on."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} open links already. Withdraw one that is no longer needed.", pointer="label")


@dataclass(frozen=True, slots=True)
class Made:
    """A new link. `url` is shown once and kept nowhere."""

    link: MetricsLink
    url: str


@transaction.atomic
def make(*, by: Actor, now: datetime, label: str, window: str, team: Team | None, days: int) -> Made:
    """Make a link that shows the figures of a window, of everybody or of a team, for so many days. Raises TooManyLinks."""
    if living(now).count() >= MOST:
        raise TooManyLinks
    token = tokens.mint(scope.acting_organization_id(), joint=JOINT)
    ends = now + timedelta(days=min(days, LONGEST_DAYS))
    link = MetricsLink(label=label, window=window, team=team, token_hash=token.digest, expires_at=ends, made_at=now)
    link.made_by_id = by.member_id
    link.save(force_insert=True)
    audit.record(verb="metrics_link.made", by=by, subject=link, label=label, until=ends.date().isoformat())
    return Made(link, addresses.public("shared_metrics", token=token.text))


@transaction.atomic
def revoke(*, by: Actor, now: datetime, link: MetricsLink) -> None:
    """Close the door at once. Revoking twice changes nothing."""
    if MetricsLink.rows().filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        audit.record(verb="metrics_link.revoked", by=by, subject=link, label=link.label)


def living(now: datetime) -> models.QuerySet[MetricsLink]:
    """The links that show something now."""
    return MetricsLink.rows().filter(revoked_at=None, expires_at__gt=now)


def find(token: str, *, now: datetime) -> MetricsLink | None:
    """The living link behind a token, with its organization; None for every other text. Enters no scope for the caller."""
    shown = tokens.read(token, joint=JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        link = living(now).select_related("organization", "team").filter(token_hash=shown.digest).first()
        if link:
            last_use.note(link, now=now)
        return link
