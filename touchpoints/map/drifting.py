"""The page of drift: where declared and observed differ, with the numbers and the rows behind each."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from presence.kit import words
from presence.kit.windows import Window
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.interactions.models import Interaction
from touchpoints.map import presenting, reading
from touchpoints.map.reading import Card

Frozen = Counter[tuple[UUID, str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One way in which a touchpoint is handled otherwise: the share with its range, the rows, how many of them since."""

    said: str
    share: str
    url: str
    since: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A touchpoint that drifts."""

    card: Card
    url: str
    bar: SafeString
    lines: list[Line]


@access.member()
@require_safe
def page(request: MemberRequest) -> HttpResponse:
    """Every touchpoint that is handled otherwise than its mode says, worst first, and how many are not."""
    today = timezone.localdate()
    found = reading.read(now=timezone.now(), today=today)
    met = [card for card in found.cards() if card.times]
    drifting = sorted((card for card in met if card.drift), key=_share, reverse=True)
    frozen = _frozen(drifting, found.window)
    context = {
        "shown": [_show(card, found.window, frozen) for card in drifting],
        "met": len(met),
        "quiet": sum(1 for card in found.cards() if not card.times),
        "days": presenting.days_word(found.window, today=today),
        "may_edit": request.member.may(Role.LEADER),
    }
    return render(request, "touchpoints/map/drift.html", context)


def _share(card: Card) -> float:
    return card.drift.number / card.times if card.drift else 0.0


def _show(card: Card, window: Window, frozen: Frozen) -> Shown:
    parts = card.drift.parts if card.drift else []
    rows = reverse("interaction_list")
    lines = [
        Line(
            said=part.said,
            share=words.rate(part.number, card.times),
            url=f"{rows}?{urlencode({'touchpoint': card.key, 'handled_by': part.handled_by, **window.query})}",
            since=_since(frozen[card.id, card.held_mode, part.handled_by], part.number),
        )
        for part in parts
    ]
    return Shown(card, reverse("touchpoint", args=[card.id]), presenting.handled_bar(card), lines)


def _since(under: int, number: int) -> str:
    """How many happened while the mode was what it is now; the others came before it was changed."""
    if under == number:
        return "all of them under this mode"
    return f"{words.number(under)} of them under this mode, the others before it was chosen"


def _frozen(cards: list[Card], window: Window) -> Frozen:
    """How often each touchpoint was handled how, by the mode that held at the time."""
    days = Interaction.rows().filter(deleted_at=None, local_day__range=(window.first, window.last))
    grouped = days.filter(touchpoint__in=[card.id for card in cards]).values("touchpoint_id", "mode", "handled_by")
    counted = grouped.order_by().annotate(times=Count("id"))
    return Counter({(row["touchpoint_id"], row["mode"], row["handled_by"]): row["times"] for row in counted})
