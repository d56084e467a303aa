"""What happens to keys when something below changes."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection

from presence.apikeys import actions
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from presence.tenancy.scope import acting_organization_id


class Erased(Protocol):
    """Who is erased, as far as kept answers are concerned."""

    @property
    def customer_id(self) -> UUID:
        """The customer, or the one the person belongs to."""

    @property
    def words(self) -> tuple[str, ...]:
        """Names, references, addresses and numbers."""


def member_removed(*, member: Membership, by: Actor, now: datetime) -> None:
    actions.revoke_all_of(by=by, member=member, now=now)


def customer_erased(*, erased: Erased) -> None:
    """Kept answers that name the customer, or somebody there, are given up: the same request is then run anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM presence_storedanswer answer WHERE organization_id = %s AND EXISTS ("
            "SELECT FROM unnest(%s::text[]) word WHERE strpos(lower(answer.path || ' ' || answer.body), lower(word)) > 0)",
            [acting_organization_id(), [str(erased.customer_id), *erased.words]],
        )
