"""Problem details (RFC 9457): every refusal of the API, with words for the person who reads the answer."""

import logging
from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError

from presence.kit import requests

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/docs/#problem-"
logger = logging.getLogger(__name__)


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one value.

    `pointer` is a JSON pointer into the body (`/terms/0/text`), `?name` for a parameter of the query, or `header:Name`.
    """

    pointer: str
    code: str
    message: str


class ProblemBody(msgspec.Struct, frozen=True):
    """The body of every answer that refuses."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem]


class Problem(Exception):
    """A refusal. `detail` says what to do; `errors` name single values, whose pointers begin with `pointed`."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "malformed"
    title: ClassVar[str] = "The request cannot be read"
    words: ClassVar[str] = "Correct the request and send it again."
    pointed: ClassVar[str] = "/"

    def __init__(
        self, detail: str = "", *, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail or self.words)
        self.detail = detail or self.words
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def body(self) -> ProblemBody:
        return ProblemBody(
            type=TYPES + self.code,
            title=self.title,
            status=self.status,
            detail=self.detail,
            request_id=requests.current_id(),
            errors=self.errors,
        )


class Malformed(Problem):
    """400: the body is not JSON."""


class Unauthenticated(Problem):
    status = 401
    code = "unauthenticated"
    title = "No valid key"
    words = "Send a valid key: `Authorization: Bearer pk_live_…`."


class Forbidden(Problem):
    status = 403
    code = "forbidden"
    title = "Not allowed"
    words = "This key may not do that."


class Absent(Problem):
    """404: the same for a row of another organization and for none at all."""

    status = 404
    code = "not-found"
    title = "Not found"
    words = "There is nothing at this address."


class MethodRefused(Problem):
    status = 405
    code = "method"
    title = "Method not supported"
    words = "This address does not know that method. `Allow` lists those it knows."


class NotAcceptable(Problem):
    status = 406
    code = "not-acceptable"
    title = "No such format"
    words = "This address cannot answer in the format `Accept` asks for. Leave `Accept` away for JSON."


class Conflict(Problem):
    status = 409
    code = "conflict"
    title = "In conflict with what is stored"
    words = "This is in conflict with what is stored already."


class Stale(Problem):
    status = 412
    code = "stale"
    title = "Changed in the meantime"
    words = "Somebody changed this since you read it. Read it again and repeat your change with the new `ETag`."


class TooLarge(Problem):
    status = 413
    code = "too-large"
    title = "Too large"
    words = "The body is too large. Send it in parts."


class UnsupportedMedia(Problem):
    status = 415
    code = "media-type"
    title = "Unknown content type"
    words = "Send JSON in UTF-8 with `Content-Type: application/json`."


class Invalid(Problem):
    status = 422
    code = "invalid"
    title = "Some values cannot be used"
    words = "Correct the values named in `errors` and send it again."


class InvalidParameter(Invalid):
    """The same for the query: pointers begin with a question mark."""

    pointed = "?"


class MatchNeeded(Problem):
    status = 428
    code = "if-match"
    title = "If-Match is missing"
    words = "Send `If-Match` with the `ETag` you read, so that nobody's change is lost."


class TooMany(Problem):
    status = 429
    code = "limit"
    title = "Too many requests"
    words = "Wait until `Retry-After` has passed."


class Unexpected(Problem):
    status = 500
    code = "unexpected"
    title = "Something went wrong here"
    words = "The request was not carried out. If it happens again, tell us the request_id."


class Unavailable(Problem):
    status = 503
    code = "unavailable"
    title = "Not available just now"
    words = "The database is not answering. Nothing was changed; try again in a few seconds."


def invalid(pointer: str, code: str, message: str) -> Invalid:
    """One wrong value; the detail repeats its message for those who read only that."""
    return Invalid(message, errors=[FieldProblem(pointer, code, message)])


def respond(error: Exception, *, sender: object) -> HttpResponse:
    """Any exception as a problem. What was not expected is logged and answered without what is inside."""
    problem = error if isinstance(error, Problem) else _translate(error)
    if problem.status >= 500:
        logger.error("%s %s", problem.title, requests.current_id(), exc_info=error)
        got_request_exception.send(sender=sender, request=None)
    return HttpResponse(
        msgspec.json.encode(problem.body()), status=problem.status, content_type=MEDIA_TYPE, headers=problem.headers
    )


def _translate(error: Exception) -> Problem:
    """Django's own refusals in our words."""
    match error:
        case Http404():
            return Absent()
        case PermissionDenied():
            return Forbidden(str(error))
        case RequestDataTooBig():
            return TooLarge()
        case UnreadablePostError():
            return Malformed("The body ended too early.")
        case OperationalError() | InterfaceError():
            return Unavailable(headers={"Retry-After": "5"})
        case _:
            return Unexpected()
