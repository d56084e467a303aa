"""One thing done with several promises of the list: chosen by hand, or all that match the view.

What changes promises is confirmed on a page first, done one by one, and answered row by row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from presence.kit import csv, refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from promises.marks import actions as marks
from promises.pages import filters, listing
from promises.record import actions, reading
from promises.record.models import Promise

MOST = 200


@dataclass(frozen=True, slots=True)
class Verb:
    """Something to do with each of them. `asks` is the button that confirms it, `done` the word in the result."""

    key: str
    word: str
    asks: str
    done: str
    act: Callable[..., Any]
    role: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class Line:
    """One of the chosen promises, and what became of it."""

    promise: Promise
    title: str
    said: str = ""
    is_done: bool = False


def _read(*, by: Actor, now: Any, promise: Promise) -> None:
    marks.acknowledge(by=by, now=now, promise=promise, number=promise.current_number)


VERBS = {
    verb.key: verb
    for verb in (
        Verb("read", "Mark as read", "Mark as read", "Marked as read", _read, Role.VIEWER),
        Verb("fulfill", "Mark as fulfilled", "Mark as fulfilled", "Fulfilled", actions.fulfill),
        Verb("end", "Mark as ended", "Mark as ended", "Ended", actions.end),
    )
}


def offered(request: MemberRequest) -> list[tuple[str, str]]:
    """What this member can do with several promises at once."""
    return [(verb.key, verb.word) for verb in VERBS.values() if request.member.may(verb.role)] + [("csv", "Download as CSV")]


@access.member()
@require_POST
def promises_bulk(request: MemberRequest) -> HttpResponseBase:
    """Ask first, then do it and say what became of each. A download needs no asking."""
    chosen = _chosen(request)
    if not chosen:
        toasts.say(request, "Choose at least one promise first.", urgent=True)
        return redirect("promises")
    if request.POST.get("verb") == "csv":
        ids = [promise.pk for promise in chosen]
        return csv.answer(listing.exported_only(ids), filename=f"promises-{timezone.localdate()}.csv")
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        toasts.say(request, "Choose what to do with them.", urgent=True)
        return redirect("promises")
    if not request.member.may(verb.role):
        raise PermissionDenied(f"This needs the role {verb.role.label.lower()}.")
    is_confirmed = "confirmed" in request.POST
    lines = _done(request, verb, chosen) if is_confirmed else _lines(chosen)
    return _show(request, verb, lines, is_confirmed=is_confirmed)


def _show(request: MemberRequest, verb: Verb, lines: list[Line], *, is_confirmed: bool) -> HttpResponse:
    context = {
        "verb": verb,
        "lines": lines,
        "is_confirmed": is_confirmed,
        "done": sum(line.is_done for line in lines),
        "back_query": QueryDict(request.POST.get("query", "")).urlencode(),
    }
    return render(request, "promises/pages/bulk.html", context)


def _chosen(request: MemberRequest) -> list[Promise]:
    """At most MOST, in the order of their ids. What is not there, or of another organization, is left out."""
    if "all" in request.POST:
        wanted = filters.Filters(QueryDict(request.POST.get("query", ""))).wanted(request.member)
        found = listing.rows(wanted, timezone.now())
    else:
        found = Promise.rows().filter(pk__in=_ids(request.POST.getlist("chosen")))
    return list(found.select_related("customer").order_by("-pk")[:MOST])


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[:MOST]


def _lines(chosen: list[Promise]) -> list[Line]:
    current = reading.current([promise.pk for promise in chosen])
    return [Line(promise, current[promise.pk].title or "Erased") for promise in chosen]


def _done(request: MemberRequest, verb: Verb, chosen: list[Promise]) -> list[Line]:
    """Each on its own: one that is refused stops no other."""
    by, now = Actor.of(request.member), timezone.now()
    lines = []
    for line in _lines(chosen):
        try:
            with transaction.atomic():
                verb.act(by=by, now=now, promise=line.promise)
        except refusals.Refusal as refusal:
            lines.append(Line(line.promise, line.title, refusal.words))
        else:
            lines.append(Line(line.promise, line.title, verb.done, is_done=True))
    return lines
