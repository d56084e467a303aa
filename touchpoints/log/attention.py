"""What the first page puts on top: exceptions that nobody has spoken about with the customer (settings.ATTENTION)."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from presence.kit.attention import Attention, Matter
from presence.tenancy.models import Membership, Role
from touchpoints.interactions.models import Interaction

MOST_SHOWN = 5
# In the words of the index `interaction_unspoken`.
UNSPOKEN = Q(deleted_at=None) & ~Q(exception="none") & (Q(conversation_held=None) | Q(conversation_held=False))


def unspoken(member: Membership) -> Attention | None:
    """A price change, a scope trade-off or a recovery stays until a real conversation is recorded.

    Whoever logged it sees it; leaders see everybody's. Recorded is: on the interaction itself, or on a later one with them.
    """
    if not member.may(Role.AGENT):
        return None
    found = open_exceptions()
    mine = found if member.may(Role.LEADER) else found.filter(member=member.pk)
    rows = list(mine.select_related("customer", "touchpoint")[: MOST_SHOWN + 1])
    if not rows:
        return None
    matters = [
        Matter(
            f"{row.get_exception_display()}: talk with {row.customer}",
            reverse("interaction_edit", args=[row.pk]),
            str(row.touchpoint),
            row.note,
            row.occurred_at,
        )
        for row in rows[:MOST_SHOWN]
    ]
    more = f"{reverse('interaction_list')}?counted=unspoken&window=all" if len(rows) > MOST_SHOWN else ""
    return Attention("Exceptions without a real conversation", matters, more)


def open_exceptions() -> QuerySet[Interaction]:
    """The longest waiting first."""
    spoken = Interaction.rows().filter(
        customer=OuterRef("customer"), conversation_held=True, occurred_at__gte=OuterRef("occurred_at"), deleted_at=None
    )
    waiting = Interaction.rows().filter(UNSPOKEN)
    return waiting.filter(~Exists(spoken)).order_by("occurred_at", "id")
