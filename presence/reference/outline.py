"""The OpenAPI document as a person reads it: operations by resource, fields in words, answers with what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from presence.kit.api import problems
from presence.reference import document, phrases

DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a member of a body. Members of a list or object are named by their way: `terms[].text`."""

    name: str
    kind: str
    words: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `anchor` names it on the page."""

    anchor: str
    method: str
    path: str
    summary: str
    words: str
    scope: str
    parameters: list[Field]
    body: list[Field]
    media_types: list[str]
    example: str
    answer: list[Field]
    answers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations that belong together."""

    name: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem, with the anchor its `type` leads to."""

    anchor: str
    status: int
    title: str
    words: str


@cache
def resources() -> list[Resource]:
    """Every operation, by resource, in the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document.read()["paths"].items():
        for method, told in methods.items():
            found.setdefault(told["tags"][0], []).append(_operation(path, method, told))
    return [Resource(name, operations) for name, operations in found.items()]


def refusals() -> list[Refusal]:
    """Every problem the API knows, by status."""
    known = {kind.code: kind for kind in _kinds(problems.Problem)}
    told = [Refusal(f"problem-{kind.code}", kind.status, kind.title, kind.words) for kind in known.values()]
    return sorted(told, key=lambda refusal: refusal.status)


def _kinds(kind: type[problems.Problem]) -> Iterator[type[problems.Problem]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _kinds(inner)


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    words, _, scope = told["description"].rpartition("Scope: ")
    content = told.get("requestBody", {}).get("content", {})
    return Operation(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        words=words.strip(),
        scope=scope.strip("`."),
        parameters=[_parameter(parameter) for parameter in told.get("parameters", [])],
        body=_fields(next(iter(content.values()))["schema"]) if content else [],
        media_types=list(content),
        example=_example(content),
        answer=_answer(told["responses"]),
        answers=[(status, _resolve(answer)["description"]) for status, answer in told["responses"].items()],
    )


def _parameter(told: dict[str, Any]) -> Field:
    place = {"path": "in the address", "query": "in the query", "header": "a header"}[told["in"]]
    return Field(told["name"], f"{place}, {phrases.kind(told['schema'])}", told.get("description", ""), told["required"])


def _example(content: dict[str, Any]) -> str:
    example = content.get("application/json", {}).get("example")
    return msgspec.json.format(msgspec.json.encode(example), indent=2).decode() if example else ""


def _answer(responses: dict[str, Any]) -> list[Field]:
    success = next(answer for status, answer in responses.items() if status.startswith("2"))
    schema = success.get("content", {}).get("application/json", {}).get("schema")
    return _fields(schema) if schema else []


def _fields(schema: dict[str, Any], opening: str = "", depth: int = 0) -> list[Field]:
    """The members of an object, those of inner objects behind the one that holds them."""
    shape, way = _inside(schema)
    found = []
    for name, told in shape.get("properties", {}).items():
        here = f"{opening}{way}{name}".removeprefix(".")
        words = told.get("description") or phrases.inner(told).get("description", "")
        found.append(Field(here, phrases.kind(_named(told)), words, name in shape.get("required", ())))
        if depth < DEEPEST:
            found += _fields(told, here, depth + 1) if _holds_object(told) else []
    return found


def _inside(schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The object a schema means, and the sign for each list on the way to it."""
    inner = _resolve(phrases.inner(schema))
    if inner.get("type") == "array":
        shape, way = _inside(inner["items"])
        return shape, f"[]{way}"
    return inner, "."


def _holds_object(schema: dict[str, Any]) -> bool:
    return "properties" in _inside(schema)[0]


def _named(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a named list of values in place of its name."""
    inner = phrases.inner(schema)
    resolved = _resolve(inner)
    if inner.get("type") == "array":
        return schema | {"items": _resolve(inner["items"])} if "type" in schema else schema
    return {**schema, **resolved} if "enum" in resolved else schema


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference into the document's components stands for."""
    if "$ref" not in schema:
        return schema
    place: Any = document.read()
    for step in schema["$ref"].removeprefix("#/").split("/"):
        place = place[step]
    return place  # type: ignore[no-any-return]
