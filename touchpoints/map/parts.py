"""Drawing the map and its pieces: the whole page's body, the map after a change, one card with or without its form."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from presence.kit import compiled
from presence.kit.modes import MODES
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role
from touchpoints.journeys.missing import Missing
from touchpoints.map import cards, filters, presenting, reaching, reading, unpublished
from touchpoints.map.filters import Filters
from touchpoints.map.reaching import Way
from touchpoints.map.reading import Map
from touchpoints.map.unpublished import Unpublished


@dataclass(frozen=True, slots=True)
class TwoTexts:
    """A field that says something else by now, in words."""

    field: str
    word: str
    mine: str
    theirs: str
    may_both: bool


@dataclass(frozen=True, slots=True)
class Hand:
    """The form in a card: what it says, what it said when it was opened, what can be chosen, and what went wrong.

    `second` is there when somebody else must agree before it is published; `reason` is what was typed for them.
    """

    says: dict[str, str]
    was: dict[str, str]
    proposed: dict[str, str]
    owners: list[tuple[str, str]]
    people: list[tuple[str, str]]
    calendars: list[tuple[str, str]]
    meaning: str
    advice: str
    second: Missing | None = None
    reason: str = ""
    clashes: list[TwoTexts] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """The map as one member sees it at one moment."""

    whole: Map
    changes: Unpublished
    ways: dict[UUID, Way]
    wanted: Filters
    values: dict[str, Any]


def see(request: MemberRequest, wanted: Filters) -> Seen:
    """Read the map, and everything its templates ask for."""
    now = timezone.now()
    found = reading.read(now=now, today=timezone.localdate(now))
    changes = unpublished.find(found)
    may_edit, ways = request.member.may(Role.LEADER), reaching.of(found, now=now)
    lines = presenting.lines(filters.narrowed(found, wanted), changes, ways, editable=may_edit)
    first = next((facts.card.id for _, columns in lines for column in columns for facts in column.cards), None)
    values = {
        "lines": lines,
        "plain": cards.plain,
        "modes": presenting.modes(found),
        "draft": presenting.draft_word(changes),
        "modes_of": list(MODES.values()),
        "may_edit": may_edit,
        "filters": wanted,
        "focused": first,
        "base": reverse("map"),
        "token": get_token(request),
    }
    return Seen(found, changes, ways, wanted, values)


def body(seen: Seen) -> SafeString:
    return compiled.render("touchpoints/map/body.jinja", **seen.values)


def legend(seen: Seen) -> SafeString:
    return compiled.render("touchpoints/map/legend.jinja", **seen.values)


def changed(request: MemberRequest, *, key: str = "", status: int = 200) -> HttpResponse:
    """To htmx: the map as it is now, to be put in its place, with the focus on the card of this key."""
    seen = see(request, _filters_of_page(request))
    response = HttpResponse(compiled.render("touchpoints/map/changed.jinja", **seen.values), status=status)
    if key:
        response.headers["HX-Trigger"] = f'{{"map-focus": "card-{key}"}}'
    return response


def card(request: MemberRequest, touchpoint_id: UUID, *, hand: Hand | None = None, status: int = 200) -> HttpResponse:
    """To htmx: one card, with its form when it is in hand, and the legend. A card that is gone leaves nothing."""
    seen = see(request, _filters_of_page(request))
    drawn = presenting.lines(seen.whole, seen.changes, seen.ways, editable=True)
    found = (one for _, columns in drawn for column in columns for one in column.cards if one.card.id == touchpoint_id)
    facts = next(found, None)
    if facts is None:
        return changed(request, status=status)
    values = seen.values | {"shown": presenting.show(facts), "hand": hand, "focused": touchpoint_id}
    return HttpResponse(compiled.render("touchpoints/map/one.jinja", **values), status=status)


def _filters_of_page(request: MemberRequest) -> Filters:
    """What the page is narrowed to that sent this request."""
    query = urlsplit(request.htmx.current_url or "").query
    return filters.read(dict(parse_qsl(query)))
