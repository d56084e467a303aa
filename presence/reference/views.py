"""The description of the API, for programs and for people. It tells nothing about any organization, so anybody may read it."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from presence.kit.api import etags
from presence.reference import document, outline
from presence.tenancy import access


def _tag(request: HttpRequest) -> str:
    return etags.of(document.as_bytes())


@access.public
@transaction.non_atomic_requests
@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_tag)
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1 as JSON."""
    return HttpResponse(document.as_bytes(), content_type="application/json")


@access.public
@transaction.non_atomic_requests
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: every operation with its fields, examples and refusals."""
    context = {"resources": outline.resources(), "refusals": outline.refusals()}
    return render(request, "presence/reference/page.html", context)
