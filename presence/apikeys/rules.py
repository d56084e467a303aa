"""What a key looks like and what it may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from presence.tenancy import tokens
from presence.tenancy.models import Role

OPENING = "pk_live_"
JOINT = "_"
SHOWN_OF_SECRET = 6


class Scope(models.TextChoices):
    """What a key may do (api.md). Reading scopes come first and are offered first."""

    METRICS_READ = "metrics:read", "Read metrics"
    CUSTOMERS_READ = "customers:read", "Read customers"
    PROMISES_READ = "promises:read", "Read promises"
    TOUCHPOINTS_READ = "touchpoints:read", "Read touchpoints"
    INTERACTIONS_READ = "interactions:read", "Read interactions"
    HANDOFFS_READ = "handoffs:read", "Read handoffs"
    MESSAGES_READ = "messages:read", "Read messages"
    CUSTOMERS_WRITE = "customers:write", "Write customers"
    PROMISES_WRITE = "promises:write", "Write promises"
    TOUCHPOINTS_WRITE = "touchpoints:write", "Write touchpoints"
    INTERACTIONS_WRITE = "interactions:write", "Write interactions"
    SIGNALS_WRITE = "signals:write", "Send signals"
    HANDOFFS_WRITE = "handoffs:write", "Work on handoffs"
    MESSAGES_WRITE = "messages:write", "Queue messages"
    ADMIN = "admin", "Administer"


READING = tuple(scope for scope in Scope if scope.value.endswith(":read"))

# A key never does more than the member who made it: the role each scope needs.
NEEDED_ROLE = {
    **dict.fromkeys(READING, Role.VIEWER),
    Scope.CUSTOMERS_WRITE: Role.AGENT,
    Scope.PROMISES_WRITE: Role.AGENT,
    Scope.INTERACTIONS_WRITE: Role.AGENT,
    Scope.SIGNALS_WRITE: Role.AGENT,
    Scope.HANDOFFS_WRITE: Role.AGENT,
    Scope.TOUCHPOINTS_WRITE: Role.LEADER,
    Scope.MESSAGES_WRITE: Role.LEADER,
    Scope.ADMIN: Role.OWNER,
}


@dataclass(frozen=True, slots=True)
class Minted:
    """A new key. `text` is shown once and kept nowhere; `prefix` is what lists show of it."""

    text: str
    prefix: str
    digest: str


def mint(organization_id: UUID) -> Minted:
    token = tokens.mint(organization_id, joint=JOINT)
    text = OPENING + token.text
    return Minted(text=text, prefix=text[: len(OPENING) + tokens.ID_LENGTH + 1 + SHOWN_OF_SECRET], digest=token.digest)


def read(header: str) -> tokens.Shown | None:
    """The key in an `Authorization: Bearer …` header; None for anything else."""
    kind, _, text = header.strip().partition(" ")
    if kind.lower() != "bearer" or not text.lstrip().startswith(OPENING):
        return None
    return tokens.read(text.strip().removeprefix(OPENING), joint=JOINT)


def effective(scopes: Iterable[str], role: Role) -> frozenset[Scope]:
    """What a key may do today: `admin` holds every scope, `x:write` holds `x:read`, and the maker's present role limits all.

    No scope lets a key approve, agree, or see keys: those verbs refuse every actor that is no member.
    """
    given = {Scope(scope) for scope in scopes}
    if Scope.ADMIN in given:
        given = set(Scope)
    given |= {scope for scope in READING if scope.value.replace(":read", ":write") in given}
    return frozenset(scope for scope in given if role.covers(NEEDED_ROLE[scope]))
