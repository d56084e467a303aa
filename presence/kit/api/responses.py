"""Every answer an operation may give, with its headers, for the OpenAPI description."""

from collections.abc import Callable, Iterator
from typing import Any

from presence.kit.api import formats, problems
from presence.kit.api.operations import Operation
from presence.kit.api.pages import Page
from presence.kit.api.problems import Problem, ProblemBody

Describe = Callable[[Any], dict[str, Any]]
_SAID = {
    "X-Request-ID": ("The id of this request, to quote when you ask for help.", True),
    "RateLimit-Policy": ("How many requests (`q`) in how many seconds (`w`).", False),
    "RateLimit": ("How many are left (`r`), and in how many seconds the count begins anew (`t`).", False),
    "ETag": ("The version of this answer, for `If-None-Match` and `If-Match`.", True),
    "Location": ("The address of the new row.", True),
    "Link": ('The next page, as `<…>; rel="next"`; absent on the last.', False),
    "Idempotent-Replayed": ("`true` when this is the kept answer to an earlier request with the same key.", False),
    "Retry-After": ("Seconds to wait.", True),
    "Allow": ("The methods this address knows.", True),
    "WWW-Authenticate": ("How to authenticate.", True),
    "Accept": ("The content types this address takes.", False),
}
HEADERS = {
    name: {"description": description, "required": always, "schema": {"type": "string"}}
    for name, (description, always) in _SAID.items()
}
_ALWAYS = ("X-Request-ID", "RateLimit-Policy", "RateLimit")
_SPECIAL = {401: ("WWW-Authenticate",), 405: ("Allow",), 415: ("Accept",), 429: ("Retry-After",), 503: ("Retry-After",)}


def successes(operation: Operation, describe: Describe, method: str) -> dict[str, Any]:
    """The answers that give what was asked for."""
    names = [*_ALWAYS, *_success_headers(operation, method)]
    said: dict[str, Any] = {"description": _success(operation), "headers": _headers(names)}
    if operation.answer is not None:
        said["content"] = {each.media_type: {"schema": _body(each, operation, describe)} for each in operation.formats}
    told = {str(operation.status): said}
    if operation.may_exist:
        told["200"] = said | {"description": "It was there already; it says this now."}
    if operation.has_etag and method == "GET":
        told["304"] = {"description": "You have this version already.", "headers": _headers([*_ALWAYS, "ETag"])}
    return told


def refusal(problem: type[Problem], describe: Describe) -> dict[str, Any]:
    """The answer that this problem is."""
    return {
        "description": f"{problem.title}. {problem.words}",
        "headers": _headers([*_ALWAYS, *_SPECIAL.get(problem.status, ())]),
        "content": {problems.MEDIA_TYPE: {"schema": describe(ProblemBody)}},
    }


def refusals(operation: Operation, method: str, *, has_path: bool) -> list[type[Problem]]:
    """The problems an operation may answer with, by status."""
    return sorted(_possible(operation, method, has_path), key=lambda problem: problem.status)


def _possible(operation: Operation, method: str, has_path: bool) -> Iterator[type[Problem]]:
    yield from (problems.Unauthenticated, problems.Forbidden, problems.NotAcceptable, problems.Invalid)
    yield from (problems.TooMany, problems.Unavailable)
    if has_path:
        yield problems.Absent
    if method in ("POST", "PUT", "PATCH"):
        yield problems.TooLarge
    if operation.body is not None:
        yield from (problems.Malformed, problems.UnsupportedMedia)
    if operation.conflicts or method == "POST":
        yield problems.Conflict
    if operation.if_match != "never":
        yield problems.Stale
    if operation.if_match == "required":
        yield problems.MatchNeeded


def _success_headers(operation: Operation, method: str) -> Iterator[str]:
    if operation.has_etag:
        yield "ETag"
    if operation.status == 201 and operation.has_address:
        yield "Location"
    if getattr(operation.answer, "__origin__", None) is Page:
        yield "Link"
    if method == "POST":
        yield "Idempotent-Replayed"


def _success(operation: Operation) -> str:
    return {200: "Done.", 201: "Made.", 204: "Done; there is no body."}[operation.status]


def _body(each: formats.Format, operation: Operation, describe: Describe) -> dict[str, Any]:
    return describe(operation.answer) if each is formats.JSON else {"type": "string"}


def _headers(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
