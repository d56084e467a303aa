"""The address in every automated message under which its recipient ends it: `/u/<token>`.

The token is sealed (presence/kit/sealing.py) and holds organization, address and kind, so that no row is written for a message
and nothing in it can be read, guessed or changed. It works for as long as the installation keeps its key, also when the
customer, the contact or the message is long gone.
"""

from dataclasses import dataclass
from uuid import UUID

from presence.kit import addresses, sealing
from touchpoints.suppression import rules
from touchpoints.suppression.models import Kind

PURPOSE = "unsubscribe"
_ID_LENGTH = 16
_LETTERS = {"": b"a", Kind.SERVICE: b"s", Kind.LIFECYCLE: b"l", Kind.SURVEY: b"q"}
_KINDS = {letter: str(kind) for kind, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a token holds: who is asked to stop sending what to whom."""

    organization_id: UUID
    kind: str
    address: str


def address_of(organization_id: UUID, address: str, kind: str, *, language: str = "") -> str:
    """The page on which a recipient chooses what stops, with scheme and host, in the language of the mail that it ends."""
    return addresses_of(organization_id, address, kind, language=language)[0]


def one_click_of(organization_id: UUID, address: str, kind: str) -> str:
    """The address for the header List-Unsubscribe: a POST to it acts at once (RFC 8058)."""
    return addresses_of(organization_id, address, kind)[1]


def addresses_of(organization_id: UUID, address: str, kind: str, *, language: str = "") -> tuple[str, str]:
    """The page, in the language of the mail, and the address for the header, with one token."""
    token, asked = _token(organization_id, address, kind), f"?language={language[:2].lower()}" if language else ""
    return addresses.public_token("unsubscribe", token) + asked, addresses.public_token("unsubscribe_now", token)


def read(token: str) -> Shown | None:
    """What a token holds; None for anything that is none."""
    words = sealing.unseal(token, purpose=PURPOSE)
    if words is None or len(words) <= _ID_LENGTH + 1:
        return None
    organization_id, letter = UUID(bytes=words[:_ID_LENGTH]), words[_ID_LENGTH : _ID_LENGTH + 1]
    return Shown(organization_id, _KINDS[letter], words[_ID_LENGTH + 1 :].decode())


def _token(organization_id: UUID, address: str, kind: str) -> str:
    words = organization_id.bytes + _LETTERS[kind] + rules.normal(address).encode()
    return sealing.seal(words, purpose=PURPOSE)
