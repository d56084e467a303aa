"""The map on one sheet: the page to print from, and the same picture as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from presence.kit import words
from presence.tenancy import access
from presence.tenancy.access import MemberRequest
from touchpoints.pictures import drawing, reading
from touchpoints.pictures.sheet import Sheet


@access.member()
@require_safe
def map_print(request: MemberRequest) -> HttpResponse:
    """The whole map as it fits on one landscape page."""
    sheet = _sheet(request)
    context = {
        "picture": drawing.draw(sheet),
        "amount": sum(1 for _card in sheet.cards()),
        "filename": _filename(request, "png"),
    }
    return render(request, "touchpoints/pictures/print.html", context)


@access.member()
@require_safe
def map_svg(request: MemberRequest) -> HttpResponse:
    """The picture as a file."""
    response = HttpResponse(drawing.draw(_sheet(request)), content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_filename(request, "svg")}"'
    return response


def _sheet(request: MemberRequest) -> Sheet:
    now = timezone.localtime()
    moment = words.moment(now, zone=now.tzinfo, today=now.date()) if now.tzinfo else ""
    return reading.drawn(f"{request.organization}: touchpoint map", f"The draft as it stood on {moment}")


def _filename(request: MemberRequest, ending: str) -> str:
    return f"map-{slugify(request.organization.slug)}-{timezone.localdate().isoformat()}.{ending}"
