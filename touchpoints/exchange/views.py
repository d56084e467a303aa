"""Files of the map: taking it out as CSV or JSON, looking over what a file would change, writing it, taking it back."""

from datetime import timedelta
from uuid import UUID

import msgspec
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presence.kit import csv, refusals, toasts, words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role
from touchpoints.exchange import bringing, files, naming, presenting, shapes, table
from touchpoints.exchange.forms import ImportForm
from touchpoints.exchange.given import Given
from touchpoints.exchange.models import BroughtMap
from touchpoints.journeys import document as documents
from touchpoints.journeys import versions, writing
from touchpoints.journeys.published import MapVersion

UNDO_FOR = timedelta(hours=24)
LISTED = 10


@access.member()
@require_safe
def map_csv(request: MemberRequest) -> HttpResponseBase:
    """The map as a table: as it is drawn, or `?version=` as it was published."""
    return csv.answer(table.rows(_asked(request)), filename=_filename(request, "csv"))


@access.member()
@require_safe
def map_json(request: MemberRequest) -> HttpResponse:
    """The map as a document: the same as over the API."""
    content = msgspec.json.format(msgspec.json.encode(_asked(request)), indent=2)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{_filename(request, "json")}"'
    return response


@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def map_import(request: MemberRequest) -> HttpResponse:
    """A file is looked over first: what would change in words, what is wrong row by row. A second press writes it."""
    if request.method != "POST":
        return _show(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            given = files.read(form.cleaned_data["text"])
        except files.NotAMap as refusal:
            form.add_error("file" if form.cleaned_data.get("file") else "text", refusal.words)
        else:
            return _write(request, form, given) if "write" in request.POST else _foresee(request, form, given)
    return _show(request, form)


@access.member(Role.LEADER)
@require_POST
def brought_map_undo(request: MemberRequest, brought_map_id: UUID) -> HttpResponse:
    """Draw the map as it stood before."""
    brought = get_object_or_404(BroughtMap.rows(), pk=brought_map_id)
    try:
        bringing.undo(by=Actor.of(request.member), now=timezone.now(), brought=brought)
    except refusals.Refusal as refusal:
        toasts.say(request, refusal.words, urgent=True)
    else:
        toasts.say(request, f"The map is as it was before {brought}.")
    return redirect("map")


def say_brought(request: MemberRequest, brought: BroughtMap | None, said: str = "") -> None:
    """What was written, with the way back; in these words instead of the usual ones."""
    if brought is None:
        toasts.say(request, "The map says all of this already. Nothing was changed.")
    else:
        usual = f"{words.count(brought.changes, 'change')} written to the map. Nothing is published yet."
        toasts.say(request, said or usual, undo_url=reverse("brought_map_undo", args=[brought.pk]))


def _write(request: MemberRequest, form: ImportForm, given: Given) -> HttpResponse:
    """Only what was looked at is written: when the map or the file is another by now, one looks again."""
    try:
        brought = bringing.bring(
            by=Actor.of(request.member),
            now=timezone.now(),
            given=given,
            replace=form.replaces,
            expected=form.cleaned_data["expected"],
            source=BroughtMap.Source.FILE,
            name=form.cleaned_data["name"] or "a file",
        )
    except writing.StaleMap:
        return _foresee(request, form, given, is_stale=True)
    except refusals.Refusal:
        return _foresee(request, form, given)
    say_brought(request, brought)
    return redirect("map")


def _foresee(request: MemberRequest, form: ImportForm, given: Given, *, is_stale: bool = False) -> HttpResponse:
    """The form again, with the text that was read, and what would become of it."""
    foreseen = bringing.foresee(given, replace=form.replaces)
    data = form.cleaned_data
    again = ImportForm({"text": data["text"], "rest": data["rest"], "name": data["name"], "expected": foreseen.expected})
    again.is_valid()
    return _show(request, again, foreseen=presenting.of(foreseen), is_stale=is_stale)


def _show(request: MemberRequest, form: ImportForm, **more: object) -> HttpResponse:
    lately = BroughtMap.rows().filter(undone_at=None, brought_at__gt=timezone.now() - UNDO_FOR)
    context = {"form": form, "lately": lately.select_related("brought_by__user")[:LISTED]}
    status = 422 if form.is_bound and form.errors and request.htmx else 200
    return render(request, "touchpoints/exchange/import.html", context | more, status=status)


def _asked(request: MemberRequest) -> shapes.WholeMap:
    """The drawn map, or the version that the address names."""
    asked = request.GET.get("version", "")
    if not asked:
        return naming.told(versions.drawn())
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    found = MapVersion.rows().filter(number=number).first()
    if found is None:
        raise Http404
    return naming.told(documents.load(found.document))


def _filename(request: MemberRequest, ending: str) -> str:
    return f"map-{request.organization.slug}-{timezone.localdate().isoformat()}.{ending}"
