"""What the audit log records about the floor below it."""

from typing import Any

from presence.audit import actions
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization


def organization_created(*, organization: Organization, owner: Membership) -> None:
    actions.record(verb="organization.created", by=Actor.of(owner), subject=organization, name=organization.name)


def organization_changed(*, organization: Organization, by: Actor, changes: dict[str, Any]) -> None:
    """`changes` holds [former, new] by field."""
    actions.record(verb="organization.changed", by=by, subject=organization, changes=changes)
