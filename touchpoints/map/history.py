"""The history of the map: who changed what and when, newest first, and the way back from each change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from presence.audit import log
from presence.audit.models import Entry
from presence.kit import refusals, toasts
from presence.kit.api import pages
from presence.kit.api.problems import Invalid
from presence.kit.api.queries import PageQuery
from presence.kit.modes import mode_of
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.interactions.references import parse_id
from touchpoints.journeys.models import Protection, Stake, Touchpoint
from touchpoints.map import parts, undoing

SUBJECTS = ("touchpoint", "stage", "journey", "map", "mapversion", "broughtmap")
MOST_SAID = 20
BACK = {"history": "map_history", "outline": "map_outline"}
FIELDS = {
    "name": "Name",
    "mode": "Mode",
    "mode_reason": "Because",
    "intent": "What the customer wants",
    "owner": "Owner",
    "protected": "Protected",
    "stakes": "At stake",
    "channel": "Channel",
    "response_target_minutes": "Answer within, in minutes",
    "key_moment": "Key moment",
    "first_truth_due": "First truth is due here",
    "top_five": "Among the first five",
    "key": "Key for programs",
    "place": "Place",
}
_MARKS = {value: str(label).lower() for value, label in (*Protection.choices, *Stake.choices)}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a change, in words."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One change of the map."""

    entry: Entry
    words: str
    changes: list[Changed]
    said: list[str]
    undo_url: str


@access.member(Role.LEADER)
@require_safe
def page(request: MemberRequest) -> HttpResponse:
    """Every change of the map, newest first."""
    query = PageQuery(limit=50, cursor=request.GET.get("cursor") or None)
    rows = Entry.rows().filter(subject_type__in=SUBJECTS)
    try:
        found = pages.choose(rows, query=query, order=("-at", "-id"), belongs_to=f"map:{request.organization.pk}")
    except Invalid:
        return redirect("map_history")
    context = {
        "lines": [_line(entry) for entry in found.rows],
        "next_url": f"?cursor={found.next_cursor}" if found.next_cursor else "",
    }
    return render(request, "touchpoints/map/history.html", context)


@access.member(Role.LEADER)
@require_POST
def undo(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Take one change back. It is a change itself, and can be taken back too."""
    entry = get_object_or_404(Entry.rows().filter(subject_type__in=SUBJECTS), pk=entry_id)
    try:
        with transaction.atomic():
            touchpoint = undoing.undo(by=Actor.of(request.member), entry=entry)
            for other in _also(request, entry):
                undoing.undo(by=Actor.of(request.member), entry=other)
    except refusals.Refusal as refusal:
        touchpoint = None
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, "Taken back.")
    return _answer(request, touchpoint)


def _also(request: MemberRequest, entry: Entry) -> list[Entry]:
    """What was done to the same touchpoint in the same breath, newest first."""
    named = [parse_id(one) for one in request.POST.get("also", "").split()[: undoing.MOST_AT_ONCE]]
    return list(Entry.rows().filter(pk__in=[one for one in named if one], subject_id=entry.subject_id))


def _answer(request: MemberRequest, touchpoint: Touchpoint | None) -> HttpResponse:
    if request.POST.get("back") in BACK:
        return redirect(BACK[request.POST["back"]])
    key = touchpoint.key if touchpoint else ""
    if request.htmx:
        return parts.changed(request, key=key)
    return HttpResponseRedirect(reverse("map") + (f"#card-{key}" if key else ""))


def _line(entry: Entry) -> Line:
    changes = entry.detail.get("changes", {})
    told = [Changed(FIELDS.get(name, name), _say(name, old), _say(name, new)) for name, (old, new) in changes.items()]
    return Line(entry, log.sentence(entry.verb, entry.detail), told, entry.detail.get("said", [])[:MOST_SAID], _undo_url(entry))


def _undo_url(entry: Entry) -> str:
    """Where the change is taken back; a map that was written whole has its own way back."""
    if entry.detail.get("brought"):
        return reverse("brought_map_undo", args=[entry.detail["brought"]])
    return reverse("map_undo", args=[entry.pk]) if undoing.may_undo(entry) else ""


def _say(field: str, value: Any) -> str:
    if field == "mode":
        return mode_of(value).word
    if isinstance(value, list):
        return ", ".join(_MARKS.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
