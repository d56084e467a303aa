"""The list of imports; an import while it works and when it is over; starting, stopping, undoing and discarding."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from presence.imports import actions, importers, outcome, rejects
from presence.imports.models import Import, ImportRow
from presence.imports.shown import OUTCOMES
from presence.imports.views import preview, stages
from presence.kit import refusals, toasts
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

PAGE = 25


@access.member(Role.LEADER)
@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """All imports, newest first; ids are in the order of time."""
    found = Import.rows().select_related("made_by__user").defer("profile", "mapping", "header").order_by("-pk")
    before = stages.parse_id(request.GET.get("before", ""))
    if before is not None:
        found = found.filter(pk__lt=before)
    listed = list(found[: PAGE + 1])
    shown, has_older = listed[:PAGE], len(listed) > PAGE
    context = {
        "imports": [outcome.Line(source, stages.address(source)) for source in shown],
        "new_url": reverse("import_new"),
        "next_url": f"?before={shown[-1].pk}" if has_older else "",
    }
    return render(request, "presence/imports/list.html", context)


@access.member(Role.LEADER)
@require_safe
def page(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Where an import stands. A part asked for by the progress page leads on when the work is done."""
    source = stages.find(import_id)
    if source.state in outcome.WORKING:
        template = "presence/imports/_progress.html" if request.htmx else "presence/imports/progress.html"
        step = 3 if source.state == Import.State.CHECKING else 4
        return render(request, template, {"progress": outcome.progress(source), "source": source, "steps": stages.steps(step)})
    if request.htmx or source.state in actions.BEFORE_RUN:
        return stages.lead_on(source)
    return _result(request, source)


def _result(request: MemberRequest, source: Import) -> HttpResponse:
    chosen = request.GET.get("show", "")
    if chosen not in OUTCOMES:
        chosen = next((word for word in OUTCOMES if source.counts.get(word)), "")
    rows = ImportRow.rows().filter(source=source, outcome=chosen)
    importer = importers.importer_for(source.kind)
    now = datetime.now(UTC)
    context = {
        "source": source,
        "importer": importer,
        "steps": stages.steps(5),
        "told": outcome.tell(source, importer),
        "links": outcome.links(source, importer),
        "undo_until": outcome.undo_until(source, now=now),
        "undo_note": importer.undo_note(),
        "tabs": preview.tabs(OUTCOMES, source.counts, chosen),
        "listing": preview.listing(request, rows, preview.presenter(request, source), {"show": chosen}),
    }
    return render(request, "presence/imports/result.html", context)


@access.member(Role.LEADER)
@require_POST
def run(request: MemberRequest, import_id: UUID) -> HttpResponse:
    return _do(request, import_id, lambda by, now, source: actions.start(by=by, now=now, source=source))


@access.member(Role.LEADER)
@require_POST
def cancel(request: MemberRequest, import_id: UUID) -> HttpResponse:
    return _do(request, import_id, lambda by, now, source: actions.cancel(by=by, now=now, source=source))


@access.member(Role.LEADER)
@require_POST
def undo(request: MemberRequest, import_id: UUID) -> HttpResponse:
    return _do(request, import_id, lambda by, now, source: actions.undo(by=by, now=now, source=source))


@access.member(Role.LEADER)
@require_POST
def discard(request: MemberRequest, import_id: UUID) -> HttpResponse:
    source = stages.find(import_id)
    try:
        actions.discard(by=Actor.of(request.member), source=source)
    except refusals.Refusal as refusal:
        return stages.answer_refusal(request, source, refusal)
    toasts.say(request, f"{source.file_name} was removed. Nothing was imported.")
    return HttpResponseRedirect(reverse("import_list"))


@access.member(Role.LEADER)
@require_safe
def rejects_file(request: MemberRequest, import_id: UUID) -> HttpResponseBase:
    source = stages.find(import_id)
    name = f"rejects of {PurePath(source.file_name).stem}.csv"
    return FileResponse(rejects.write(source), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _do(request: MemberRequest, import_id: UUID, verb: Callable[[Actor, datetime, Import], Any]) -> HttpResponse:
    """One verb, then the page of the import as it stands now."""
    source = stages.find(import_id)
    try:
        verb(Actor.of(request.member), datetime.now(UTC), source)
    except refusals.Refusal as refusal:
        return stages.answer_refusal(request, source, refusal)
    return stages.lead_on(source)
