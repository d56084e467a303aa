"""What happens to keys when something below changes."""

from datetime import datetime

from presence.apikeys import actions
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    actions.revoke_all_of(by=by, member=member, now=now)
