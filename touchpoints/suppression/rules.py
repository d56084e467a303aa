"""Which entry about an address stands when there are several reasons, and how an address is recognized without being kept."""

import hashlib
from uuid import UUID

from touchpoints.suppression.models import Why

# The stronger reason stays, in whatever order they come in. What a recipient said outranks what a machine found.
STRENGTH = (Why.LESS_OFTEN, Why.BOUNCED, Why.BY_HAND, Why.UNSUBSCRIBED, Why.COMPLAINED, Why.ERASED)
THEIR_OWN = (Why.LESS_OFTEN, Why.UNSUBSCRIBED)  # what the recipient may take back alone
PACES = (7, 30, 90)  # days between two messages that a recipient may ask for


def normal(address: str) -> str:
    """The spelling in which addresses are compared."""
    return address.strip().lower()


def digest(organization_id: UUID, address: str) -> str:
    """SHA-256 of the address, salted with the organization: the same address is another digest elsewhere."""
    return hashlib.sha256(organization_id.bytes + normal(address).encode(errors="replace")).hexdigest()


def outranks(why: str, former: str) -> bool:
    """Whether an entry for this reason replaces one for the former reason. "Less often" may be said anew."""
    strengths = [str(one) for one in STRENGTH]
    if why == former:
        return why == Why.LESS_OFTEN
    return strengths.index(why) > strengths.index(former)


def masked(address: str) -> str:
    """Enough of an address for its owner to recognize it, on a page that a forwarded mail may open: `a…@fieldstone.example`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
