"""Addresses of the page behind which a customer reaches a person.

A token is signed and says itself what it stands for, so that a message costs no row and its link works for as long as the
organization exists: the secret key signs it, and SECRET_KEY_FALLBACKS still read what a former key signed.
"""

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from presence.kit import addresses
from presence.tenancy import scope

NOBODY = UUID(int=0)
MESSAGE, PAGE = b"m", b"p"
ID_BYTES = 16
LONGEST = 200  # no token is this long: what is longer is never decoded


@dataclass(frozen=True, slots=True)
class Door:
    """What a token stands for. `generation` is set on the organization's own page only, which is about no customer."""

    organization_id: UUID
    customer_id: UUID | None = None
    touchpoint_id: UUID | None = None
    contact_id: UUID | None = None
    generation: int | None = None


def address_of(*, customer_id: UUID | None, touchpoint_id: UUID | None, contact_id: UUID | None = None) -> str:
    """The absolute address for a message of the acting organization. Signs, and asks the database nothing."""
    ids = (scope.acting_organization_id(), customer_id, touchpoint_id, contact_id)
    return _address(MESSAGE + b"".join((one or NOBODY).bytes for one in ids))


def address_of_organization(*, generation: int) -> str:
    """The acting organization's permanent address, for other tools; it opens while the generation is the current one."""
    return _address(PAGE + scope.acting_organization_id().bytes + generation.to_bytes(4))


def read(token: str) -> Door | None:
    """What a token stands for; None for everything this installation did not sign."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        content = _decode(_signer().unsign(token))
    except (signing.BadSignature, binascii.Error, ValueError):
        return None
    return _message(content[1:]) if content[:1] == MESSAGE else _page(content[1:])


def _address(content: bytes) -> str:
    spelled = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    return addresses.public_token("reach", _signer().sign(spelled))


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="presence.reach")


def _decode(spelled: str) -> bytes:
    return base64.b64decode(spelled + "=" * (-len(spelled) % 4), altchars=b"-_", validate=True)


def _message(content: bytes) -> Door:
    organization_id, *about = (UUID(bytes=content[at : at + ID_BYTES]) for at in range(0, 4 * ID_BYTES, ID_BYTES))
    customer_id, touchpoint_id, contact_id = (None if one == NOBODY else one for one in about)
    return Door(organization_id, customer_id, touchpoint_id, contact_id)


def _page(content: bytes) -> Door:
    return Door(UUID(bytes=content[:ID_BYTES]), generation=int.from_bytes(content[ID_BYTES:]))
