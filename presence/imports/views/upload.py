"""Step 1: a file, or pasted rows."""

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from presence.imports import actions, files
from presence.imports.forms.files import UploadForm
from presence.imports.rules.decoding import NotATable
from presence.imports.views import stages
from presence.kit import refusals
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from presence.tenancy.actors import Actor
from presence.tenancy.models import Role

_FORM_BYTES = 64 * 1024
_MOST_DRAINED = 4 * files.LIMIT
_TOO_MUCH_TEXT = "These are too many rows to paste. Save them as a CSV file and upload that."


@csrf_exempt  # the size is looked at before anything is read; `_receive` checks the token
@transaction.non_atomic_requests  # a slow upload must not hold a transaction open
@access.member(Role.LEADER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, UploadForm(initial={"kind": request.GET.get("kind")}))
    if _length(request) > files.LIMIT + _FORM_BYTES:
        _drain(request)
        return _page(request, UploadForm.refused("file", files.TooLarge().words), status=413)
    try:
        return _receive(request)
    except RequestDataTooBig:
        return _page(request, UploadForm.refused("text", _TOO_MUCH_TEXT), status=413)


@csrf_protect
def _receive(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422 if request.htmx else 200)
    by, kind = Actor.of(request.member), form.cleaned_data["kind"]
    try:
        with transaction.atomic():
            source = actions.upload(by=by, kind=kind, file_name=form.name(), chunks=form.chunks())
    except NotATable as refusal:
        form.add_error(form.source(), str(refusal))
        return _page(request, form, status=422)
    except refusals.Refusal as refusal:
        form.add_error(form.source(), refusal.words)
        return _page(request, form, status=413)
    return stages.lead_on(source)


def _length(request: HttpRequest) -> int:
    """Bytes that the client says will come. The server reads no more than that, and nothing when it is not said."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdigit() else 0


def _drain(request: HttpRequest) -> None:
    """Read what a browser is still sending, up to a bound: it shows an answer only after it was heard out."""
    left = min(_length(request), _MOST_DRAINED)
    while left > 0 and (piece := request.read(min(left, files.PIECE))):
        left -= len(piece)


def _page(request: MemberRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "steps": stages.steps(0), "most_megabytes": files.LIMIT // 1024**2}
    with transaction.atomic():
        return render(request, "presence/imports/upload.html", context, status=status)
