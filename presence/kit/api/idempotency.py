"""The same POST twice has one effect and one answer (Idempotency-Key).

1. The key's row commits on its own before the handler runs, so that a second request sees it: it gets 409 while the first runs.
2. The answer is kept in the transaction of the effect: a process killed in between leaves both or neither.
3. Refusals below 500 are kept too, but 409 and 429, which waiting cures; a 5xx frees the key.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from presence.kit.api.problems import Conflict, Invalid, Problem, invalid

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
NOT_KEPT = (409, 429)
_FORM = re.compile(r"^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is kept, and the request it belongs to."""

    caller: str
    method: str
    path: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the shelf knows about an earlier request; no status while it runs."""

    body_hash: str
    status: int | None
    headers: dict[str, str]
    body: str


class Shelf(Protocol):
    """Where answers are kept; `settings.API_ANSWERS` names it."""

    def reserve(self, place: Place, now: datetime) -> Kept | None:
        """Take the place, committed at once; what stands there already, or None."""

    def keep(self, place: Place, kept: Kept) -> None:
        """Store the answer in the caller's transaction."""

    def free(self, place: Place) -> None:
        """Forget the place."""


def place_of(request: HttpRequest, *, caller: str, raw: bytes) -> Place | None:
    """The place a POST's header asks for; None without the header. Raises Invalid for a header that is no key."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return None
    if not _FORM.match(key):
        raise invalid(
            f"header:{HEADER}", "invalid", "Use 1 to 255 visible ASCII characters, a new random text for each request."
        )
    asked = "\n".join([request.META.get("QUERY_STRING", ""), request.headers.get("Content-Type", "")]).encode()
    digest = hashlib.sha256(asked + b"\n" + raw).hexdigest()
    return Place(caller=caller, method=request.method, path=request.path_info, key=key, body_hash=digest)


def once(
    place: Place, *, now: datetime, act: Callable[[], HttpResponse], respond: Callable[[Exception], HttpResponse]
) -> HttpResponse:
    """The kept answer, or the answer of `act`, kept. `respond` turns a refusal into its answer. Raises Conflict, Invalid."""
    earlier = shelf().reserve(place, now)
    if earlier:
        return _replay(earlier, place)
    try:
        with transaction.atomic():
            response = act()
            shelf().keep(place, _kept(place, response))
    except Problem as refusal:
        return _keep_refusal(place, refusal, respond(refusal))
    except BaseException:
        shelf().free(place)
        raise
    return response


@cache
def shelf() -> Shelf:
    return import_string(settings.API_ANSWERS)()  # type: ignore[no-any-return]


def _replay(earlier: Kept, place: Place) -> HttpResponse:
    if earlier.body_hash != place.body_hash:
        raise _other_request()
    if earlier.status is None:
        raise Conflict("The first request with this Idempotency-Key is still running. Try again in a moment.")
    response = HttpResponse(earlier.body, status=earlier.status, headers=earlier.headers)
    response.headers[REPLAYED] = "true"
    return response


def _other_request() -> Invalid:
    return invalid(f"header:{HEADER}", "reused", "This Idempotency-Key was used with another request. Take a new one.")


def _keep_refusal(place: Place, refusal: Problem, response: HttpResponse) -> HttpResponse:
    if refusal.status >= 500 or refusal.status in NOT_KEPT:
        shelf().free(place)
    else:
        with transaction.atomic():
            shelf().keep(place, _kept(place, response))
    return response


def _kept(place: Place, response: HttpResponse) -> Kept:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return Kept(place.body_hash, response.status_code, headers, response.content.decode())
