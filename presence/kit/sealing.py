"""Words that only this installation can read: secrets in rows, and what public addresses carry.

Encrypted and signed with a key made of SECRET_KEY and of the purpose, so that what was sealed for one purpose opens for no
other. What was sealed under a former key opens as long as that key is among SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(words: bytes, *, purpose: str) -> str:
    """Text fit for an address: letters, digits, `-` and `_`."""
    return _cipher(purpose, _keys()).encrypt(words).rstrip(b"=").decode()


def unseal(text: str, *, purpose: str) -> bytes | None:
    """What was sealed; None for anything that was not, or not for this purpose."""
    if not text.isascii():
        return None
    padded = text + "=" * (-len(text) % 4)
    try:
        return _cipher(purpose, _keys()).decrypt(padded.encode())
    except InvalidToken:
        return None


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=32)
def _cipher(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(f"presence {purpose} {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
