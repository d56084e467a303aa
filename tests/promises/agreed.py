"""Brings a promise to its agreement as people do: asked for, signed by both sides, agreed."""

from datetime import datetime

from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from promises.agreement import actions, reading
from promises.record.models import Promise


def agree(*, promise: Promise, now: datetime, by: Actor | None = None) -> None:
    """An owner signs for each side that has somebody who could; then it is agreed."""
    owner = Membership.rows().select_related("user").filter(role=Role.OWNER).first()
    assert owner is not None
    signer = Actor.of(owner)
    actions.ask(by=signer, now=now, promise=promise)
    for stand in reading.stands(promise):
        if stand.seats:
            actions.sign(by=signer, now=now, promise=promise, side=stand.side)
    actions.agree(by=by or signer, now=now, promise=promise)
