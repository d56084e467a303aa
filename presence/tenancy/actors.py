"""Who did it: a member, an API key, a customer through a public link, or Presence itself."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from presence.tenancy.models import Membership, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Passed to every verb as `by` and written into the audit log.

    `member_id` is set for members and for keys (the member who made the key); `label` is what the log shows.
    """

    kind: Literal["member", "key", "customer", "system"]
    label: str
    member_id: UUID | None = None
    key_id: UUID | None = None
    role: Role | None = None

    @classmethod
    def of(cls, member: Membership) -> "Actor":
        return cls(kind="member", label=member.user.name or member.user.email, member_id=member.pk, role=Role(member.role))


SYSTEM = Actor(kind="system", label="Presence")
