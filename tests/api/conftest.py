"""Clients of the API: keys of Fieldstone Care and of Elsewhere."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.db import transaction
from django.test import Client

from presence.apikeys import actions as keys
from presence.apikeys.rules import Scope
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership
from tests.conftest import Cast

EVERY_SCOPE = [scope.value for scope in Scope if scope is not Scope.ADMIN]
READING = [scope.value for scope in Scope if scope.value.endswith(":read")]


class ApiClient(Client):
    """Speaks JSON with one key. Answers are read with `.json()`."""

    def __init__(self, key: str = "", **defaults: Any) -> None:
        super().__init__(**defaults)
        self.key = key

    def request(self, **environ: Any) -> Any:
        if self.key:
            environ.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.key}")
        return super().request(**environ)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a body as JSON; bytes and text go out as they are. Headers are named with underscores."""
        content = body if isinstance(body, bytes | str) else b"" if body is None else msgspec.json.encode(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        return self.generic(method, f"/api/v1{path}", content, content_type=content_type, headers=named)


def make_key(member: Membership, scopes: list[str], name: str = "test") -> str:
    """The text of a new key."""
    with scope.acting_for(member.organization_id), transaction.atomic():
        return keys.make(by=Actor.of(member), member=member, name=name, scopes=scopes)[1]


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    """A client with every scope but `admin`, made by the owner of Fieldstone Care."""
    return ApiClient(make_key(cast.owner, EVERY_SCOPE))


@pytest.fixture
def reading_api(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.owner, READING, "reading"))


@pytest.fixture
def foreign_api(elsewhere: Cast) -> ApiClient:
    return ApiClient(make_key(elsewhere.owner, EVERY_SCOPE))


@pytest.fixture
def key_with(cast: Cast) -> Callable[..., ApiClient]:
    """A client whose key has just these scopes."""

    def enter(*scopes: str, member: Membership = cast.owner) -> ApiClient:
        return ApiClient(make_key(member, list(scopes), f"{len(scopes)} scopes"))

    return enter
