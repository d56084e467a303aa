"""Addresses that exist in tests only: what the engine does with handlers that wait, fail or meet a dead database."""

import threading
from typing import Any

import msgspec
from django.db import OperationalError
from django.urls import include, path

from presence.customers import actions
from presence.kit.api.calls import Call, Reply
from presence.kit.api.operations import operation
from presence.kit.api.views import ApiView
from presence.tenancy import callers


class Made(msgspec.Struct):
    name: str


class Gate:
    """Holds a handler until the test opens it."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()


gate = Gate()


def new_gate() -> Gate:
    global gate  # noqa: PLW0603  the view below runs in another thread
    gate = Gate()
    return gate


def _declared(name: str) -> Any:
    return operation(name=name, summary=name, scope="customers:write", answer=Made)


class Waiting(ApiView):
    tag = "engine"

    @_declared("wait")
    def post(self, call: Call[Any]) -> Reply:
        gate.entered.set()
        assert gate.opened.wait(20)
        actions.add(by=callers.actor(call), name="Made once")
        return Reply(Made("Made once"))


class Crashing(ApiView):
    tag = "engine"

    @_declared("crash")
    def post(self, call: Call[Any]) -> Reply:
        actions.add(by=callers.actor(call), name="Half made")
        raise RuntimeError("secret detail")


class Orphaned(ApiView):
    tag = "engine"

    @_declared("orphan")
    def post(self, call: Call[Any]) -> Reply:
        raise OperationalError("server closed the connection")


urlpatterns = [
    path("api/v1/wait/", Waiting.as_view()),
    path("api/v1/crash/", Crashing.as_view()),
    path("api/v1/orphan/", Orphaned.as_view()),
    path("", include("presence.urls")),
]
