"""Everybody who may try an address: people with and without rights, and keys in every state."""

import base64
import copy
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from presence.apikeys import actions as apikeys
from presence.apikeys.rules import NEEDED_ROLE, OPENING, Scope
from presence.tenancy import scope
from presence.tenancy.actors import Actor
from presence.tenancy.models import Membership, Role
from presence.tenancy.tokens import ID_LENGTH
from tests.wall.canaries import Twin, make_user

BROWSERS = ("anonymous", "viewer", "agent", "leader", "owner", "removed member", "disabled person", "stranger")
KEYS = ("whole key", "narrow key", "expired key", "revoked key", "orphaned key", "foreign key", "mangled key", "crossed key")
ALLOWED = ("viewer", "agent", "leader", "owner", "whole key", "narrow key")


@dataclass(frozen=True)
class Visitor:
    """One of them, ready to ask. `is_key` asks below `/api/` without a mount."""

    name: str
    client: Client
    is_key: bool

    def ask(self, method: str, mount: str, path: str, **options: Any) -> Any:
        """Open an address; pages stand below the organization's mount, a key's address does not. No cookie is kept."""
        before = copy.deepcopy(self.client.cookies)
        answer = self.client.generic(method, f"/{path}" if self.is_key else f"{mount}{path}", **options)
        self.client.cookies = before
        return _read_out(answer) if answer.streaming else answer


def _read_out(answer: Any) -> HttpResponse:
    """A streaming answer as an ordinary one. Its files are closed; closing it all would close the database connection."""
    body = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return HttpResponse(body, status=answer.status_code, headers=answer.headers)


def visitors(a: Twin, b: Twin) -> dict[str, Visitor]:
    """Everybody who may try to see B from A's addresses."""
    found = {name: Visitor(name, client, is_key=False) for name, client in _browsers(a, b)}
    found |= {name: Visitor(name, _client_with(text), is_key=True) for name, text in _keys(a, b)}
    return found


def _browsers(a: Twin, b: Twin) -> Iterator[tuple[str, Client]]:
    yield "anonymous", Client()
    for role, member in a.people.items():
        yield role, _signed_in(member)
    with scope.acting_for(a.organization):
        removed = _member(a, Role.OWNER)
        yield "removed member", _signed_in(removed)
        Membership.rows().filter(pk=removed.pk).update(removed_at=datetime.datetime.now(datetime.UTC))
        disabled = _member(a, Role.OWNER)
        yield "disabled person", _signed_in(disabled)
        disabled.user.is_active = False
        disabled.user.save(update_fields=["is_active"])
    yield "stranger", _signed_in(b.people["owner"])


def _keys(a: Twin, b: Twin) -> Iterator[tuple[str, str]]:
    whole = _key(a, a.people["owner"], list(NEEDED_ROLE))
    yield "whole key", whole
    yield "mangled key", whole[:-4] + "AAAA"
    yield "narrow key", _key(a, a.people["viewer"], [Scope.METRICS_READ])
    with scope.acting_for(a.organization):
        now = datetime.datetime.now(datetime.UTC)
        leaving = _member(a, Role.OWNER)
    expired = _key(a, a.people["owner"], list(NEEDED_ROLE), expires_at=now + datetime.timedelta(days=1))
    revoked = _key(a, a.people["owner"], list(NEEDED_ROLE))
    orphaned = _key(a, leaving, list(NEEDED_ROLE))
    with scope.acting_for(a.organization):
        apikeys.ApiKey.rows().filter(prefix=_prefix(a, expired)).update(expires_at=now - datetime.timedelta(minutes=1))
        apikeys.ApiKey.rows().filter(prefix=_prefix(a, revoked)).update(revoked_at=now)
        Membership.rows().filter(pk=leaving.pk).update(removed_at=now)
    yield "expired key", expired
    yield "revoked key", revoked
    yield "orphaned key", orphaned
    foreign = _key(b, b.people["owner"], list(NEEDED_ROLE))
    yield "foreign key", foreign
    place = len(OPENING) + ID_LENGTH
    yield "crossed key", foreign[:place] + whole[place:]  # B's organization with A's secret


def _member(twin: Twin, role: Role) -> Membership:
    team = twin.people["owner"].team
    return Membership.objects.create(user=make_user(twin.letter), role=role, team=team)


def _signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def _client_with(text: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"})


def _key(twin: Twin, member: Membership, scopes: list[Scope], expires_at: datetime.datetime | None = None) -> str:
    with scope.acting_for(twin.organization):
        count = apikeys.ApiKey.rows().count()
        _key, text = apikeys.make(by=Actor.of(member), member=member, name=f"Key {count}", scopes=scopes, expires_at=expires_at)
    return text


def _prefix(twin: Twin, text: str) -> str:
    return next(key.prefix for key in apikeys.ApiKey.rows() if text.startswith(key.prefix))


def spell(organization_id: UUID) -> str:
    """An organization's id as keys and tokens carry it."""
    return base64.urlsafe_b64encode(organization_id.bytes).rstrip(b"=").decode()
