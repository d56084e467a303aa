"""Reads bodies strictly: size, content type, charset, and JSON as RFC 7493 wants it (no name twice, no lone surrogates)."""

import json
import math
from collections.abc import Collection
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from presence.kit.api.problems import FieldProblem, Malformed, TooLarge, UnsupportedMedia

JSON = "application/json"
ORDINARY_LIMIT = 1024 * 1024
DEEPEST = 20
LONGEST_NUMBER = 40
_CHUNK = 64 * 1024


def media_type(request: HttpRequest, *, known: Collection[str] = (JSON,)) -> str:
    """The content type, when it is a known one in UTF-8. Raises UnsupportedMedia."""
    name: str
    name, parameters = parse_header_parameters(request.headers.get("Content-Type", ""))
    charset = parameters.get("charset", "utf-8").lower()
    if name not in known or charset not in ("utf-8", "utf8"):
        raise UnsupportedMedia(f"Send UTF-8 with `Content-Type: {' or '.join(known)}`.", headers={"Accept": ", ".join(known)})
    return name


def raw(request: HttpRequest, *, limit: int = ORDINARY_LIMIT) -> bytes:
    """The body as sent, at most `limit` bytes. Raises TooLarge.

    A body sent in chunks has no length; Django takes it for empty, so it is read here from the server.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    declared = int(length) if length.isdigit() else 0
    if declared > limit:
        raise _too_large(limit)
    if not declared and "chunked" in request.headers.get("Transfer-Encoding", "").lower() and not hasattr(request, "_body"):
        request._body = _read_chunks(request, limit)
    return request.body


def strict_json(content: bytes) -> Any:
    """The value of a JSON text. Raises Malformed in words that say where."""
    text = decode(content)
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise Malformed(f"The body is nested deeper than {DEEPEST} levels.")
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error
    _refuse_surrogates(text, value)
    return value


def decode(content: bytes) -> str:
    """UTF-8 text, with or without byte order mark. Raises Malformed."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is not UTF-8: byte {error.start} cannot be read.") from error


def _read_chunks(request: HttpRequest, limit: int) -> bytes:
    stream, parts, size = request.META["wsgi.input"], [], 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        parts.append(chunk)
    return b"".join(parts)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is larger than {limit // (1024 * 1024)} MB. Send it in parts.")


def _depth(text: str) -> int:
    """How deep brackets nest, strings left out. Counted before parsing, because a parser recurses."""
    deepest = level = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        elif sign in "[{":
            level += 1
            deepest = max(deepest, level)
        elif sign in "]}":
            level -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(
            f"“{_printable(twice)}” is given twice.", errors=[FieldProblem("", "duplicate", "Give each name once.")]
        )
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON. Leave the value away or send null.")


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise Malformed(f"A number has more than {LONGEST_NUMBER} digits.")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Malformed(f"The number {text[:LONGEST_NUMBER]} is too large.")
    return value


def _refuse_surrogates(text: str, value: Any) -> None:
    """Half of a character pair (`\\ud800`) is no text: it cannot be stored or sent back."""
    if "\\u" not in text:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Malformed("A text holds half of a character (a lone surrogate such as \\ud800).") from error


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:60]
