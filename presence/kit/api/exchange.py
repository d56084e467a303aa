"""From a request that may be answered to its answer: reads parameters and body, calls the handler, writes the reply."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from presence.kit import refusals
from presence.kit.api import bodies, etags, forms, queries
from presence.kit.api.calls import Call, Caller, Reply
from presence.kit.api.formats import Format
from presence.kit.api.operations import Operation, RawBody
from presence.kit.api.problems import FieldProblem, Invalid, Malformed, Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a request before anything in it is believed."""

    request: HttpRequest
    caller: Caller
    operation: Operation
    format: Format
    raw: bytes
    now: datetime


def carry_out(
    asked: Asked, handler: Callable[..., Reply], path: Mapping[str, Any], known: Mapping[type[Exception], type[Problem]]
) -> HttpResponse:
    """Call the handler in the caller's transaction. Raises Problem."""
    call = _call(asked)
    arguments = _arguments(asked)
    with told(known):
        reply = handler(call, *arguments, **path)
    return _written(call, asked.operation, reply)


@contextmanager
def told(known: Mapping[type[Exception], type[Problem]]) -> Iterator[None]:
    """A verb's refusal becomes a problem with the same words: the listed one, or 422."""
    expected: tuple[type[Exception], ...] = (refusals.Refusal, *known)
    try:
        yield
    except expected as refusal:
        problem = next((problem for kind, problem in known.items() if isinstance(refusal, kind)), Invalid)
        raise problem(str(refusal), errors=_errors(refusal, problem)) from refusal


def _errors(refusal: Exception, problem: type[Problem]) -> list[FieldProblem]:
    """The values a refusal names: several, one or none."""
    named = getattr(refusal, "problems", ())
    if named:
        return [FieldProblem(each.pointer, each.code, each.message) for each in named]
    pointer = getattr(refusal, "pointer", "") or getattr(refusal, "field", "")
    return [FieldProblem(f"{problem.pointed}{pointer}", problem.code, str(refusal))] if pointer else []


def _call(asked: Asked) -> Call[Any]:
    query = queries.read(asked.operation.query, asked.request.GET)
    takes_body = asked.operation.body is not None
    if takes_body and not asked.raw:
        raise Malformed("The body is empty. Send JSON.")
    if not takes_body and asked.raw.strip() not in (b"", b"{}"):
        raise Invalid("This address takes no body. Send none.")
    media_type = bodies.media_type(asked.request, known=asked.operation.takes) if takes_body else ""
    return Call(asked.request, asked.caller, query, asked.now, asked.format, asked.raw, media_type)


def _arguments(asked: Asked) -> list[Any]:
    """What the handler takes beside the call: the body's form, unless it reads the body itself."""
    form = asked.operation.body
    if form is None or isinstance(form, RawBody):
        return []
    return [forms.read(form, bodies.strict_json(asked.raw))]


def _written(call: Call[Any], operation: Operation, reply: Reply) -> HttpResponse:
    """The answer with its headers; 304 when the client has these bytes already."""
    content = b"" if reply.body is None else call.format.write(reply.body)
    headers = reply.headers | ({"Location": reply.location} if reply.location else {})
    if operation.has_etag:
        headers["ETag"] = reply.tag or etags.of(content)
        known = call.request.headers.get("If-None-Match", "")
        if call.request.method in ("GET", "HEAD") and etags.is_known(headers["ETag"], known):
            return HttpResponse(status=304, headers=headers)
    response = HttpResponse(content, status=reply.status, headers=headers, content_type=call.format.content_type)
    if reply.body is None:
        del response.headers["Content-Type"]
    return response
