"""The OpenAPI 3.1 description, made from the operations themselves (presence/kit/api/operations.py).

drf-spectacular finds the addresses and assembles the document; what an operation takes and answers is told here in full, so
that the description cannot say anything else than the engine does.
"""

import re
from collections.abc import Iterator
from typing import Any

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from presence.kit.api import bodies, components, operations, responses
from presence.kit.api.operations import Operation, RawBody
from presence.kit.api.queries import NoQuery
from presence.kit.api.views import ApiView

KEY_SCHEME = "key"
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key: `Authorization: Bearer pk_live_…`. The scopes a key needs stand with each operation.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A random text. The same key with the same request is answered once and repeated for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
}
IF_MATCH = "The `ETag` you read. The request is refused when somebody changed it since."
IF_NONE_MATCH = "An `ETag` you have. The answer is 304 without body while it is still good."


class OperationSchema(AutoSchema):  # type: ignore[misc]  # drf-spectacular has no types
    """Describes one method of an ApiView."""

    def is_excluded(self) -> bool:
        return not isinstance(self.view, ApiView) or operations.declared_by(self.view, self.method) is None

    def get_operation_id(self) -> str:
        return self._operation.name

    def get_summary(self) -> str:
        return self._operation.summary

    def get_description(self) -> str:
        """The handler's docstring, and the scope."""
        words = re.sub(r"\s*\n\s*", " ", (getattr(self.view, self.method.lower()).__doc__ or "").strip())
        return f"{words}\n\nScope: `{self._operation.scope}`.".strip()

    def get_auth(self) -> list[dict[str, list[str]]]:
        self.registry.register_on_missing(_component(KEY_SCHEME, ResolvedComponent.SECURITY_SCHEMA, _KEY))
        return [{KEY_SCHEME: []}]

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    @property
    def _operation(self) -> Operation:
        found = operations.declared_by(self.view, self.method)
        assert found is not None  # noqa: S101  is_excluded left the others out
        return found

    def _get_parameters(self) -> list[dict[str, Any]]:
        in_path = self._resolve_path_parameters(uritemplate.variables(self.path))
        return [*map(_plain_path_parameter, in_path), *self._query_parameters(), *self._header_parameters()]

    def _query_parameters(self) -> Iterator[dict[str, Any]]:
        form = self._operation.query
        schema = {} if form is NoQuery else components.inline(form)
        for name, told in schema.get("properties", {}).items():
            value = components.without_null(told)
            description = value.pop("description", "")
            required = name in schema.get("required", ())
            yield {"name": name, "in": "query", "required": required, "description": description, "schema": value}

    def _header_parameters(self) -> Iterator[dict[str, Any]]:
        if self.method == "POST":
            yield IDEMPOTENCY_KEY
        if self._operation.if_match != "never":
            yield _header("If-Match", IF_MATCH, required=self._operation.if_match == "required")
        if self._operation.has_etag and self.method == "GET":
            yield _header("If-None-Match", IF_NONE_MATCH, required=False)

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        operation = self._operation
        if operation.body is None:
            return None
        raw = operation.body if isinstance(operation.body, RawBody) else RawBody({bodies.JSON: operation.body}, 0)
        forms = {**raw.forms, **raw.schemas}
        content = {media_type: {"schema": self._schema_of(form)} for media_type, form in forms.items()}
        if operation.example is not None:
            for media_type in content:
                content[media_type] |= components.example(operation.example, media_type)
        return {"required": True, "content": content}

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        for name, header in responses.HEADERS.items():
            self.registry.register_on_missing(_component(name, ResolvedComponent.HEADER, header))
        refusals = responses.refusals(self._operation, self.method, has_path="{" in self.path)
        for problem in refusals:
            answer = responses.refusal(problem, self._schema_of)
            self.registry.register_on_missing(_component(problem.__name__, ResolvedComponent.RESPONSE, answer))
        told = responses.successes(self._operation, self._schema_of, self.method)
        return told | {str(each.status): {"$ref": f"#/components/responses/{each.__name__}"} for each in refusals}

    def _schema_of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type; its parts are registered as components. Raises ValueError for two types with one name."""
        schema, parts = components.described(kind)
        for name, part in parts.items():
            component = _component(name, ResolvedComponent.SCHEMA, part)
            self.registry.register_on_missing(component)
            if self.registry[component].schema != part:
                raise ValueError(f"Two types of the API are called {name}; readers of its description see only one of them.")
        return schema


def _component(name: str, kind: str, schema: dict[str, Any]) -> Any:
    return ResolvedComponent(name=name, type=kind, schema=schema, object=name)


def _plain_path_parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return parameter | {"description": parameter.get("description") or "The id of the row."}


def _header(name: str, description: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": {"type": "string"}}


def info(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Post-processing: what drf-spectacular cannot know."""
    result["servers"] = [{"url": "/"}]
    return result
