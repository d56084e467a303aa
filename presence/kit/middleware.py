"""Manners of every answer: a request id, and what htmx expects."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from presence.kit import requests, toasts
from presence.kit.ids import new_id

Answer = Callable[[HttpRequest], HttpResponse]
_TRUSTED_ID = re.compile(r"^[A-Za-z0-9-]{8,40}$")


def request_id(get_response: Answer) -> Answer:
    """Name the request, so that a person can quote one id and an operator finds it in the log."""

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if _TRUSTED_ID.match(given) else str(new_id())
        requests.name_current(name)
        response = get_response(request)
        response.headers["X-Request-ID"] = name
        return response

    return answer


def htmx_manners(get_response: Answer) -> Answer:
    """A page and its part share a URL, so caches must tell them apart; a redirect leaves the page; a part brings its toasts."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "HX-Request" in request.headers:
            response = _for_htmx(request, response)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    return answer


def _for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code in (301, 302, 303):
        return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    is_part = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    if is_part and response.status_code < 500:
        toasts.append_to(request, response)
    return response
