"""Which touchpoint a contact probably was, and why: the form says so, and the person says otherwise with one press."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q

from touchpoints.interactions.models import Check, HandledBy, Interaction
from touchpoints.journeys.models import Touchpoint
from touchpoints.timer.models import Timer

LOOKED_BACK = 50


@dataclass(frozen=True, slots=True)
class Guess:
    """`because` is a sentence for the hint of the field."""

    touchpoint_id: UUID
    because: str


def touchpoint(*, asked: UUID | None, timer: Timer | None, customer_id: UUID, member_id: UUID) -> Guess | None:
    """The first of these that is on the map: asked for, timed, last judged promise's moment, then what is logged most with
    them: by me, else by anybody.
    """
    theirs = Q(customer=customer_id, handled_by__in=(HandledBy.HUMAN, HandledBy.ASSISTED))
    candidates = (
        (asked, "As on the page you come from."),
        (timer.touchpoint_id if timer else None, "As you timed it."),
        (_of_last_judged(customer_id), "Guessed: here their promise was last judged."),
        (_most_often(Q(customer=customer_id, member=member_id)), "Guessed: this is what you log most with them."),
        (_most_often(theirs), "Guessed: most contacts with them are this."),
    )
    given = {pk for pk, _because in candidates if pk}
    live = set(Touchpoint.rows().filter(pk__in=given, archived_at=None).values_list("pk", flat=True)) if given else set()
    return next((Guess(pk, because) for pk, because in candidates if pk and pk in live), None)


def _of_last_judged(customer_id: UUID) -> UUID | None:
    """Where an open promise to this customer was judged last."""
    judged = Check.rows().filter(
        promise__customer=customer_id, promise__state="agreed", interaction__isnull=False, interaction__deleted_at=None
    )
    return judged.order_by("-interaction__occurred_at").values_list("interaction__touchpoint", flat=True).first()


def _most_often(whose: Q) -> UUID | None:
    """Among the last of these contacts; of equally many the latest."""
    last = Interaction.rows().filter(whose, deleted_at=None)
    recent = Interaction.rows().filter(pk__in=last.order_by("-occurred_at").values("pk")[:LOOKED_BACK])
    counted = recent.order_by().values("touchpoint").annotate(times=Count("pk"), latest=Max("occurred_at"))
    found = counted.order_by("-times", "-latest").first()
    return found["touchpoint"] if found else None
