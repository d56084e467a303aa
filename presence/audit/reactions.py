"""What the audit log records about the floor below it."""

from presence.audit import actions
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization


def organization_created(*, organization: Organization, owner: Membership) -> None:
    actions.record(verb="organization.created", by=Actor.of(owner), subject=organization, name=organization.name)
