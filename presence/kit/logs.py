"""Logs that give nothing away: no key, token, code, query string or name of an organization is ever written.

Requests are logged by route, in which a token is only `<str:token>`. What others log (django.request writes paths) passes a
formatter that hides what stands where secrets stand.
"""

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from presence.kit import requests

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("presence.access")

# Words in addresses that a secret follows: invitations, allauth's links, and the public pages of decisions.md 21.
_BEFORE_SECRETS = ("invitations", "password/reset/key", "confirm-email", "r", "pulse", "u", "promise", "feeds", "hooks")
_HIDDEN = (
    (re.compile(r"pk_live_[\w-]+"), "pk_live_…"),
    (re.compile(r"(?i)\b(bearer|basic) +[\w.~+/=-]+"), r"\1 …"),
    (re.compile(rf"/({'|'.join(_BEFORE_SECRETS)})/[^/\s?\"']+"), r"/\1/…"),
    (re.compile(r"/o/[a-z0-9-]+(?=[/\s]|$)"), "/o/…"),
    (re.compile(r"(/[^\s?\"']*)\?[^\s\"']+"), r"\1?…"),
    (re.compile(r"(?i)(://[^\s:/@]+):[^\s@/]+@"), r"\1:…@"),
)


class Discreet(logging.Formatter):
    """Hides secrets in the finished line, in whatever part of it they stand, and keeps it one line where it can."""

    def format(self, record: logging.LogRecord) -> str:
        return hide(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """A line break typed by somebody must not look like another entry."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


def hide(text: str) -> str:
    for pattern, shown in _HIDDEN:
        text = pattern.sub(shown, text)
    return text


def access(get_response: Answer) -> Answer:
    """Middleware: one line for each answer but static files: method, route, status, milliseconds, request id."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "(no page)"
        took = round((time.monotonic() - began) * 1000)
        logger.info("%s %s %s %sms %s", request.method, route, response.status_code, took, requests.current_id())
        return response

    return answer
