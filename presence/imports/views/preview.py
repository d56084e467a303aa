"""Step 4: what each row would do, and putting problems right in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from presence.imports import actions, importers
from presence.imports.forms.rows import typed_cells
from presence.imports.models import Import, ImportRow
from presence.imports.plan import plan_for
from presence.imports.shown import VERDICTS, Listed, Presenter
from presence.imports.views import stages
from presence.kit import refusals, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

PAGE = 25
Verdict = ImportRow.Verdict


@dataclass(frozen=True, slots=True)
class Tab:
    """Rows with one verdict or outcome."""

    word: str
    url: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of rows, with the addresses of the next and the former one."""

    listed: Listed
    next_url: str
    previous_url: str
    words: str


@access.member(Role.LEADER)
@require_safe
def preview(request: MemberRequest, import_id: UUID) -> HttpResponse:
    source = stages.find(import_id)
    if source.state != Import.State.CHECKED:
        return stages.lead_on(source)
    verdict = _chosen(request, source)
    rows = ImportRow.rows().filter(source=source, verdict=verdict)
    context = _counted(source, verdict) | {
        "steps": stages.steps(3),
        "listing": listing(request, rows, presenter(request, source), {"show": verdict}),
        "verdict": verdict,
    }
    return render(request, "presence/imports/preview.html", context)


@access.member(Role.LEADER)
@require_POST
def row(request: MemberRequest, import_id: UUID, row_id: UUID) -> HttpResponse:
    """Put a row's cells right; with htmx the row and the counts come back, without it the page."""
    source = stages.find(import_id)
    found: ImportRow = get_object_or_404(ImportRow.rows(), pk=row_id, source=source)
    try:
        actions.correct(by=Actor.of(request.member), now=datetime.now(UTC), row=found, cells=typed_cells(request.POST))
    except refusals.Refusal as refusal:
        return stages.answer_refusal(request, source, refusal)
    source.refresh_from_db()
    verdict = request.POST.get("show", Verdict.PROBLEM)
    if not request.htmx:
        return HttpResponseRedirect(f"{reverse('import_preview', args=[source.pk])}?{urlencode({'show': verdict})}")
    listed = presenter(request, source).listed([found], columns=request.POST.get("columns", ""))
    context = _counted(source, verdict) | {"listed": listed, "is_part": True, "verdict": verdict}
    return render(request, "presence/imports/_corrected.html", context)


def presenter(request: MemberRequest, source: Import) -> Presenter:
    now = datetime.now(UTC)
    home = request.organization.zone
    return Presenter(source, plan_for(source, now=now), home=home, today=now.astimezone(home).date())


def listing(request: HttpRequest, rows: Any, shown: Presenter, query: dict[str, str]) -> Listing:
    """A page of rows in the order of the file, found by the line it begins after: no page is counted."""
    after, before = _line(request, "after"), _line(request, "before")
    if before:
        found = list(rows.filter(number__lt=before).order_by("-number")[: PAGE + 1])
        has_former, has_next, found = len(found) > PAGE, True, found[:PAGE][::-1]
    else:
        found = list(rows.filter(number__gt=after).order_by("number")[: PAGE + 1])
        has_former, has_next, found = after > 0, len(found) > PAGE, found[:PAGE]
    if not found:
        return Listing(shown.listed([]), "", "", "")
    first, last = found[0].number, found[-1].number
    return Listing(
        shown.listed(found),
        f"?{urlencode(query | {'after': last})}" if has_next else "",
        f"?{urlencode(query | {'before': first})}" if has_former else "",
        f"Lines {first:,} to {last:,} of the file" if first < last else f"Line {first:,} of the file",
    )


def tabs(named: Mapping[str, str], counts: dict[str, int], current: str) -> list[Tab]:
    """One tab for each kind of row there is."""
    return [
        Tab(word, f"?{urlencode({'show': value})}", words.number(counts[value]), value == current)
        for value, word in named.items()
        if counts.get(value)
    ]


def _counted(source: Import, verdict: str) -> dict[str, Any]:
    counts = source.counts
    taken = counts.get("new", 0) + counts.get("changed", 0)
    return {
        "source": source,
        "importer": importers.importer_for(source.kind),
        "tabs": tabs(VERDICTS, counts, verdict),
        "taken": taken,
        "unchanged": counts.get("unchanged", 0),
        "problems": counts.get("problem", 0),
        "superseded": counts.get("superseded", 0),
    }


def _chosen(request: HttpRequest, source: Import) -> str:
    """The verdict asked for; otherwise the first that there is, problems before all."""
    asked = request.GET.get("show", "")
    if asked in VERDICTS:
        return asked
    return next((verdict for verdict in VERDICTS if source.counts.get(verdict)), Verdict.NEW)


def _line(request: HttpRequest, name: str) -> int:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
