"""Steps 2 and 3: which column is which field, and what its cells mean."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from presence.imports import actions, importers
from presence.imports.forms.columns import ColumnsForm
from presence.imports.forms.files import ReadingForm
from presence.imports.forms.values import ValuesForm
from presence.imports.models import Import
from presence.imports.rules import mapping, profile
from presence.imports.rules.decoding import ENCODINGS, NotATable
from presence.imports.rules.parsing import DELIMITERS
from presence.imports.views import stages
from presence.kit import refusals
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: MemberRequest, import_id: UUID) -> HttpResponse:
    source = stages.find(import_id)
    if source.state not in actions.BEFORE_RUN:
        return stages.lead_on(source)
    if request.method == "POST" and request.POST.get("header") != source.fingerprint:
        return stages.answer_refusal(request, source, actions.NotNow())  # read another way since the page was opened
    form = _columns_form(source, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _keep(request, source, form)
    return _columns_page(request, source, form, _reading_form(source))


def _keep(request: MemberRequest, source: Import, form: ColumnsForm) -> HttpResponse:
    try:
        actions.match(by=Actor.of(request.member), source=source, chosen=form.chosen())
    except refusals.Refusal as refusal:
        return stages.answer_refusal(request, source, refusal)
    return HttpResponseRedirect(reverse("import_values", args=[source.pk]))


@access.member(Role.LEADER)
@require_POST
def reading(request: MemberRequest, import_id: UUID) -> HttpResponse:
    """Read the file another way. A file that cannot be read so stays as it was."""
    source = stages.find(import_id)
    form = ReadingForm(request.POST)
    if form.is_valid():
        try:
            actions.read_again(by=Actor.of(request.member), source=source, **form.cleaned_data)
        except NotATable as refusal:
            form.add_error(None, str(refusal))
            source.refresh_from_db()
        except refusals.Refusal as refusal:
            return stages.answer_refusal(request, source, refusal)
    if not request.htmx and form.is_valid():
        return HttpResponseRedirect(reverse("import_columns", args=[source.pk]))
    return _columns_page(request, source, _columns_form(source, None), form)


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def values(request: MemberRequest, import_id: UUID) -> HttpResponse:
    source = stages.find(import_id)
    if source.state not in actions.BEFORE_RUN:
        return stages.lead_on(source)
    if source.state == Import.State.UPLOADED:
        return HttpResponseRedirect(reverse("import_columns", args=[source.pk]))
    form = _values_form(request, source, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _check(request, source, form)
    return render(request, "presence/imports/values.html", _context(source, 2) | {"form": form}, status=_status(request, form))


def _check(request: MemberRequest, source: Import, form: ValuesForm) -> HttpResponse:
    try:
        actions.check(by=Actor.of(request.member), now=datetime.now(UTC), source=source, chosen=form.chosen())
    except refusals.Refusal as refusal:
        return stages.answer_refusal(request, source, refusal)
    return stages.lead_on(source)


def _columns_form(source: Import, data: Any) -> ColumnsForm:
    return ColumnsForm(
        data,
        importer=importers.importer_for(source.kind),
        profile=profile.load(source.profile),
        matching=mapping.load(source.mapping),
    )


def _reading_form(source: Import) -> ReadingForm:
    initial = {"encoding": source.encoding, "delimiter": source.delimiter, "unknown": " ".join(source.unknown)}
    return ReadingForm(initial=initial)


def _values_form(request: MemberRequest, source: Import, data: Any) -> ValuesForm:
    return ValuesForm(
        data,
        importer=importers.importer_for(source.kind),
        profile=profile.load(source.profile),
        matching=mapping.load(source.mapping),
        home=request.organization.time_zone,
    )


def _columns_page(request: MemberRequest, source: Import, form: ColumnsForm, reading_form: ReadingForm) -> HttpResponse:
    context = _context(source, 1) | {"form": form, "reading": reading_form, "read_as": _read_as(source)}
    part = "presence/imports/_columns.html" if request.htmx else "presence/imports/columns.html"
    wrong = form if form.errors else reading_form
    return render(request, part, context, status=_status(request, wrong))


def _read_as(source: Import) -> str:
    """How the file was read, in words."""
    unknown = ", ".join(f"“{marker}”" for marker in source.unknown)
    counts = f". {unknown} count as empty" if unknown else ""
    return f"Read as {ENCODINGS[source.encoding]}, cells separated by {DELIMITERS[source.delimiter].lower()}{counts}"


def _context(source: Import, step: int) -> dict[str, Any]:
    return {
        "source": source,
        "importer": importers.importer_for(source.kind),
        "profile": profile.load(source.profile),
        "steps": stages.steps(step),
    }


def _status(request: MemberRequest, form: Any) -> int:
    return 422 if request.htmx and form.is_bound and form.errors else 200
