"""Making, finding and withdrawing links to the map for people outside."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from presence.audit import actions as audit
from presence.kit import addresses, refusals
from presence.tenancy import scope, tokens
from presence.tenancy.actors import Actor
from touchpoints.pictures.models import MapLink

JOINT = "."
MOST = 50


class TooManyLinks(refusals.Refusal):
    """More open links than anybody keeps an eye on."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} open links already. Withdraw one that is no longer needed.", pointer="label")


@dataclass(frozen=True, slots=True)
class Made:
    """A new link. `url` is shown once and kept nowhere."""

    link: MapLink
    url: str


@transaction.atomic
def make(*, by: Actor, label: str, with_figures: bool, with_owners: bool) -> Made:
    """Make a link that shows the published map. Raises TooManyLinks."""
    if MapLink.rows().filter(revoked_at=None).count() >= MOST:
        raise TooManyLinks
    token = tokens.mint(scope.acting_organization_id(), joint=JOINT)
    link = MapLink(label=label, with_figures=with_figures, with_owners=with_owners, token_hash=token.digest)
    link.made_by_id = by.member_id
    link.save(force_insert=True)
    audit.record(verb="map_link.made", by=by, subject=link, label=label, with_figures=with_figures, with_owners=with_owners)
    return Made(link, addresses.public("map_view", token=token.text))


@transaction.atomic
def revoke(*, by: Actor, now: datetime, link: MapLink) -> None:
    """Close the door at once. Revoking twice changes nothing."""
    if MapLink.rows().filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        audit.record(verb="map_link.revoked", by=by, subject=link, label=link.label)


def find(token: str) -> MapLink | None:
    """The open link behind a token, with its organization; None for every other text. Enters no scope for the caller."""
    shown = tokens.read(token, joint=JOINT)
    if shown is None:
        return None
    with scope.acting_for(shown.organization_id), transaction.atomic():
        open_links = MapLink.rows().select_related("organization").filter(revoked_at=None)
        return open_links.filter(token_hash=shown.digest).first()
