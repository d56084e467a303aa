"""Secrets that name their organization, so that the scope is entered before the secret is looked up under the wall.

A token is `<organization id><joint><secret>`: the id is the base64url form of its 16 bytes (22 characters), the secret has 256
random bits, so that one round of SHA-256 is enough to store it.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

ID_LENGTH = 22


@dataclass(frozen=True, slots=True)
class Minted:
    """A new token. `text` is given away once and kept nowhere; `digest` is stored."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as somebody shows it."""

    organization_id: UUID
    digest: str


def mint(organization_id: UUID, *, joint: str) -> Minted:
    secret = secrets.token_urlsafe(32)
    return Minted(text=f"{_spell(organization_id)}{joint}{secret}", digest=_digest(secret))


def read(text: str, *, joint: str) -> Shown | None:
    """The parts of a token; None for anything that is none."""
    spelled, found_joint, secret = text[:ID_LENGTH], text[ID_LENGTH : ID_LENGTH + 1], text[ID_LENGTH + 1 :]
    organization_id = _unspell(spelled)
    if organization_id is None or found_joint != joint or not secret or not secret.isascii():
        return None
    return Shown(organization_id=organization_id, digest=_digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _spell(organization_id: UUID) -> str:
    return base64.urlsafe_b64encode(organization_id.bytes).rstrip(b"=").decode()


def _unspell(text: str) -> UUID | None:
    """Only the one right spelling: the last character has four spare bits."""
    try:
        organization_id = UUID(bytes=base64.b64decode(f"{text}==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
    return organization_id if _spell(organization_id) == text else None
