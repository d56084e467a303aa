"""The engine behind every address of the API.

In order: who asks (401), how often (429), which method (405), which format (406), may they (403), how large (413); then, in one
transaction, parameters (422), body (415, 400, 422) and the handler. Handlers fetch and call actions; refusals are exceptions.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from rest_framework.views import APIView

from presence.kit.api import bodies, exchange, formats, idempotency, limits, operations, problems
from presence.kit.api.calls import Caller
from presence.kit.api.operations import Operation

METHODS = ("get", "post", "put", "patch", "delete")


class ApiView(APIView):
    """An address of the API. Handlers are methods declared with `@operation`.

    `refusals` says which problem a verb's refusal becomes; one that is not listed is 422.
    """

    access = "api"
    refusals: ClassVar[Mapping[type[Exception], type[problems.Problem]]] = {}
    http_method_names: ClassVar[list[str]] = [*METHODS, "head", "options"]  # type: ignore[misc]
    # REST framework's own authentication and permissions are replaced by the order above.
    authentication_classes = ()
    permission_classes = ()

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:  # type: ignore[override]
        """Outside ATOMIC_REQUESTS: an Idempotency-Key must be committed before the handler's transaction begins."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **path: Any) -> HttpResponse:
        self.extra_headers: dict[str, str] = {}
        with ExitStack() as scope:
            try:
                response = self._answer(request, scope, path)
            except Exception as error:
                response = self._respond_to(error)
        for name, value in self.extra_headers.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
        return response

    def _answer(self, request: HttpRequest, scope: ExitStack, path: dict[str, Any]) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": self._allowed()})
        caller: Caller = import_string(settings.API_CALLER)(request)
        scope.enter_context(caller.enter())
        self._count(caller)
        operation, handler = self._find_operation(request.method or "")
        chosen = formats.negotiate(request, operation.formats)
        refuse_without(operation.scope, caller)
        raw = bodies.raw(request, limit=operation.limit) if request.method in ("POST", "PUT", "PATCH") else b""
        asked = exchange.Asked(request, caller, operation, chosen, raw, datetime.now(UTC))
        return self._once(asked, lambda: exchange.carry_out(asked, handler, path, self.refusals))

    def _count(self, caller: Caller) -> None:
        standing = limits.count(caller.name)
        if standing:
            self.extra_headers |= standing.headers
            limits.refuse_beyond(standing)

    def _find_operation(self, method: str) -> tuple[Operation, Callable[..., Any]]:
        name = "get" if method == "HEAD" else method.lower()
        operation = operations.declared_by(self, name)
        if operation is None:
            raise problems.MethodRefused(headers={"Allow": self._allowed()})
        return operation, getattr(self, name)

    def _once(self, asked: exchange.Asked, act: Callable[[], HttpResponse]) -> HttpResponse:
        """Act in one transaction; at most once for a POST with an Idempotency-Key."""
        place = idempotency.place_of(asked.request, caller=asked.caller.name, raw=asked.raw)
        if place:
            return idempotency.once(place, now=asked.now, act=act, respond=self._respond_to)
        with transaction.atomic():
            return act()

    def _respond_to(self, error: Exception) -> HttpResponse:
        return problems.respond(error, sender=type(self))

    def _allowed(self) -> str:
        known = [method.upper() for method in METHODS if operations.declared_by(self, method)]
        return ", ".join([*known, *(["HEAD"] if "GET" in known else []), "OPTIONS"])


class NowhereView(ApiView):
    """Any other address below the API: a problem instead of a page, for everybody."""

    def _answer(self, request: HttpRequest, scope: ExitStack, path: dict[str, Any]) -> HttpResponse:
        if not request.path.endswith("/"):
            raise problems.Absent("There is nothing at this address. Addresses of the API end with a slash.")
        raise problems.Absent


def refuse_without(scope: str, caller: Caller) -> None:
    """Raises Forbidden when the caller may not use this scope."""
    if scope not in caller.allowed:
        raise problems.Forbidden(f"This needs the scope {scope}, which this key or your role does not include.")
