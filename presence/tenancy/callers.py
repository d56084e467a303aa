"""Who asks over REST: an API key, or a signed-in member of the mounted organization."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from presence.kit.api.calls import Call
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Organization


@dataclass(frozen=True, slots=True)
class Caller:
    """`member` is the one signed in, or the one who made the key. `allowed` are the scopes it may use today."""

    organization: Organization
    member: Membership
    actor: Actor
    allowed: frozenset[str]

    @property
    def name(self) -> str:
        return f"key:{self.actor.key_id}" if self.actor.key_id else f"member:{self.member.pk}"

    @property
    def organization_id(self) -> UUID:
        return self.organization.pk

    def enter(self) -> AbstractContextManager[Any]:
        return scope.acting_for(self.organization)


def of(call: Call[Any]) -> Caller:
    """The caller, with what the engine in kit need not know."""
    return cast(Caller, call.caller)


def actor(call: Call[Any]) -> Actor:
    """Whom verbs record as `by`."""
    return of(call).actor
