"""Which messages a worker takes next: due ones of the acting organization, in the order in which they fell due.

Nobody takes a message to a customer to whom another worker is sending, or of an automation with a ramp that another worker is
sending: both are counted before a message leaves, and two workers that count at once would both find room.
"""

from django.db import connection, transaction
from django.db.models.functions import Now

from presence.kit import claims
from presence.tenancy import scope
from touchpoints.sends import states
from touchpoints.sends.models import Message, State

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 18))"


def claim(*, limit: int) -> list[Message]:
    """Claim due messages for a while (presence.kit.claims)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [str(scope.acting_organization_id())])
        states.tidy()
        taken = Message.rows().filter(leased_until__gt=Now(), state__in=[State.QUEUED, State.SENDING])
        ramped = taken.filter(automation__ramp__isnull=False)
        free = Message.rows().exclude(customer__in=taken.values("customer")).exclude(automation__in=ramped.values("automation"))
        return claims.claim(free, limit=limit)
