"""The address a recipient answers to: the organization's own, with the message's name after a plus.

A reply is threaded by its References first; the plus helps where a mail program leaves those out. The name is the message's
random id, which nobody can guess and which says nothing.
"""

import base64
import re
from uuid import UUID

MARK = "X-Presence-Message"  # a header of everything that is sent: what comes in with it is our own mail
_NAMED = re.compile(r"\+m-([a-z2-7]{26})@")


def address_of(reply_address: str, message_id: UUID) -> str:
    """`replies@ours.example` becomes `replies+m-…@ours.example`; an address that is no address stays as it is."""
    name, at, domain = reply_address.partition("@")
    if not at or "+" in name:
        return reply_address
    spelled = base64.b32encode(message_id.bytes).decode().rstrip("=").lower()
    return f"{name}+m-{spelled}@{domain}"


def message_of(address: str) -> UUID | None:
    """The message that an address names, if it names one."""
    found = _NAMED.search(address.lower())
    return UUID(bytes=base64.b32decode(found[1].upper() + "======")) if found else None
