"""One thing done with several rows of a list: chosen by hand, or all that match the view.

What changes rows is confirmed on a page first, done one by one, and answered row by row. A list says what its rows are
(`Batch`) and what can be done with them (`Verb`); this page does the rest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from presence.kit import csv, refusals, toasts
from presence.kit.words import count
from presence.tenancy.access import MemberRequest
from presence.tenancy.models import Role

MOST = 200
CSV = "csv"
CUT = (
    "More than {most} match this view, and {most} go at once. These are the first {most} in its order: "
    "do it with them and come back for the next, or go back and narrow the view."
)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something to do with each of them: `act(member, row, values of the form)`.

    `word` is the question, `asks` the button that confirms it, `done` the word in the result.
    """

    key: str
    word: str
    asks: str
    done: str
    act: Callable[[Any, Any, dict[str, Any]], None]
    role: Role = Role.AGENT
    form: Callable[[Any], forms.Form] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One of the chosen rows as a table shows it, and what became of it."""

    row: Model
    url: str
    title: str
    cells: tuple[tuple[str, str], ...] = ()  # each with the word of its column
    said: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A list whose rows can be chosen. `matching` gives the rows of a view in its order, `rows` all there are."""

    noun: str
    list_url: str
    bulk_url: str
    columns: tuple[str, ...]
    rows: Callable[[], QuerySet[Any]]
    matching: Callable[[Any, QueryDict], QuerySet[Any]]
    lines: Callable[[Sequence[Any]], list[Line]]
    exported: Callable[[Any, QueryDict | None, Sequence[UUID]], Iterable[Sequence[Any]]]
    verbs: Mapping[str, Verb] = field(default_factory=dict)


def offered(request: MemberRequest, batch: Batch) -> list[tuple[str, str]]:
    """What this member can do with several rows at once."""
    return [(verb.key, verb.word) for verb in batch.verbs.values() if request.member.may(verb.role)] + [
        (CSV, "Download as CSV")
    ]


def answer(request: MemberRequest, batch: Batch) -> HttpResponseBase:
    """Ask first, then do it and say what became of each. A download needs no asking, and is never cut."""
    query = QueryDict(request.POST.get("query", ""))
    is_all = "all" in request.POST
    ids = _ids(request.POST.getlist("chosen"))
    if not is_all and not ids:
        return _back(request, batch, query, f"Choose at least one {batch.noun} first.")
    if request.POST.get("verb") == CSV:
        rows = batch.exported(request.member, query if is_all else None, ids)
        return csv.answer(rows, filename=f"{batch.noun}s-{timezone.localdate()}.csv")
    verb = batch.verbs.get(request.POST.get("verb", ""))
    if verb is None:
        return _back(request, batch, query, "Choose what to do with them.")
    if not request.member.may(verb.role):
        raise PermissionDenied(f"This needs the role {verb.role.label.lower()}.")
    chosen = batch.matching(request.member, query) if is_all else batch.rows().filter(pk__in=ids).order_by("-pk")
    found = list(chosen[: MOST + 1])
    if not found:
        return _back(request, batch, query, f"None of these is there any more. Choose another {batch.noun}.")
    return _ask_or_do(request, batch, verb, found, query)


def _ask_or_do(request: MemberRequest, batch: Batch, verb: Verb, found: list[Any], query: QueryDict) -> HttpResponse:
    lines = batch.lines(found[:MOST])
    is_confirmed = "confirmed" in request.POST
    form = verb.form(request.POST if is_confirmed else None) if verb.form else None
    if is_confirmed and (form is None or form.is_valid()):
        done = _done(request, verb, lines, form.cleaned_data if form else {})
        return _show(request, batch, verb, done, query, is_done=True)
    return _show(request, batch, verb, lines, query, form=form, is_cut=len(found) > MOST)


def _show(request: MemberRequest, batch: Batch, verb: Verb, lines: list[Line], query: QueryDict, **more: Any) -> HttpResponse:
    amount, finished = len(lines), sum(line.is_done for line in lines)
    is_done = more.get("is_done", False)
    context = {
        "batch": batch,
        "verb": verb,
        "lines": lines,
        "cut_words": CUT.format(most=MOST),
        "title": f"{verb.done}: {finished} of {count(amount, batch.noun)}"
        if is_done
        else f"{verb.word}: {count(amount, batch.noun)}?",
        "back_url": _list_address(batch, query),
        "query": query.urlencode(),
    }
    return render(request, "presence/tenancy/bulk.html", context | more)


def _done(request: MemberRequest, verb: Verb, lines: list[Line], values: dict[str, Any]) -> list[Line]:
    """Each on its own: one that is refused stops no other."""
    told = []
    for line in lines:
        try:
            with transaction.atomic():
                verb.act(request.member, line.row, values)
        except refusals.Refusal as refusal:
            told.append(replace(line, said=refusal.words))
        else:
            told.append(replace(line, said=verb.done, is_done=True))
    return told


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[:MOST]


def _back(request: MemberRequest, batch: Batch, query: QueryDict, words: str) -> HttpResponseRedirect:
    toasts.say(request, words, urgent=True)
    return redirect(_list_address(batch, query))


def _list_address(batch: Batch, query: QueryDict) -> str:
    return f"{reverse(batch.list_url)}?{query.urlencode()}" if query else reverse(batch.list_url)
