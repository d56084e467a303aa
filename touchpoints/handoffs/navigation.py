"""Where handoffs are found: in the sidebar, in the palette, and on top of the first page."""

from collections.abc import Iterable

from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone

from presence.kit.attention import Attention, Matter
from presence.kit.navigation import Action, Item, address
from presence.tenancy.models import Membership
from touchpoints.handoffs.models import Handoff, Reason

HANDOFFS = Item(
    "Handoffs", "handoffs", key="h", icon="handoff", bottom=True, count="touchpoints.handoffs.navigation.waiting_for"
)
MOST_SHOWN = 5


def waiting_for(member: Membership) -> int:
    """How many wait for this member: what they have, and what nobody has."""
    return Handoff.rows().filter(Q(claimed_by=None) | Q(claimed_by=member.pk), handed_back_at=None).count()


def actions(member: Membership) -> Iterable[Action]:
    listed = address("handoffs")
    yield Action("Handoffs nobody has", f"{listed}?which=unclaimed", group="Go to", also="queue waiting needs a person")
    yield Action("My handoffs", f"{listed}?which=mine", group="Go to", also="claimed queue")
    yield Action("Handoffs handed back", f"{listed}?which=closed", group="Go to", also="closed done")
    yield Action("Download handoffs as CSV", address("handoffs_csv"), also="export spreadsheet excel queue")


def needs_a_person(member: Membership) -> Attention | None:
    """Who waits and is unclaimed, or late although somebody has it; None when nobody does (settings.ATTENTION).

    Whoever says that they were sold something else comes first: it is a promise that is in doubt.
    """
    now = timezone.now()
    pressing = Handoff.rows().filter(Q(claimed_by=None) | Q(promised_at__lte=now, reached_at=None), handed_back_at=None)
    order = Case(When(reason=Reason.NOT_SOLD, then=0), default=1), "promised_at", "id"
    found = list(pressing.select_related("customer", "claimed_by__user").order_by(*order)[: MOST_SHOWN + 1])
    if not found:
        return None
    matters = [_matter(one, is_late=one.promised_at <= now) for one in found[:MOST_SHOWN]]
    return Attention("Needs a person", matters, reverse("handoffs") if len(found) > MOST_SHOWN else "")


def _matter(handoff: Handoff, *, is_late: bool) -> Matter:
    who = str(handoff.customer or handoff.caller or "Somebody without a name")
    standing = "late" if is_late else "unclaimed"
    holder = f", {handoff.claimed_by} has it" if handoff.claimed_by else ""
    said = "Erased" if handoff.words is None else handoff.words
    return Matter(f"{handoff}: {standing}{holder}", reverse("handoff", args=[handoff.pk]), who, said, handoff.opened_at)
